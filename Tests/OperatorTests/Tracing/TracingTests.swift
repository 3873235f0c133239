import CeleryProtocol
import Foundation
import InviteOps
import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Traces of the real binary, received by a stub and read with the official protocol definition.
@Suite struct TracingTests {
  private let world: RedeemWorld
  private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  private static let caller = "00f067aa0ba902b7"
  private static let parent = ["TRACEPARENT": "00-\(trace)-\(caller)-01"]

  init() throws {
    world = try RedeemWorld()
  }

  private func run(_ arguments: [String], _ more: [String: String]) async throws -> CommandResult {
    try await CommandRun.invitectl(
      arguments, environment: world.environment.merging(more) { $1 })
  }

  private func spans(_ body: String) async throws -> [JSONValue] {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("otlp/check.py").path
    let result = try await CommandRun.run(
      try Sandbox.variable("INVITECTL_TEST_PYTHON"), [script], input: body)
    try #require(result.exitCode == 0, "\(result.errors)\n\(body)")
    return try #require(JSONValue(parsing: Array(result.output.utf8)).array)
  }

  @Test func `a collector gets valid spans of a redemption, under the caller's trace`() async throws
  {
    let collector = try CollectorStub()
    let result = try await run(
      ["redeem", "DIRECT10", "spy@example.com", "-o", "json"],
      Self.parent.merging([
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(collector.port)",
        "OTEL_EXPORTER_OTLP_HEADERS": "api-key=se%20cret",
        "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment=test",
      ]) { $1 })
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.isEmpty)
    let request = try #require(collector.requests.first)
    #expect(request.head.hasPrefix("POST /v1/traces HTTP/1.1\r\n"))
    #expect(request.head.contains("\r\nContent-Type: application/json\r\n"))
    #expect(request.head.contains("\r\napi-key: se cret"))
    // Codes, emails and parameters stay here.
    #expect(!request.body.contains("DIRECT10"))
    #expect(!request.body.contains("spy@"))

    let spans = try await spans(request.body)
    let root = try #require(spans.first { $0["parent"]?.string == Self.caller })
    #expect(root["name"]?.string == "invitectl redeem run")
    #expect(root["service"]?.string == "invitectl")
    #expect(spans.allSatisfy { $0["trace"]?.string == Self.trace })
    let names = Set(spans.compactMap { $0["name"]?.string })
    #expect(names.isSuperset(of: ["postgresql connect", "redis connect", "SELECT"]))
    #expect(!names.isDisjoint(with: ["EVALSHA", "EVAL"]))
    for span in spans where span["span"] != root["span"] {
      #expect(span["parent"]?.string == root["span"]?.string)
    }
    // The task names the span of the run that published it.
    let message = try #require(try world.messages().first)
    let own = "00-\(Self.trace)-\(try #require(root["span"]?.string))-01"
    #expect(message.headers["traceparent"]?.string == own)
    let outcome = try JSONValue(parsing: Array(result.output.utf8))
    #expect(outcome["traceparent"]?.string == own)
  }

  @Test func `a failure is a failed span`() async throws {
    let collector = try CollectorStub()
    let result = try await run(
      ["redeem", "NOSUCHCODE", "a@example.com"],
      ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:\(collector.port)/own"])
    #expect(result.exitCode == 5)
    let request = try #require(collector.requests.first)
    #expect(request.head.hasPrefix("POST /own HTTP/1.1\r\n"))
    let root = try #require(
      try await spans(request.body).first { $0["parent"]?.string?.isEmpty == true })
    #expect(root["status"]?.int == 2)
    #expect(root["attributes"]?["error.type"]?.string == "refused")
  }

  @Test(arguments: [nil, "503 Service Unavailable", "silent"])
  func `a collector that does not take it costs nothing but a line`(kind: String?) async throws {
    let collector = try kind.map { try CollectorStub(answering: $0 == "silent" ? nil : $0) }
    let port = try collector?.port ?? PrivateRedis.freePort()
    let start = ContinuousClock.now
    let result = try await run(
      ["redeem", "DIRECT10", "a@example.com"],
      [
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(port)",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "300",
      ])
    #expect(result.exitCode == 0)
    #expect(result.errors.contains("the trace was not exported"))
    #expect(try world.queued() == 1)
    // A silent one would be waited for for ever; a busy machine is only slow.
    #expect(ContinuousClock.now - start < .seconds(90))
  }

  @Test func `a real worker sees the traceparent, and --wait shows it`() async throws {
    let worker = try Worker(world.environment)
    let result = try await run(
      ["redeem", "DIRECT10", "seen@example.com", "--wait", "90s"], Self.parent)
    #expect(result.exitCode == 0, "\(result.errors)\n\(worker.log)")
    let details = try world.postgres.query(
      "SELECT details::text AS details FROM operation_logs WHERE details::text LIKE '%traceparent%'",
      deadline: .soon
    ).only().string("details")
    let line = try #require(
      result.output.split(separator: "\n").first { $0.hasPrefix("  trace ") })
    let shown = try #require(line.split(separator: " ").last)
    #expect(shown.hasPrefix("00-\(Self.trace)-"))
    #expect(details.contains(String(shown)))
  }

  @Test func `slow statements are logged without their values, with the plan on request`()
    async throws
  {
    let result = try await run(
      [
        "redeem", "DIRECT10", "hidden@example.com", "--flow", "direct", "--slow", "0ms",
        "--slow-plan", "--id", "slow-1",
      ], [:])
    #expect(result.exitCode == 0, "\(result.errors)")
    let lines = result.errors.split(separator: "\n")
    #expect(lines.contains { $0.contains("slow statement") && $0.contains("redeem_codes") })
    #expect(lines.contains { $0.contains("plan line=") && $0.contains("cost=") })
    #expect(!result.errors.contains("hidden@"))
    #expect(!result.errors.contains("DIRECT10"))
    let fast = try await run(["redeem", "DIRECT10", "b@example.com", "--slow", "60s"], [:])
    #expect(fast.errors.isEmpty)
  }
}

/// The reference worker, alone on this world's queues.
private final class Worker {
  private let tree: WorkerTree

  init(_ environment: [String: String]) throws {
    tree = try WorkerTree(
      .current,
      [
        "-m", "celery", "-A", "app.tasks_celery", "worker", "-Q", "invites", "-n", "trace@%h",
        "--pool", "solo", "--without-gossip", "--without-mingle", "--loglevel", "info",
      ],
      environment: environment.merging([
        "CELERY_BROKER_URL": environment["INVITECTL_BROKER_URL"] ?? "",
        "CELERY_RESULT_BACKEND": environment["INVITECTL_RESULT_URL"] ?? "",
      ]) { $1 }, workingDirectory: Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
  }

  var log: String { tree.logged }
}
