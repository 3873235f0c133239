import Foundation
import RedisClient
import TestSupport

/// A listening socket that is no Redis: it says one thing, or nothing, to who connects.
final class SilentServer: Sendable {
  let address: RedisEndpoint.Address
  private let listener: LoopbackListener

  /// - Parameter answering: Sent to the first client, which is then closed; `nil` accepts nobody,
  ///   so that a connection stays in the backlog without an answer.
  init(answering text: String?) throws {
    let own = try LoopbackListener(backlog: 8)
    self.listener = own
    address = .tcp(host: "127.0.0.1", port: own.port)
    let listener = own.descriptor
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
}
