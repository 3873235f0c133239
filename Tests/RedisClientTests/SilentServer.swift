import Foundation
import RedisClient
import TestSupport

/// A listening socket that is no Redis: it says one thing, or nothing, to who connects.
final class SilentServer: Sendable {
  struct CannotListen: Error {
    let errno: Int32
  }

  let address: RedisEndpoint.Address
  private let listener: Int32

  /// - Parameter answering: Sent to the first client, which is then closed; `nil` accepts nobody,
  ///   so that a connection stays in the backlog without an answer.
  init(answering text: String?) throws {
    let port = try PrivateRedis.freePort()
    address = .tcp(host: "127.0.0.1", port: port)
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = inet_addr("127.0.0.1")
    name.sin_port = in_port_t(port).bigEndian
    let bound = withUnsafeBytes(of: name) { raw in
      bind(
        listener, raw.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(raw.count))
    }
    guard bound == 0, listen(listener, 8) == 0 else {
      throw CannotListen(errno: errno)
    }
    guard let text else { return }
    let thread = Thread {
      let client = accept(listener, nil, nil)
      // Read first: closing a socket with unread bytes would reset it.
      var scratch = [UInt8](repeating: 0, count: 4096)
      _ = recv(client, &scratch, scratch.count, 0)
      _ = send(client, text, text.utf8.count, Int32(MSG_NOSIGNAL))
      close(client)
    }
    thread.start()
  }

  deinit {
    close(listener)
  }
}
