internal import Foundation
internal import Glibc
internal import Synchronization

/// An OpenTelemetry collector that keeps what it is sent.
public final class CollectorStub: Sendable {
  public struct Request: Sendable {
    public let head: String
    public let body: String
  }

  public var port: Int { listener.port }
  private let listener: LoopbackListener
  private let received: Shared

  private final class Shared: Sendable {
    let requests = Mutex<[Request]>([])
  }

  /// - Parameter status: what it answers, e.g. `503 Service Unavailable`; `nil` for nothing at all.
  public init(answering status: String? = "200 OK") throws {
    let own = try LoopbackListener(backlog: 8)
    self.listener = own
    let listener = own.descriptor
    let received = Shared()
    self.received = received
    Thread.detachNewThread {
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        if let request = Self.read(client) { received.requests.withLock { $0.append(request) } }
        guard let status else { continue }
        let answer = "HTTP/1.1 \(status)\r\nContent-Length: 2\r\n\r\n{}"
        _ = send(client, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
        close(client)
      }
    }
  }

  public var requests: [Request] { received.requests.withLock { $0 } }

  /// One request whose length is announced.
  private static func read(_ client: Int32) -> Request? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let head = String(text[..<end.lowerBound])
        let length =
          head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
          .flatMap { Int($0.dropFirst(16)) } ?? 0
        let body = text[end.upperBound...]
        if body.utf8.count >= length { return Request(head: head, body: String(body)) }
      }
      let count = recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
  }
}
