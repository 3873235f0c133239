import ClientSupport
import Foundation
import RedisClient
import TestSupport
import Testing

/// What happens when there is no Redis where one should be.
@Suite struct RedisConnectTests {
  private func failure(
    _ address: RedisEndpoint.Address, within limit: Duration = .seconds(10),
    interrupt: Interrupt? = nil
  ) -> RedisError? {
    #expect(throws: RedisError.self) {
      try RedisConnection.connect(
        .init(address: address, password: "hunter2"), deadline: .after(limit), interrupt: interrupt)
    }
  }

  @Test func `nobody listens`() throws {
    let port = try PrivateRedis.freePort()
    let error = failure(.tcp(host: "127.0.0.1", port: port))
    #expect(
      error == .couldNotConnect(endpoint: "redis://127.0.0.1:\(port)/0", .refused))
    #expect(!String(describing: error).contains("hunter2"))
  }

  @Test func `an unknown host`() {
    let host = "no-such-host.invalid"
    let error = failure(.tcp(host: host, port: 6379), within: .seconds(30))
    #expect(error == .couldNotConnect(endpoint: "redis://\(host):6379/0", .unknownHost(host)))
  }

  @Test func `no such socket, and a path too long for one`() {
    guard case .couldNotConnect(_, .noSuchSocket) = failure(.unix(path: "/nonexistent/r.sock")),
      case .couldNotConnect(_, .system(errno: ENAMETOOLONG, _)) = failure(
        .unix(path: "/" + String(repeating: "x", count: 200)))
    else {
      Issue.record("not told apart")
      return
    }
  }

  @Test func `a server that accepts and never answers`() throws {
    let silent = try SilentServer(answering: nil)
    let start = ContinuousClock.now
    guard
      case .couldNotConnect(_, .timedOut) = failure(silent.address, within: .milliseconds(80))
    else {
      Issue.record("no timeout")
      return
    }
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func `an interrupt while connecting`() throws {
    let silent = try SilentServer(answering: nil)
    let interrupt = Interrupt()
    interrupt.trigger()
    #expect(failure(silent.address, interrupt: interrupt) == .interrupted)
  }

  @Test func `another protocol`() throws {
    let web = try SilentServer(answering: "HTTP/1.1 400 Bad Request\r\n\r\n")
    let error = failure(web.address)
    guard case .protocolError = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a connection closed before the answer`() throws {
    let closing = try SilentServer(answering: "")
    let error = failure(closing.address)
    guard case .connectionLost = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `more replies than were asked for`() throws {
    let chatty = try SilentServer(answering: "+OK\r\n+OK\r\n+OK\r\n+OK\r\n")
    #expect(failure(chatty.address) == .protocolError("a reply nobody asked for"))
  }
}
