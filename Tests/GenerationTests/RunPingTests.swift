import Foundation
import Glibc
import TestSupport
import TestWorlds
import Testing

/// `--ping-url` and `--jitter` of the commands that a timer starts.
@Suite struct RunPingTests {
  private let world: RedeemWorld

  init() throws {
    world = try RedeemWorld()
  }

  private func run(_ arguments: [String], _ more: [String: String] = [:]) async throws
    -> CommandResult
  {
    try await CommandRun.invitectl(
      arguments, environment: world.environment.merging(more) { $1 })
  }

  private func lines(_ monitor: CollectorStub) -> [String] {
    monitor.requests.map { String($0.head.prefix { $0 != "\r\n" }) }
  }

  @Test(arguments: [
    ["cleanup-queue", "--yes"], ["migrate", "up"],
    ["sync-counts"], ["migrate", "up", "--optional", "team-seat-stats"], ["refresh-seats"],
  ])
  func `a monitor hears of the start and of the exit status`(command: [String]) async throws {
    let up = try await run(["migrate", "up", "-q", "--optional", "team-seat-stats"])
    #expect(up.exitCode == 0, "\(up.errors)")
    let monitor = try CollectorStub()
    let url = "http://127.0.0.1:\(monitor.port)/uuid?rid=7"
    let good = try await run(command + ["-q", "--ping-url", url, "--jitter", "1ms"])
    #expect(good.exitCode == 0, "\(good.errors)")
    #expect(good.errors.isEmpty)
    #expect(
      lines(monitor) == ["GET /uuid/start?rid=7 HTTP/1.1", "GET /uuid/0?rid=7 HTTP/1.1"])
    let port = try PrivateRedis.freePort()
    let failing = try await run(
      command + ["-q", "--ping-url", url],
      ["DATABASE_URL": "postgresql://postgres@127.0.0.1:\(port)/none"])
    let code = try #require(failing.exitCode)
    #expect(code != 0)
    #expect(
      lines(monitor).dropFirst(2) == [
        "GET /uuid/start?rid=7 HTTP/1.1", "GET /uuid/\(code)?rid=7 HTTP/1.1",
      ])
  }

  @Test func `an interim answer of the monitor's is not its answer`() async throws {
    let monitor = try CollectorStub(answering: "100 Continue\r\n\r\nHTTP/1.1 200 OK")
    let taken = try await run(
      ["cleanup-queue", "--yes", "-q", "--ping-url", "http://127.0.0.1:\(monitor.port)/uuid"])
    #expect(taken.exitCode == 0 && taken.errors.isEmpty, "\(taken)")
    #expect(lines(monitor) == ["GET /uuid/start HTTP/1.1", "GET /uuid/0 HTTP/1.1"])
    let gone = try CollectorStub(answering: "103 Early Hints\r\n\r\nHTTP/1.1 410 Gone")
    let told = try await run(
      ["cleanup-queue", "--yes", "--ping-url", "http://127.0.0.1:\(gone.port)/uuid"])
    #expect(told.errors.contains("HTTP status 410"), "\(told)")
  }

  @Test func `a monitor that is away costs a line, and the run goes on`() async throws {
    let port = try PrivateRedis.freePort()
    let result = try await run(
      ["cleanup-queue", "--yes", "--ping-url", "http://127.0.0.1:\(port)/secret-uuid"])
    #expect(result.exitCode == 0)
    #expect(result.errors.contains("the ping to 127.0.0.1:\(port) was not taken"))
    #expect(!result.errors.contains("secret-uuid"))
    let quiet = try await run(
      ["cleanup-queue", "--yes", "-q", "--ping-url", "http://127.0.0.1:\(port)/secret-uuid"])
    #expect(quiet.exitCode == 0 && quiet.errors.isEmpty && quiet.output.isEmpty)
  }

  @Test func `what is no URL is a mistake of the command line`() async throws {
    let result = try await run(["cleanup-queue", "--yes", "--ping-url", "ftp://x"])
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("--ping-url"))
  }

  @Test func `a signal during the jitter ends it before anything is done`() async throws {
    let before = try world.state()
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--jitter", "1h"], environment: world.environment
    ) { pid in
      // With a jitter of an hour it is in there for the next seconds, but for one run in a thousand.
      try await eventually("it takes signals itself") {
        SignalMask.blocked.holds(SIGINT, of: pid)
      }
      kill(pid, SIGINT)
    }
    #expect(result.exitCode == 130)
    #expect(try world.state() == before)
  }
}
