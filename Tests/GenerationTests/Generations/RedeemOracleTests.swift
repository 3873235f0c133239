import CeleryProtocol
import Foundation
import InviteDomain
import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Beside a backend that counts on join: each situation of Tests/oracle/e6_situations.py redeemed by
/// invitectl and by the reference web path. The same outcome, refusal, rows, and message.
@Suite struct RedeemOracleTests {
  private struct Case {
    let json: JSONValue
    var flow: String { json["flow"]?.string ?? "" }
    var code: String { json["code"]?.string ?? "" }
    var email: String { json["email"]?.string ?? "" }
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
    let context = try OperationContext.test(database: world.database, redis: world.redis)
    var outcomes: [String: Int] = [:]
    for item in cases {
      outcomes[item.outcome, default: 0] += 1
      try world.run(item.sql)
      try broker.send("DEL", RedeemWorld.queue)
      let before = item.outcome == "FAILS" ? try world.lines(statement) : []
      // The command for the first of each outcome; that it says what the operation does is soon shown,
      // and to start it takes longer than all the rest.
      let answer =
        if outcomes[item.outcome, default: 0] <= 2 { try command(item, world) } else {
          try operation(item, context)
        }
      let told = "\(item.title): \(answer)"
      let sent = try broker.send("LRANGE", RedeemWorld.queue, 0, -1).asArray().compactMap {
        try MessageEnvelope(decoding: $0.asBytes()).bodyJSON()[1]?.object.map(Self.telling)
      }
      let after = try world.lines(statement)
      #expect(sent == [item.message].compactMap { $0 }, "\(told)")
      #expect(after == item.rows, "\(told)")
      switch item.outcome {
      case "INVITE_QUEUED":
        #expect(answer.exitCode == 0, "\(told)")
        #expect(answer.status == (item.message == nil ? "under_way" : "queued"), "\(told)")
      case "WAITING_FOR_SEAT":
        #expect(answer.exitCode == 0, "\(told)")
        #expect(answer.status == "waiting", "\(told)")
        #expect(answer.position == item.json["position"]?.int, "\(told)")
      case "FAILS":
        // Where the backend answers 500: said as a conflict, and nothing was changed.
        #expect(answer.exitCode == 7, "\(told)")
        #expect(after == before, "\(told)")
      default:
        #expect(answer.exitCode == 5, "\(told)")
        #expect(answer.reason == item.outcome, "\(told)")
      }
    }
    print("\(flow): \(outcomes)")
  }

  /// What came of a redemption of ours.
  private struct Answer {
    let exitCode: Int32?
    var status: String?
    var reason: String?
    var position: Int?
    var text = ""
  }

  /// By the command, a process of its own.
  private func command(_ item: Case, _ world: GenerationWorld) throws -> Answer {
    let result = try BlockingRun.invitectl(
      ["redeem", item.code, item.email, "--flow", item.flow, "--no-limit", "-o", "json"],
      environment: world.environment, limit: .seconds(60))
    let json = (try? JSONValue(parsing: Array(result.output.utf8))) ?? .null
    return Answer(
      exitCode: result.exitCode, status: json["status"]?.string, reason: json["reason"]?.string,
      position: json["queue_position"]?.int, text: result.output + result.errors)
  }

  /// By what the command calls.
  private func operation(_ item: Case, _ context: OperationContext) throws -> Answer {
    let choice = try #require(RedeemFlow.Choice(rawValue: item.flow))
    do throws(Failure) {
      let outcome = try Redeem(context, limits: .none).run(
        RedeemRequest(code: item.code, email: item.email, choice: choice))
      let kind = outcome.refusal?.kind ?? outcome.notInvited?.kind
      return Answer(
        exitCode: kind?.exitCode ?? 0, status: outcome.status.rawValue,
        reason: outcome.reason?.rawValue, position: outcome.queuePosition,
        text: outcome.detail ?? "")
    } catch {
      return Answer(exitCode: error.kind.exitCode, text: error.message)
    }
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
    let result = try await PythonPeer.run(
      [oracle.path, "--mixed", "\(seed)", "20", flow],
      environment: LaterBackend.environment(database, TestRedis()))
    #expect(result.exitCode == 0, "\(result.errors)")
    let answer = try JSONValue(parsing: Array(result.output.utf8))
    return (
      answer["rows"]?.string ?? "", answer["cases"]?.array?.map { Case(json: $0) } ?? []
    )
  }
}
