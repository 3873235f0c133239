import CeleryProtocol
import Foundation
import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import Testing

/// Beside a backend that counts on join: each situation of Tests/oracle/e6_situations.py redeemed by
/// invitectl and by the reference web path. The same outcome, refusal, rows, and message.
@Suite struct RedeemOracleTests {
  private struct Case {
    let json: JSONValue
    var flow: String { json["flow"]?.string ?? "" }
    var sql: String { json["sql"]?.string ?? "" }
    var outcome: String { json["outcome"]?.string ?? "" }
    var rows: [String] { json["rows"]?.array?.compactMap(\.string) ?? [] }
    /// With the arguments that are what the worker takes without them left out.
    var message: JSONObject? { json["message"]?.object.map(RedeemOracleTests.telling) }
    var title: String { "\(flow), \(json["name"]?.string ?? "")" }
  }

  /// What process_invite_task assumes of an argument that is missing.
  private static let defaults: [String: JSONValue] = [
    "group_id": .null, "is_rebind": .bool(false), "consume_rebind_count": .bool(false),
    "old_team_id": .null, "old_team_chatgpt_user_id": .null, "used_redis": .bool(false),
    "consume_immediately": .bool(true), "reserved_team_id": .null,
  ]

  private static func telling(_ message: JSONObject) -> JSONObject {
    var kept: JSONObject = [:]
    for (name, value) in message.members where defaults[name] != value { kept[name] = value }
    return kept
  }

  @Test(arguments: ["direct", "redeem", "rebind"])
  func `outcome, refusal, rows and message are those of the backend`(flow: String) async throws {
    let world = try await GenerationWorld(.g026, seed: false)
    var random = SeededGenerator(test: "mixtures of situations, \(flow)")
    let (statement, cases) = try await judge(flow, seed: .random(in: 0...Int32.max, using: &random))
    #expect(cases.count >= 120)
    let broker = try TestRedis.connect(world.redis.broker)
    var outcomes: [String: Int] = [:]
    for item in cases {
      outcomes[item.outcome, default: 0] += 1
      try world.run(item.sql)
      try broker.send("DEL", RedeemWorld.queue)
      let before = try world.lines(statement)
      let result = try BlockingRun.invitectl(
        [
          "redeem", item.json["code"]?.string ?? "", item.json["email"]?.string ?? "", "--flow",
          flow, "--no-limit", "-o", "json",
        ], environment: world.environment, limit: .seconds(60))
      let told = "\(item.title): exit \(result.exitCode ?? -1) \(result.output)\(result.errors)"
      let sent = try broker.send("LRANGE", RedeemWorld.queue, 0, -1).asArray().compactMap {
        try MessageEnvelope(decoding: $0.asBytes()).bodyJSON()[1]?.object.map(Self.telling)
      }
      #expect(sent == [item.message].compactMap { $0 }, "\(told)")
      #expect(try world.lines(statement) == item.rows, "\(told)")
      let answer = (try? JSONValue(parsing: Array(result.output.utf8))) ?? .null
      let status = answer["status"]?.string
      switch item.outcome {
      case "INVITE_QUEUED":
        #expect(result.exitCode == 0, "\(told)")
        #expect(status == (item.message == nil ? "under_way" : "queued"), "\(told)")
      case "WAITING_FOR_SEAT":
        #expect(result.exitCode == 0, "\(told)")
        #expect(status == "waiting", "\(told)")
        #expect(answer["queue_position"]?.int == item.json["position"]?.int, "\(told)")
      case "FAILS":
        // Where the backend answers 500: said as a conflict, and nothing was changed.
        #expect(result.exitCode == 7, "\(told)")
        #expect(try world.lines(statement) == before, "\(told)")
      default:
        #expect(result.exitCode == 5, "\(told)")
        #expect(answer["reason"]?.string == item.outcome, "\(told)")
      }
    }
    print("\(flow): \(outcomes)")
  }

  /// What the oracle says, and how it looks at rows.
  ///
  /// - Parameter seed: of the mixtures of situations that follow those of the list.
  private func judge(_ flow: String, seed: Int32) async throws -> (
    statement: String, cases: [Case]
  ) {
    let database = try TestDatabase(generation: .g026, seed: false)
    let worker = URL(filePath: try Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
    let oracle = worker.deletingLastPathComponent().appending(path: "oracle/e6_oracle.py")
    let result = try await CommandRun.run(
      Sandbox.variable("INVITECTL_TEST_PYTHON"), [oracle.path, "--mixed", "\(seed)", "20", flow],
      environment: LaterBackend.environment(database, TestRedis()))
    #expect(result.exitCode == 0, "\(result.errors)")
    let answer = try JSONValue(parsing: Array(result.output.utf8))
    return (
      answer["rows"]?.string ?? "", answer["cases"]?.array?.map { Case(json: $0) } ?? []
    )
  }
}
