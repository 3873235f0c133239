import ClientSupport
import Foundation
import TestSupport

/// The socket of a service manager.
package final class NotifySocket: Sendable {
  /// As NOTIFY_SOCKET has it.
  package let name: String
  private let descriptor: Int32
  private let path: String?

  /// - Parameter isAbstract: whether it has a name in no file system.
  package init(isAbstract: Bool) throws {
    let path = Sandbox.temporaryPath(".notify")
    self.path = isAbstract ? nil : path
    name = isAbstract ? "@" + path : path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(name.utf8)
    if isAbstract { bytes[0] = 0 } else { bytes.append(0) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = MemoryLayout.size(ofValue: address.sun_family) + bytes.count
    let status = withUnsafeBytes(of: &address) { raw in
      bind(
        descriptor, raw.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(length))
    }
    guard status == 0 else {
      throw Sandbox.Missing(description: "no socket \(name): errno \(errno)")
    }
  }

  deinit {
    close(descriptor)
    if let path { unlink(path) }
  }

  /// The next message; `nil` when none comes within the time.
  package func next(within limit: Duration) -> String? {
    guard
      SocketWait.wait(for: descriptor, reading: true, writing: false, until: .after(limit))
        == .readable
    else { return nil }
    var room = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &room, room.count, 0)
    return String(decoding: room.prefix(max(0, count)), as: UTF8.self)
  }

  /// Takes messages until one has this line.
  ///
  /// - Returns: those before it.
  package func wait(for line: String) throws -> [String] {
    var before: [String] = []
    while let message = next(within: .seconds(120)) {
      if message.split(separator: "\n").contains(where: { $0.hasPrefix(line) }) { return before }
      before.append(message)
    }
    throw Sandbox.Missing(description: "no \(line) came; \(before)")
  }
}
