import Foundation
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import Testing

/// Where uses are counted on join: no seat is held for a message that will not come, and no message
/// is sent for a seat that is held no more.
@Suite struct JoinCrashTests {
  private struct World {
    let database: TestDatabase
    let redis: TestRedis
    let broker: RedisConnection
    static let queue = "invites\u{6}\u{16}3"

    init() async throws {
      database = try TestDatabase(generation: .g026, prepared: true)
      redis = try TestRedis()
      try redis.declareInvites()
      broker = try TestRedis.connect(redis.broker)
      try database.run(
        """
        DELETE FROM invite_records; DELETE FROM redeem_codes; UPDATE teams SET max_seats = 50;
        INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days)
          VALUES ('JOIN', 'direct', 1, 0, true, 30)
        """)
    }

    func invitectl(
      _ arguments: [String], _ more: [String: String] = [:]
    ) async throws -> CommandResult {
      try await CommandRun.invitectl(
        arguments,
        environment: Sandbox.variables(database: database, redis: redis).merging(more) { $1 })
    }

    func redeem(_ more: [String: String] = [:]) async throws -> CommandResult {
      try await invitectl(["redeem", "JOIN", "a@x.io", "--id", "one", "-o", "json"], more)
    }

    func value(_ sql: String) throws -> String? {
      try database.connect().query("SELECT (\(sql))::text AS value", deadline: .soon).first?
        .optionalString("value")
    }

    var reserved: String? {
      get throws {
        try value("SELECT count(*) FROM invite_records WHERE status = 'reserved'")
      }
    }

    var state: String? {
      get throws { try value("SELECT state FROM invitectl.redeem_outbox WHERE task_id = 'one'") }
    }

    var messages: Int { get throws { try broker.send("LLEN", Self.queue).asInteger() } }
  }

  @Test func `a message that cannot be queued gives its seat up at once`() async throws {
    let world = try await World()
    try world.broker.send("SET", World.queue, "no list")
    let failed = try await world.redeem()
    #expect(failed.exitCode == 1, "\(failed.errors)")
    #expect(failed.errors.contains("the seat is given up"), "\(failed.errors)")
    #expect(failed.errors.contains("the code stays bound to "), "\(failed.errors)")
    #expect(try world.reserved == "0")
    #expect(try world.state == "refused")
    #expect(try world.value("SELECT used_count FROM redeem_codes") == "0")
    try world.broker.send("DEL", World.queue)
    // That id is spent; the code is not.
    let again = try await world.redeem()
    #expect(again.exitCode == 7, "\(again.errors)")
    let other = try await world.invitectl(["redeem", "JOIN", "a@x.io"])
    #expect(other.exitCode == 0, "\(other.errors)")
    #expect(try world.messages == 1)
  }

  @Test func `an outbox of the third version is told, and no seat is held`() async throws {
    let world = try await World()
    try world.database.run(
      "ALTER TABLE invitectl.redeem_outbox DROP COLUMN arguments, DROP COLUMN record_id")
    let failed = try await world.redeem()
    #expect(failed.exitCode == 1, "\(failed.errors)")
    #expect(failed.errors.contains("invitectl migrate up"), "\(failed.errors)")
    #expect(try world.reserved == "0")
  }

  @Test func `killed before the message, --resume sends it once`() async throws {
    let world = try await World()
    let killed = try await world.redeem(["INVITECTL_FAILPOINT": "join-before-publish"])
    #expect(killed.signal == 9)
    #expect(try world.reserved == "1")
    #expect(try world.messages == 0)
    for _ in 0..<2 {
      let resumed = try await world.invitectl(["redeem", "--resume"])
      #expect(resumed.exitCode == 0, "\(resumed.errors)")
    }
    #expect(try world.messages == 1)
    #expect(try world.state == "published")
    let message = try world.broker.send("LINDEX", World.queue, "0").asString()
    let body = try #require(try JSONValue(parsing: message)["body"]?.string)
    let decoded = try #require(Base64Text.decode(body))
    let kwargs = try JSONValue(parsing: decoded)[1]
    #expect(kwargs?.object?.keys.count == 10)
    #expect(kwargs?["reserved_team_id"]?.int != nil)
    #expect(kwargs?["consume_immediately"]?.bool == false)
    // Repeating it with its id changes nothing.
    #expect(try await world.redeem().output.contains("duplicate"))
    #expect(try world.messages == 1)
  }

