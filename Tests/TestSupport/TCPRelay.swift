import Foundation
import Glibc
import Synchronization

/// A loopback port before a unix socket, whose clients can be cut off while the server goes on
/// without noticing.
public final class TCPRelay: Sendable {
  public var port: Int { listener.port }
  private let target: String
  private let listener: LoopbackListener
  private let clients = Mutex<[Int32]>([])

  /// - Parameter target: the path of a unix socket.
  public init(to target: String) throws {
    self.target = target
    listener = try LoopbackListener()
    Thread.detachNewThread { [self] in accept() }
  }

  /// Stops taking connections.
  public func close() {
    listener.stop()
  }

  /// Resets every client's connection. The server's sides stay open.
  public func cut() {
    clients.withLock { clients in
      for client in clients {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
          client, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        // Ends the copying threads' reads, too; the reset goes out when the socket is let go. Its
        // number stays taken, by /dev/null: the threads that still use it would else copy between
        // the old session and whoever got the number next.
        shutdown(client, Int32(SHUT_RD))
        let placeholder = open("/dev/null", O_RDWR | O_CLOEXEC)
        dup2(placeholder, client)
        Glibc.close(placeholder)
      }
      clients = []
    }
  }

  private func accept() {
    while true {
      let client = Glibc.accept(listener.descriptor, nil, nil)
      guard client >= 0 else { return }
      guard let server = connectToTarget() else {
        Glibc.close(client)
        continue
      }
      clients.withLock { $0.append(client) }
      Thread.detachNewThread { Self.copy(from: client, to: server) }
      Thread.detachNewThread { Self.copy(from: server, to: client) }
    }
  }

  private func connectToTarget() -> Int32? {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: target.utf8.prefix(107)) }
    let connected = withUnsafeBytes(of: address) { raw in
      connect(
        descriptor, raw.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(raw.count))
    }
    return connected == 0 ? descriptor : nil
  }

  private static func copy(from source: Int32, to target: Int32) {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(source, &buffer, buffer.count)
      guard count > 0 else { return }
      var sent = 0
      while sent < count {
        let written = buffer.withUnsafeBytes { bytes in
          send(
            target, bytes.baseAddress?.advanced(by: sent), count - sent,
            Int32(MSG_NOSIGNAL))
        }
        guard written > 0 else { return }
        sent += written
      }
    }
  }
}
