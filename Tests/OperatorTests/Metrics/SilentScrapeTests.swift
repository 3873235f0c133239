import ClientSupport
import Foundation
import Glibc
import TestSupport
import TestWorlds
import Testing

/// Who connects to `--listen` and asks nothing keeps nobody from asking.
@Suite struct SilentScrapeTests {
  private let world: MetricsWorld
  private let port: Int

  init() throws {
    world = try MetricsWorld(seed: true)
    port = try PrivateRedis.freePort()
  }

  private func serve(
    _ body: @escaping @Sendable (_ port: Int) async throws -> Void
  ) async throws -> CommandResult {
    let port = port
    return try await CommandRun.invitectl(
      ["metrics-dump", "--listen", "127.0.0.1:\(port)", "--collectors", "seats,limiter"],
      environment: world.environment
    ) { pid in
      defer { kill(pid, SIGTERM) }
      try await eventually("the server answers") {
        (try? HTTPFetch(port, "/-/healthy"))?.status == 200
      }
      try await body(port)
    }
  }

  private static func isAnswered(_ port: Int) async throws {
    for path in ["/-/healthy", "/metrics", "/"] {
      let answer = try await HTTPFetch.onThread(port, path)
      #expect(answer.status == 200, "\(path): \(answer.status) \(answer.body.prefix(200))")
      if path == "/metrics" {
        #expect(answer.body.contains("invitehub_seats{state=\"max\"} 105"), "\(answer.body)")
      }
    }
  }

  /// More than there are places, and more than its queue of connections has.
  @Test(arguments: [16, 64, 400]) func `silent connections hold no place`(count: Int) async throws {
    let result = try await serve { port in
      for _ in 0..<3 {
        let silent = (0..<count).map { _ in SilentConnection(port) }
        try await Self.isAnswered(port)
        withExtendedLifetime(silent) {}
      }
    }
    #expect(result.exitCode == 0, "\(result)")
  }

  @Test func `one that says nothing is cut after a second, one that does not end after five`()
    async throws
  {
    _ = try await serve { port in
      let begin = ContinuousClock.now
      let silent = try await HTTPFetch.sendingOnThread(port, [])
      let first = ContinuousClock.now
      #expect(String(decoding: silent, as: UTF8.self).hasPrefix("HTTP/1.1 408 "))
      #expect(first - begin >= .milliseconds(900))
      let slow = try await HTTPFetch.sendingOnThread(port, Array("GET /metrics HTTP/1.1\r\n".utf8))
      #expect(String(decoding: slow, as: UTF8.self).hasPrefix("HTTP/1.1 408 "))
      #expect(ContinuousClock.now - first >= .milliseconds(4500))
    }
  }

  /// Each has sent a request and does not read what it gets.
  @Test func `who does not read an answer holds no place either`() async throws {
    let result = try await serve { port in
      let deaf = (0..<300).map { _ in SilentConnection(port, sending: "GET / HTTP/1.1\r\n\r\n") }
      try await Self.isAnswered(port)
      withExtendedLifetime(deaf) {}
    }
    #expect(result.exitCode == 0, "\(result)")
  }
}