  @Test func `a seat that the backend has given up gets no message`() async throws {
    for change in [
      "DELETE FROM invite_records",
      "UPDATE invite_records SET created_at = created_at - interval '55 minutes'",
    ] {
      let world = try await World()
      _ = try await world.redeem(["INVITECTL_FAILPOINT": "join-before-publish"])
      try world.database.run(change)
      let resumed = try await world.invitectl(["redeem", "--resume"])
      #expect(resumed.exitCode == 0, "\(resumed.errors)")
      #expect(resumed.output.contains("refused 1"), "\(resumed.output)")
      #expect(try world.messages == 0)
      #expect(try world.state == "refused")
    }
  }

  @Test func `explain and dry run tell the rules and the steps, and change nothing`() async throws {
    let world = try await World()
    let explained = try await world.invitectl([
      "redeem", "JOIN", "a@x.io", "--explain", "--dry-run",
    ])
    #expect(explained.exitCode == 0, "\(explained.errors)")
    #expect(explained.output.contains("reserve a seat in team"), "\(explained.output)")
    #expect(explained.output.contains("0 in flight"), "\(explained.output)")
    #expect(try world.reserved == "0")
    try world.database.run("UPDATE teams SET max_seats = 0")
    let full = try await world.invitectl(["redeem", "JOIN", "a@x.io", "--dry-run"])
    #expect(full.output.contains("no team has a free seat"), "\(full.output)")
    try world.database.run("UPDATE redeem_codes SET used_count = 1")
    let used = try await world.invitectl(["redeem", "JOIN", "a@x.io", "--explain"])
    #expect(used.exitCode == 5)
    #expect(used.output.contains("CODE_USED_UP"), "\(used.output)")
  }

  @Test func `a batch holds seats, has the rest wait, and each is in flight from then on`()
    async throws
  {
    let world = try await World()
    try world.database.run(
      """
      UPDATE redeem_codes SET max_uses = 9;
      UPDATE teams SET max_seats = 0;
      DELETE FROM team_members;
      UPDATE teams SET max_seats = 2 WHERE id = 1
      """)
    let input = (1...4).map { "JOIN,p\($0)@x.io,redeem" }.joined(separator: "\n")
    // The first email binds the code: the others are refused by its rules.
    let first = try await CommandRun.invitectl(
      ["redeem", "--batch", "-", "--no-limit"],
      environment: Sandbox.variables(database: world.database, redis: world.redis), input: input)
    #expect(first.output.contains(#""status":"queued""#), "\(first.output)\(first.errors)")
    #expect(first.output.components(separatedBy: "EMAIL_MISMATCH").count == 4, "\(first.output)")
    let codes = (1...4).map { i in
      "('C\(i)', 'direct', 1, 0, true, 30)"
    }.joined(separator: ", ")
    try world.database.run(
      "INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days) "
        + "VALUES \(codes)")
    let lines = (1...4).map { "C\($0),q\($0)@x.io" }.joined(separator: "\n")
    for round in 1...2 {
      let result = try await CommandRun.invitectl(
        ["redeem", "--batch", "-", "--no-limit"],
        environment: Sandbox.variables(database: world.database, redis: world.redis), input: lines)
      let statuses = try result.output.split(separator: "\n").map {
        try JSONValue(parsing: String($0))["status"]?.string
      }
      #expect(
        statuses
          == (round == 1
            ? ["queued", "waiting", "waiting", "waiting"]
            : Array(repeating: "refused", count: 4)),
        "\(result.output)")
    }
    #expect(try world.messages == 2)
    #expect(try world.value("SELECT count(*) FROM invite_queue WHERE status = 'waiting'") == "3")
  }
}

private enum Base64Text {
  static func decode(_ text: String) -> [UInt8]? {
    Data(base64Encoded: text).map { Array($0) }
  }
}
