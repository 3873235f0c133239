import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What uses left that were given back, and traces of buckets that are gone.
extension AuditTests {
  @Test func `what a use left that was given back is no trace that no use wants`() async throws {
    let world = try await ForceResyncTests().refunded()
    for label in ["before any sync", "and after one"] as [Comment] {
      let code = try one(world)
      #expect(code.uses == 1 && code.explained.record == 1, label)
      #expect(code.unclaimed == 0 && code.unexplained == 0 && code.reasons == [], label)
      try world.sync()
    }
    // By itself it explains no use of others, either: one that was raised by hand has left nothing.
    try world.increment("A")
    try world.sync()
    let raised = try one(world)
    #expect(raised.uses == 2 && raised.explained.record == 1 && raised.unexplained == 1)
  }

  @Test func `whoever redeems again after a refund has a use, and what failed before has none`()
    async throws
  {
    let world = try await ForceResyncTests().refunded()
    // The same person had failed once more before, and one mark is there of both.
    try world.postgres.execute(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT min(id), 'r1@x.com', 'FAILED', 'A', (now() AT TIME ZONE 'utc') - interval '1 hour', false
      FROM teams
      """, deadline: .soon)
    let refunded = try one(world)
    #expect(refunded.uses == 1 && refunded.explained.record == 1, "\(refunded)")
    #expect(refunded.unclaimed == 0 && refunded.unexplained == 0, "\(refunded)")
    // Again, and at once: however little younger than the refund it is, it is no part of what came back.
    try world.take("A")
    try records(world, "r1@x.com")
    for label in ["before any sync", "and after one"] as [Comment] {
      let code = try one(world)
      #expect(code.uses == 2 && code.explained.record == 2, label)
      #expect(code.unclaimed == 0 && code.unexplained == 0 && code.reasons == [], label)
      try world.sync()
    }
    // What failed explains no use that was raised by hand, and none whose record is gone.
    try world.increment("A")
    try world.sync()
    try world.postgres.execute(
      "DELETE FROM invite_records WHERE email = 'r2@x.com'", deadline: .soon)
    let code = try one(world)
    #expect(code.uses == 3 && code.explained.record == 1, "\(code)")
    #expect(code.explained.ledger == 1 && code.unexplained == 1, "\(code)")
    #expect(code.unclaimed == 0 && code.reasons.contains(.takenForRefunded), "\(code)")
  }

  @Test func `a bucket that was evicted before the first sync was lost`() throws {
    let world = try world()
    try world.addCode("EARLY", max: 10)
    try world.initialise("EARLY")
    try world.take("EARLY", 2)
    try records(world, "e1@x.com", "e2@x.com", code: "EARLY")
    #expect(try one(world, "EARLY").unclaimed == 0)
    try world.bucket.send("DEL", world.key("EARLY"))
    let code = try one(world, "EARLY")
    #expect(code.unclaimed == 2 && code.reasons == [.bucketLost], "\(code)")
  }

  @Test func `takes of a bucket that was set anew are explained by what they left`() throws {
    let world = try world(2)
    try records(world, "r1@x.com", "r2@x.com")
    try world.take("A")
    try records(world, "lost@x.com")
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    // As the backend does it, now: set at an earlier time it would be one that nobody made.
    try world.initialise("A")
    for count in 0..<3 {
      let code = try one(world)
      #expect(code.uses == 2 + count && code.explained.record == 2 + count, "\(code)")
      #expect(code.unclaimed == 1 && code.unexplained == 0, "\(code)")
      #expect(code.reasons == [.bucketLost], "\(code)")
      try world.take("A")
      try records(world, "n\(count)@x.com")
    }
    try world.sync()
    let code = try one(world)
    #expect(code.uses == 5 && code.unclaimed == 1 && code.reasons == [.bucketLost], "\(code)")
  }
}
