import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What is older than the ledger of a code is of the count that it began with.
extension AuditTests {
  /// A code of before: two uses that PostgreSQL alone knows, and records of ten days ago; then a use whose
  /// message is purged.
  private func past(records count: Int) throws -> SyncWorld {
    let world = try world()
    try world.addCode("PAST", max: 10)
    try world.increment("PAST", 2)
    for email in ["old1@x.com", "old2@x.com"].prefix(count) {
      try records(world, email, code: "PAST", age: "10 days")
    }
    // The web process makes the bucket at the first use.
    try world.initialise("PAST")
    try world.bucket.send("EXPIRE", world.key("PAST"), 86_000)
    try world.take("PAST")
    try queue(world, "gone@x.com", code: "PAST")
    try TestRedis.connect(world.redis.broker).send("DEL", "invites\u{06}\u{16}3")
    return world
  }

  @Test func `a purged message is told where records are older than the ledger`() throws {
    let world = try past(records: 2)
    // As long as no run has counted it, and then.
    let taken = try one(world, "PAST")
    #expect(taken.uses == 3 && taken.explained.record == 2, "\(taken)")
    #expect(taken.explained.bucket == 1 && taken.unexplained == 0, "\(taken)")
    try world.sync()
    let counted = try one(world, "PAST")
    #expect(counted.usedCount == 3 && counted.explained.record == 2, "\(counted)")
    #expect(counted.explained.ledger == 1 && counted.unexplained == 0, "\(counted)")
    #expect(counted.reasons == [.purged], "\(counted)")
    // One more line, and one that its record explains.
    try world.take("PAST", 2)
    try records(world, "new@x.com", code: "PAST")
    try world.sync()
    let later = try one(world, "PAST")
    #expect(later.uses == 5 && later.explained.record == 3, "\(later)")
    #expect(later.explained.ledger == 2 && later.unexplained == 0, "\(later)")
  }

  @Test func `what is lost of before is unexplained, and no line of the ledger`() throws {
    let world = try past(records: 1)
    try world.sync()
    let code = try one(world, "PAST")
    #expect(code.uses == 3 && code.explained.record == 1, "\(code)")
    #expect(code.explained.ledger == 1 && code.unexplained == 1, "\(code)")
  }

  @Test func `the same holds when the first lines were deleted for their age`() throws {
    let world = try past(records: 2)
    try world.sync()
    try world.take("PAST")
    try records(world, "next@x.com", code: "PAST")
    try world.sync()
    try world.postgres.execute(
      """
      DELETE FROM invitectl.redeem_sync_ledger l WHERE EXISTS (
        SELECT FROM invitectl.redeem_sync_ledger n WHERE n.code_id = l.code_id AND n.id > l.id)
      """, deadline: .soon)
    // In the count that the first line found all records have their use.
    let code = try one(world, "PAST")
    #expect(code.uses == 4 && code.explained.record == 3, "\(code)")
    #expect(code.explained.ledger == 1 && code.unexplained == 0, "\(code)")
    #expect(code.unclaimed == 0, "\(code)")
  }
}
