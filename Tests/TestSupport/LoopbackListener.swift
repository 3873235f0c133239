internal import Glibc

/// A socket that listens on a port of its own at 127.0.0.1, which the kernel chooses: one that was looked for
/// first may be another process' by then. Who connects is accepted by its backlog and hears nothing, unless
/// somebody takes it from ``descriptor``.
public final class LoopbackListener: Sendable {
  public let descriptor: Int32
  public let port: Int

  /// - Parameter backlog: as for listen(2).
  /// - Throws: ``Sandbox/Missing``
  public init(backlog: Int32 = 16) throws {
    // No child of the tests' holds it open.
    let descriptor = socket(
      AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    self.descriptor = descriptor
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && listen(descriptor, backlog) == 0
          && getsockname(descriptor, address, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard bound else { throw Sandbox.Missing(description: "no port to listen on") }
  }

  /// A socket on the way to it, which nobody waits for.
  func connectLater() -> Int32 {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return socket
  }

  /// Takes no more connections, and ends who waits for one in accept(2).
  public func stop() {
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  deinit {
    stop()
    close(descriptor)
  }
}
