import CeleryProtocol
import Foundation
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Messages of workers that died between the invite and its acknowledgement.
extension RestoreUnackedTests {
  struct Dead {
    let world: TraceWorld
    let inspect: InspectRun
    /// Ids of tasks, by the emails of their invites.
    private(set) var ids: [String: String] = [:]

    init() throws {
      world = try TraceWorld()
      inspect = InspectRun(redis: world.redeem.redis)
    }

    /// A message that was taken a minute ago, by nobody who lives.
    mutating func take(_ email: String, isRedelivered: Bool = false) throws {
      let id = CeleryID.random()
      let message = try TraceWorld.message(email, "DIRECT10", id)
      var entry = JSONValue.array([message.envelope.json, "", .string(InviteTask.queue)])
      if isRedelivered {
        let again = try JSONValue(parsing: UnackedEntry.restoredMessage(of: entry.pythonJSON))
        entry = .array([again, "", .string(InviteTask.queue)])
      }
      let broker = world.redeem.broker
      let now = try #require(Int(try broker.send("TIME").asStrings()[0]))
      try broker.send("HSET", "unacked", email, entry.pythonJSON)
      try broker.send("ZADD", "unacked_index", now - 60, email)
      ids[email] = id
    }

    func record(_ email: String, _ status: String, ago: String = "1 second") throws {
      try world.run(
        """
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        SELECT min(id), '\(email)', '\(status)'::invitestatus, 'direct10 ',
          (now() AT TIME ZONE 'utc') - interval '\(ago)', false FROM teams
        """)
    }

    func result(_ email: String, _ text: String) throws {
      let id = ids[email] ?? ""
      try TestRedis.connect(world.redeem.redis.result).send(
        "SET", TaskResult.key(id: id),
        #"{"task_id": "\#(id)", "status": "SUCCESS", "result": \#(text), "traceback": null}"#)
    }

    func restore(
      _ words: String..., without names: Set<String> = []
    ) async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["inspect-workers", "control", "restore-unacked"] + words,
        environment: world.environment.filter { !names.contains($0.key) })
    }

