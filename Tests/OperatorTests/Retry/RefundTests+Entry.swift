import CeleryProtocol
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Of a code of type LINUXDO: its redemption leaves an entry of the outbox, and no mark.
extension RefundTests {
  @Test func `a task of which an entry alone tells is meant in letters of either kind`()
    async throws
  {
    let id = CeleryID.random().uppercased()
    let made = try await run("redeem", "LINUXDO5", "i@example.com", "--flow", "redeem", "--id", id)
    #expect(made.exitCode == 0, "\(made)")
    try world.broker.send("DEL", RedeemWorld.queue, "invitectl:redeem:\(id)")
    #expect(try await run("redeem", "bucket", "DIRECT10", "--init").exitCode == 0)
    let tokens = try #require(try world.tokens("DIRECT10"))
    let other = try await refund(id.lowercased(), "--force")
    #expect(other.exitCode == 7, "\(other)")
    #expect(other.errors.contains("task \(id) is not one of"), "\(other)")
    #expect(other.errors.contains("it took another's token"), "\(other)")
    #expect(try world.tokens("DIRECT10") == tokens)
  }

  /// As a worker leaves it that was lost between its row and its acknowledgement.
  @Test func `a task whose entry leads to an invite that was made keeps its use`() async throws {
    let (id, email) = (CeleryID.random(), "j@example.com")
    let made = try await run("redeem", "LINUXDO5", email, "--flow", "redeem", "--id", id)
    #expect(made.exitCode == 0, "\(made)")
    try world.broker.send("DEL", RedeemWorld.queue)
    try world.postgres.execute(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT min(id), '\(email)', 'SUCCESS', 'LINUXDO5', now() AT TIME ZONE 'utc', false FROM teams
      """, deadline: .soon)
    try TestRedis.connect(world.redis.result).send(
      "SET", TaskResult.key(id: id),
      #"{"status": "FAILURE", "result": {"exc_type": "WorkerLostError", "exc_message": ["lost"], "#
        + #""exc_module": "billiard.exceptions"}, "traceback": null, "children": [], "task_id": "\#(id)"}"#
    )
    #expect(try await run("redeem", "bucket", "LINUXDO5", "--init").exitCode == 0)
    let tokens = try #require(try world.tokens("LINUXDO5"))
    let kept = try await run("redeem", "refund", "LINUXDO5", "--task", id)
    #expect(kept.exitCode == 7 && kept.errors.contains("it invited somebody"), "\(kept)")
    #expect(try world.tokens("LINUXDO5") == tokens)
    // Of another code that is said at once: what became of it is nothing to that code.
    let other = try await refund(id)
    #expect(other.exitCode == 7 && other.errors.contains("it took another's token"), "\(other)")
    #expect(!other.errors.contains("--force"), "\(other)")
    // Where the entry is gone nobody looks for rows, and nobody says that there is none.
    try world.postgres.execute("DELETE FROM invitectl.redeem_outbox", deadline: .soon)
    let untold = try await run("redeem", "refund", "LINUXDO5", "--task", id)
    #expect(
      untold.exitCode == 7 && untold.errors.contains("nothing tells which rows are of it"),
      "\(untold)")
    #expect(try world.tokens("LINUXDO5") == tokens)
  }
}
