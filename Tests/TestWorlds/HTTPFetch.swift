import ClientSupport
import Foundation
import Glibc

/// A client that sends exactly the bytes it is given and reads until the end.
package struct HTTPFetch {
  package struct Failed: Error, CustomStringConvertible {
    package let description: String
  }

  package let status: Int
  package let headers: [String: String]
  package let body: String

  /// - Parameter version: 1.0 for servers that would keep the connection, or send chunks.
  package init(
    _ port: Int, _ path: String, method: String = "GET", headers: [String: String] = [:],
    version: String = "1.1"
  ) throws {
    let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
    try self.init(
      port, raw: "\(method) \(path) HTTP/\(version)\r\nHost: x\r\n\(lines)\r\n")
  }

  package init(_ port: Int, raw: String) throws {
    let bytes = try Self.exchange(port, Array(raw.utf8))
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else {
      throw Failed(description: "no head in \(text.debugDescription)")
    }
    let lines = text[..<end.lowerBound].split(separator: "\r\n")
    status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    headers = lines.dropFirst().reduce(into: [:]) { headers, line in
      guard let colon = line.firstIndex(of: ":") else { return }
      headers[line[..<colon].lowercased()] = String(line[colon...].dropFirst(2))
    }
    body = String(text[end.upperBound...])
  }

  /// On a thread of its own: Swift's pool has one thread a core, and this waits on it.
  package static func onThread(_ port: Int, _ path: String) async throws -> HTTPFetch {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try HTTPFetch(port, path) })
      }
    }
  }

  /// Any bytes, with the end of our side behind them.
  package static func endingOnThread(_ port: Int, _ request: [UInt8]) async throws -> [UInt8] {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try exchange(port, request, ends: true) })
      }
    }
  }

  /// Any bytes, and the connection stays open on our side.
  package static func sendingOnThread(_ port: Int, _ request: [UInt8]) async throws -> [UInt8] {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try exchange(port, request) })
      }
    }
  }

  package static func exchange(
    _ port: Int, _ request: [UInt8], ends: Bool = false
  ) throws -> [UInt8] {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = in_port_t(port).bigEndian
    let status = withUnsafeBytes(of: address) { raw in
      connect(
        descriptor, raw.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(raw.count))
    }
    guard status == 0 else { throw Failed(description: "connect: errno \(errno)") }
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      throw Failed(description: "send: errno \(errno)")
    }
    if ends { shutdown(descriptor, Int32(SHUT_WR)) }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    let deadline = Deadline.after(.seconds(30))
    while true {
      guard
        SocketWait.wait(for: descriptor, reading: true, writing: false, until: deadline)
          == .readable
      else { throw Failed(description: "no answer in time") }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return answer }
      answer += buffer[..<count]
    }
  }
}

/// A client that connects and says nothing, or one thing, until it goes, and reads nothing.
package final class SilentConnection: Sendable {
  private let descriptor: Int32

  package init(_ port: Int, sending request: String = "") {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    let bytes = Array(request.utf8)
    if !bytes.isEmpty { _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
  }

  deinit {
    close(descriptor)
  }
}
