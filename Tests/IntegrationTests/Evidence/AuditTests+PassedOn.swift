import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// An invite that is tried again leaves more, and takes no second use.
extension AuditTests {
  private func rows(_ world: SyncWorld, _ email: String, _ statuses: String...) throws {
    for status in statuses {
      try world.postgres.execute(
        """
        INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
        VALUES ($1, 'A', $2::invitequeuestatus, 0, now() AT TIME ZONE 'utc')
        """, [email, status], deadline: .soon)
    }
  }

  /// Every run of the job that finds no seat leaves a row `processing`, and the worker one more.
  @Test func `rows that the backend's job took up again are of one use, and hide no purged one`()
    throws
  {
    let world = try world(2)
    try rows(world, "w@x.com", "PROCESSING", "PROCESSING", "FAILED")
    // The message of the other one is purged.
    let waiting = try one(world)
    #expect(waiting.explained.row == 1 && waiting.explained.ledger == 1, "\(waiting)")
    #expect(waiting.unclaimed == 0 && waiting.unexplained == 0, "\(waiting)")
    #expect(waiting.reasons == [.purged], "\(waiting)")
    // What the job sent last waits in the queue, and then is made.
    try queue(world, "w@x.com")
    let sent = try one(world)
    #expect(sent.explained.row == 1 && sent.explained.ledger == 1, "\(sent)")
    #expect(sent.unclaimed == 0, "\(sent)")
    try TestRedis.connect(world.redis.broker).send("DEL", "invites\u{06}\u{16}3")
    try records(world, "W@x.com")
    let made = try one(world)
    #expect(made.explained.record == 1 && made.explained.ledger == 1, "\(made)")
    #expect(made.unclaimed == 0, "\(made)")
  }

  /// What `cleanup-queue --stuck` leaves: one whose message it has sent anew, and one that it found to be done.
  @Test(arguments: ["PENDING", "SUCCESS"])
  func `rows that were put back or ended are of one use with what came of them`(status: String)
    throws
  {
    let world = try world(2)
    try rows(world, "w@x.com", "PROCESSING", status, "FAILED")
    let failed = try one(world)
    #expect(failed.explained.row == 1 && failed.explained.ledger == 1, "\(failed)")
    try rows(world, "w@x.com", status)
    try records(world, "w@x.com")
    let made = try one(world)
    #expect(made.explained.record == 1 && made.explained.ledger == 1, "\(made)")
    #expect(made.unclaimed == 0, "\(made)")
  }

  @Test func `one that nobody took up again is of a use of its own`() throws {
    let world = try world(2)
    try rows(world, "w@x.com", "FAILED", "FAILED")
    let code = try one(world)
    #expect(code.explained.row == 2 && code.explained.ledger == 0, "\(code)")
  }
}
