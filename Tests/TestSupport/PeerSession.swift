internal import Glibc

/// A conversation with Tests/peers/server.py, in lines.
final class PeerSession: Sendable {
  private let descriptor: Descriptor

  /// - Parameter place: the path of its socket.
  init(_ place: String) throws {
    // No other child may have it: the server ends what it has begun when nobody listens any more.
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { throw Sandbox.Missing(description: "no socket: errno \(errno)") }
    descriptor = Descriptor(number)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array(place.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected == 0 else {
      throw Sandbox.Missing(description: "no server of peers at \(place): errno \(errno)")
    }
  }

  /// Sends a line.
  func tell(_ line: [UInt8]) throws {
    var left = (line + [UInt8(ascii: "\n")])[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes {
        send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Sandbox.Missing(description: "the server of peers is gone") }
      left = left.dropFirst(count)
    }
  }

  /// The next line, which is waited for; the server sends none before that is asked for.
  func hear() throws -> [UInt8] {
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while answer.last != UInt8(ascii: "\n") {
      let count = recv(descriptor.number, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Sandbox.Missing(description: "the server of peers ended") }
      answer += buffer.prefix(count)
    }
    return answer.dropLast()
  }

  /// Whether there is something to hear, be it that the server is gone.
  ///
  /// - Parameter milliseconds: how long to wait for it; -1 is for ever.
  func hasMore(within milliseconds: Int32) -> Bool {
    var item = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
    return poll(&item, 1, milliseconds) > 0
  }
}
