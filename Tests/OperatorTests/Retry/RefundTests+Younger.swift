import CeleryProtocol
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Beside a task a later use of the same email and code, which has invited.
extension RefundTests {
  @Test func `of a task beside a use that invited it is not said that it did`() async throws {
    let (first, second, email) = (CeleryID.random(), CeleryID.random(), "younger@example.com")
    for id in [first, second] {
      let made = try await run("redeem", "DIRECT10", email, "--id", id)
      #expect(made.exitCode == 0, "\(made)")
      try world.broker.send("DEL", RedeemWorld.queue)
    }
    // That was two hours ago.
    let left = RedeemMarker.lifetime - 7200
    #expect(
      try world.broker.send("EXPIRE", RedeemMarker.key(taskID: first), left).asInteger() == 1)
    try world.postgres.execute(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT min(id), '\(email)', 'SUCCESS', 'DIRECT10', now() AT TIME ZONE 'utc', false FROM teams
      """, deadline: .soon)
    let row = try world.postgres.query(
      "SELECT max(id) AS id FROM invite_records WHERE email = '\(email)'", deadline: .soon
    ).first
    let record = try #require(try row?.int("id"))
    let results = try TestRedis.connect(world.redis.result)
    func store(_ id: String, _ result: String) throws {
      try results.send(
        "SET", TaskResult.key(id: id),
        #"{"status": "SUCCESS", "result": \#(result), "task_id": "\#(id)"}"#)
    }
    try store(first, #"{"success": false}"#)
    try store(second, #"{"success": true, "record_id": \#(record)}"#)
    let tokens = try world.tokens("DIRECT10")
    let others = try await refund(first)
    #expect(others.exitCode == 7, "\(others)")
    #expect(others.errors.contains("its email was invited by another task; "), "\(others)")
    #expect(others.errors.contains("--force"), "\(others)")
    let own = try await refund(second)
    #expect(own.exitCode == 7 && own.errors.contains("it invited somebody"), "\(own)")
    // Its result goes after a day: of two uses and one record either may have left it.
    try store(second, #"{"success": false}"#)
    let either = try await refund(first)
    #expect(
      either.errors.contains(
        "by it or by another task: invite record \(record) may be of it"), "\(either)")
    // A row that waits for a seat has invited nobody.
    try world.postgres.execute(
      "ALTER TYPE invitequeuestatus ADD VALUE IF NOT EXISTS 'WAITING'", deadline: .soon)
    try world.postgres.execute(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ('\(email)', 'DIRECT10', 'WAITING', 0, now() AT TIME ZONE 'utc')
      """, deadline: .soon)
    let waiting = try await refund(first)
    #expect(waiting.exitCode == 7, "\(waiting)")
    #expect(
      waiting.errors.contains(
        "by it or by another task: invite record \(record) may be of it"), "\(waiting)")
    // Of a record that is another's by its result it is not.
    try store(second, #"{"success": true, "record_id": \#(record)}"#)
    let waits = try await refund(first)
    #expect(waits.exitCode == 7, "\(waits)")
    #expect(
      waits.errors.contains("not known (its invite waits for a seat: queue row "), "\(waits)")
    #expect(try world.tokens("DIRECT10") == tokens)
  }

  /// Whoever starts a worker for one message has it run what else waits there.
  @Test func `a worker is started behind a look at a message that was made`() async throws {
    let (made, id) = (CeleryID.random(), CeleryID.random())
    for (task, email) in [(made, "made@example.com"), (id, "waits@example.com")] {
      let queued = try await run("redeem", "DIRECT10", email, "--id", task)
      #expect(queued.exitCode == 0, "\(queued)")
    }
    try TestRedis.connect(world.redis.result).send(
      "SET", TaskResult.key(id: made),
      #"{"status": "SUCCESS", "result": {"success": true}, "task_id": "\#(made)"}"#)
    let refused = try await refundHeard(id, ["waits in invites"])
    #expect(refused.exitCode == 7, "\(refused)")
    #expect(refused.errors.contains("first 'invitectl trace \(made)'"), "\(refused)")
    #expect(refused.errors.contains("; then start a worker, which takes it"), "\(refused)")
  }
}
