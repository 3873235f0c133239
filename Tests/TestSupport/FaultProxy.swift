internal import ClientSupport
internal import Foundation
internal import Glibc
internal import Synchronization

/// A TCP proxy before a real server that breaks the traffic at one chosen byte.
public final class FaultProxy: Sendable {
  public enum Direction: String, Sendable, CaseIterable {
    case toServer, toClient
  }

  /// What happens when the byte comes by.
  public enum Kind: Sendable, Hashable {
    /// Both ends see an orderly end of the stream.
    case cut
    /// Both ends see a reset.
    case reset
    /// The receiver sees the end; the other direction goes on.
    case halfClose
    /// Nothing of this direction comes through any more, and nobody is told.
    case stall
    /// The rest comes later.
    case delay(milliseconds: Int)
    /// The rest comes byte by byte.
    case split
  }

  /// A fault at one byte of all that one direction carries since ``arm(_:)``, over all connections.
  public struct Fault: Sendable, Hashable, CustomStringConvertible {
    public let direction: Direction
    public let byte: Int
    public let kind: Kind

    public init(_ kind: Kind, _ direction: Direction, at byte: Int) {
      self.kind = kind
      self.direction = direction
      self.byte = byte
    }

    public var description: String { "\(kind) \(direction.rawValue) at byte \(byte)" }
  }

  /// Where the server is.
  public enum Upstream: Sendable {
    case tcp(port: Int)
    case unix(path: String)
  }

  public var port: Int { listener.port }
  private let listener: LoopbackListener
  private let shared: Shared

  public init(_ upstream: Upstream) throws {
    let own = try LoopbackListener(backlog: 64)
    self.listener = own
    let listener = own.descriptor
    let shared = Shared()
    self.shared = shared
    Thread.detachNewThread {
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        guard let server = Self.dial(upstream) else {
          close(client)
          continue
        }
        let pair = Pair(client: client, server: server, shared)
        shared.state.withLock { $0.live += 1 }
        for direction in Direction.allCases {
          Thread.detachNewThread { pair.pump(direction) }
        }
      }
    }
  }

  /// Begins to count anew, with a fault or without.
  public func arm(_ fault: Fault?) {
    shared.state.withLock { state in
      state.fault = fault
      state.hasStruck = false
      state.passed = [:]
    }
  }

  /// The bytes of one direction since ``arm(_:)``.
  public func passed(_ direction: Direction) -> Int {
    shared.state.withLock { $0.passed[direction] ?? 0 }
  }

  /// How often something was handed on, in either direction: stands still when nothing moves.
  public var moved: Int { shared.state.withLock { $0.moved } }

  /// Whether the fault has come to pass.
  public var hasStruck: Bool { shared.state.withLock { $0.hasStruck } }

  /// Returns when no connection is left, so that nothing sent before arrives later.
  public func settle() -> Bool {
    let limit = ContinuousClock.now + .seconds(10)
    while shared.state.withLock({ $0.live }) > 0 {
      guard ContinuousClock.now < limit else { return false }
      SocketWait.pause(.milliseconds(2))
    }
    return true
  }

  private static func withLoopback(
    _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = inet_addr("127.0.0.1")
    name.sin_port = in_port_t(port).bigEndian
    return withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// No child of the tests' holds an end of a connection.
  private static let streamKind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)

  private static func dial(_ upstream: Upstream) -> Int32? {
    switch upstream {
    case .tcp(let port):
      let descriptor = socket(AF_INET, streamKind, 0)
      if withLoopback(port, { connect(descriptor, $0, $1) }) == 0 { return descriptor }
      close(descriptor)
      return nil
    case .unix(let path):
      let descriptor = socket(AF_UNIX, streamKind, 0)
      var name = sockaddr_un()
      name.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
      let result = withUnsafeBytes(of: name) { raw in
        connect(
          descriptor, raw.assumingMemoryBound(to: sockaddr.self).baseAddress,
          socklen_t(raw.count))
      }
      if result == 0 { return descriptor }
      close(descriptor)
      return nil
    }
  }
}

/// What all connections of a proxy know together.
private final class Shared: Sendable {
  struct State {
    var fault: FaultProxy.Fault?
    var hasStruck = false
    var passed: [FaultProxy.Direction: Int] = [:]
    var moved = 0
    var live = 0
  }

  let state = Mutex(State())

  /// Counts bytes; returns how many of them come before the fault, and the fault if it is now.
  func pass(_ count: Int, _ direction: FaultProxy.Direction) -> (Int, FaultProxy.Kind?) {
    state.withLock { state in
      let before = state.passed[direction] ?? 0
      state.passed[direction] = before + count
      guard let fault = state.fault, !state.hasStruck, fault.direction == direction,
        before + count > fault.byte
      else { return (count, nil) }
      state.hasStruck = true
      return (max(0, fault.byte - before), fault.kind)
    }
  }
}

/// One connection through the proxy: two sockets, two threads.
private final class Pair: Sendable {
  private let client: Int32
  private let server: Int32
  private let shared: Shared
  private let running = Mutex(2)

  init(client: Int32, server: Int32, _ shared: Shared) {
    self.client = client
    self.server = server
    self.shared = shared
    var one: Int32 = 1
    setsockopt(
      client, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  func pump(_ direction: FaultProxy.Direction) {
    let (source, target) = direction == .toServer ? (client, server) : (server, client)
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    var isSilent = false
    var isSplit = false
    while true {
      let count = recv(source, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      if isSilent { continue }
      let (whole, kind) = shared.pass(count, direction)
      forward(buffer[..<whole], target, isSplit)
      switch kind {
      case nil: continue
      case .cut:
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
        isSilent = true
      case .reset:
        // RST instead of FIN once the descriptor is closed.
        var hard = linger(l_onoff: 1, l_linger: 0)
        for end in [client, server] {
          setsockopt(end, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
          shutdown(end, Int32(SHUT_RD))
        }
        isSilent = true
      case .halfClose:
        shutdown(target, Int32(SHUT_WR))
        isSilent = true
      case .stall: isSilent = true
      case .delay(let milliseconds):
        SocketWait.pause(.milliseconds(milliseconds))
        forward(buffer[whole..<count], target, isSplit)
      case .split:
        isSplit = true
        forward(buffer[whole..<count], target, isSplit)
      }
    }
    shutdown(target, Int32(SHUT_WR))
    let left = running.withLock { count in
      count -= 1
      return count
    }
    guard left == 0 else { return }
    close(client)
    close(server)
    shared.state.withLock { $0.live -= 1 }
  }

  private func forward(_ bytes: ArraySlice<UInt8>, _ target: Int32, _ isSplit: Bool) {
    var rest = bytes
    while !rest.isEmpty {
      let piece = isSplit ? rest.prefix(1) : rest
      let count = piece.withUnsafeBytes {
        send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      shared.state.withLock { $0.moved += 1 }
      rest = rest.dropFirst(count)
    }
  }
}