    /// As it is printed, where its files are.
    func type(_ command: String) async throws -> CommandResult {
      try await CommandRun.run(
        "/bin/bash", ["-c", "invitectl() { \"$INVITECTL\" \"$@\"; }\n\(command)"],
        environment: world.environment.merging([
          "INVITECTL": CommandRun.invitectlPath, "PATH": "/usr/bin:/bin",
        ]) { $1 }, workingDirectory: world.folder.path)
    }
  }

  @Test func `an invite that was made is not made once more, unless it is forced`() async throws {
    var dead = try Dead()
    let made = ["record@x.io", "result@x.io", "again@x.io", "waits@x.io"]
    for email in made { try dead.take(email, isRedelivered: email == "again@x.io") }
    // Tried, and to be tried again; of an older redemption; of nobody yet.
    let open = ["failed@x.io", "older@x.io", "none@x.io"]
    for email in open { try dead.take(email) }
    try dead.record("record@x.io", "SUCCESS")
    try dead.result("result@x.io", #"{"success": true, "record_id": 9, "email": "result@x.io"}"#)
    try dead.record("again@x.io", "SUCCESS", ago: "2 hours")
    try dead.result("failed@x.io", #"{"success": false}"#)
    try dead.record("failed@x.io", "FAILED")
    try dead.record("older@x.io", "SUCCESS", ago: "2 hours")
    try dead.world.run("ALTER TYPE invitequeuestatus ADD VALUE 'WAITING'")
    try dead.world.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ('waits@x.io', 'DIRECT10', 'WAITING', 0, now() AT TIME ZONE 'utc')
      """)

    let plan = try await dead.restore("-n")
    #expect(plan.exitCode == 0, "\(plan)")
    #expect(plan.output.contains("Would give back 3 messages of 7."), "\(plan)")
    #expect(plan.output.contains("3 messages stay: they would be invites more."), "\(plan)")
    // Of one that was delivered before, its record may be another use's.
    #expect(plan.output.contains("1 message stays: it may be an invite more."), "\(plan)")
    #expect(plan.output.contains(" next: so that it never runs: invitectl "), "\(plan)")
    let given = try await dead.restore("--yes", "-o", "json")
    #expect(given.exitCode == 8, "\(given)")
    let found = try verdicts(dead.inspect, given)
    for email in made { #expect(found[dead.ids[email] ?? ""] == "invited", "\(email): \(given)") }
    for email in open { #expect(found[dead.ids[email] ?? ""] == "restored", "\(email): \(given)") }
    #expect(try dead.inspect.json(given)["outcome"]?["gap"]?.string == nil, "\(given)")

    // Nothing else is left: another try would come to the same.
    let again = try await dead.restore("--yes")
    #expect(again.exitCode == 7, "\(again)")
    #expect(again.output.contains("invite record"), "\(again)")
    #expect(try unacked(dead.world.redeem.redis) == 4)
    // Its name alone is what would be printed: somebody may consume its queue by then.
    let alone = try await dead.restore(dead.ids["record@x.io"] ?? "", "--yes")
    #expect(alone.exitCode == 7, "\(alone)")
    #expect(try unacked(dead.world.redeem.redis) == 4)
    #expect(try await dead.restore("--force", "--yes").exitCode == 2)
    // By a person's word.
    let named = try await dead.restore(dead.ids["record@x.io"] ?? "", "--force", "--yes")
    #expect(named.exitCode == 0, "\(named)")
    #expect(named.output.contains("given back, it makes an invite more"), "\(named)")
    #expect(try unacked(dead.world.redeem.redis) == 3)
  }

  @Test func `what is printed keeps it from running`() async throws {
    var dead = try Dead()
    try dead.take("record@x.io")
    try dead.record("record@x.io", "SUCCESS")
    let refused = try await dead.restore("--yes", "-o", "json")
    #expect(refused.exitCode == 7, "\(refused)")
    let next = try #require(
      try dead.inspect.json(refused)["outcome"]?["messages"]?[0]?["next"]?.string, "\(refused)")
    let typed = try await dead.type(next)
    #expect(typed.exitCode == 0, "\(next): \(typed)")
    #expect(try unacked(dead.world.redeem.redis) == 0)
    #expect(try dead.world.redeem.queued() == 0)
    #expect(next.contains("quarantine invites --id \(dead.ids["record@x.io"] ?? "")"), "\(next)")
    #expect(!next.contains("restore-unacked"), "\(next)")
  }

  /// What comes back a worker takes at once: it leaves `unacked` for its file, and is not put back without a word.
  @Test func `where workers consume its queue none of them gets it`() async throws {
    var dead = try Dead()
    try dead.take("record@x.io")
    try dead.record("record@x.io", "SUCCESS")
    let worker = try dead.world.worker()
    let refused = try await dead.restore("--yes", "--wait", "60s", "-o", "json")
    #expect(refused.exitCode == 7, "\(refused)")
    let next = try #require(
      try dead.inspect.json(refused)["outcome"]?["messages"]?[0]?["next"]?.string, "\(refused)")
    let id = dead.ids["record@x.io"] ?? ""
    #expect(
      next
        == "invitectl inspect-workers control quarantine invites --id \(id) --to \(id).msg --yes")
    let typed = try await dead.type(next)
    #expect(typed.exitCode == 0, "\(next): \(typed)")
    let redeem = dead.world.redeem
    #expect(try unacked(redeem.redis) == 0)
    #expect(try redeem.queued() == 0)
    for words in [["inspect-workers", "overview"], ["doctor", "--only", "workers"]] {
      let look = try await CommandRun.invitectl(words, environment: dead.world.environment)
      #expect(look.output.contains("its invite was made already"), "\(look)")
      #expect(!look.output.contains("--put-back"), "\(look)")
    }
    let file = dead.world.folder.file("\(id).msg")
    let back = try await CommandRun.invitectl(
      ["inspect-workers", "control", "quarantine", "--put-back", file, "--yes"],
      environment: dead.world.environment)
    #expect(back.exitCode == 7, "\(back)")
    #expect(try redeem.queued() == 0)
    let records = try redeem.postgres.query(
      "SELECT count(*) AS n FROM invite_records WHERE email = 'record@x.io'", deadline: .soon
    ).only().int("n")
    #expect(records == 1)
    withExtendedLifetime(worker) {}
  }

  @Test
  func `a record that another task's result names is not its own, and one that is open stays`()
    async throws
  {
    var dead = try Dead()
    for email in ["second@x.io", "retried@x.io", "pending@x.io", "large@x.io"] {
      try dead.take(email)
    }
    for email in ["second@x.io", "retried@x.io", "LARGE@x.io"] {
      try dead.record(email, "SUCCESS")
    }
    try dead.world.run("ALTER TYPE invitestatus ADD VALUE IF NOT EXISTS 'PENDING'")
    try dead.record("pending@x.io", "PENDING")
    // The first use's task, and an attempt for the same use.
    let others = ["second@x.io": CeleryID.random(), "retried@x.io": CeleryID.random()]
    let redeem = dead.world.redeem
    for (email, id) in others {
      let record = try redeem.postgres.query(
        "SELECT max(id) AS n FROM invite_records WHERE email = '\(email)'", deadline: .soon
      ).only().int("n")
      try TestRedis.connect(redeem.redis.result).send(
        "SET", TaskResult.key(id: id),
        #"{"task_id": "\#(id)", "status": "SUCCESS", "result": {"success": true, "record_id": "#
          + #"\#(record)}, "traceback": null}"#)
    }
    try dead.world.run(
      """
      INSERT INTO invitectl.invite_retry (source, row_id, attempt, task_id, state)
      VALUES ('invite_records', 1, 1, '\(others["retried@x.io"] ?? "")', 'sent')
      """)
    let given = try await dead.restore("--yes", "-o", "json")
    #expect(given.exitCode == 8, "\(given)")
    let found = try verdicts(dead.inspect, given)
    #expect(found[dead.ids["second@x.io"] ?? ""] == "restored", "\(given)")
    for email in ["retried@x.io", "pending@x.io", "large@x.io"] {
      #expect(found[dead.ids[email] ?? ""] == "invited", "\(email): \(given)")
    }
    #expect(given.output.contains("is PENDING: ask whether the mail came"), "\(given)")
  }

  @Test func `one whose token was given back stays, too`() async throws {
    var dead = try Dead()
    try dead.take("refunded@x.io")
    let id = dead.ids["refunded@x.io"] ?? ""
    try TraceSituation.giveBack(id, dead.world)
    for words in [["--yes"], [id, "--yes"]] {
      let refused = try await CommandRun.invitectl(
        ["inspect-workers", "control", "restore-unacked"] + words,
        environment: dead.world.environment)
      #expect(refused.exitCode == 7, "\(refused)")
      #expect(refused.output.contains("quarantine invites --id \(id) "), "\(refused)")
    }
    #expect(try unacked(dead.world.redeem.redis) == 1)
    let forced = try await dead.restore(id, "--force", "--yes")
    #expect(forced.exitCode == 0, "\(forced)")
    #expect(try unacked(dead.world.redeem.redis) == 0)
  }

  @Test func `without a database it is said that it is not known`() async throws {
    var dead = try Dead()
    for email in ["record@x.io", "result@x.io"] { try dead.take(email) }
    try dead.record("record@x.io", "SUCCESS")
    try dead.result("result@x.io", #"{"success": true}"#)
    let given = try await dead.restore(
      "--yes", without: ["DATABASE_URL", "INVITECTL_DATABASE_URL"])
    #expect(given.exitCode == 8, "\(given)")
    #expect(given.output.contains("already is not known: no database is configured"), "\(given)")
    #expect(try unacked(dead.world.redeem.redis) == 1)
  }
}
