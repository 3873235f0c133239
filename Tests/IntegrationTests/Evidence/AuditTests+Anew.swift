import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// A code that was deleted and made again with the same text.
extension AuditTests {
  @Test func `traces from before the code was made explain no use of it and are told apart`()
    async throws
  {
    let world = try world(1)
    try records(world, "use@x.com")
    try records(world, "older@x.com", age: "2 days")
    try world.postgres.execute(
      """
      INSERT INTO invite_queue (email, redeem_code, status, created_at)
      VALUES ('f@x.com', 'A', 'FAILED', (now() AT TIME ZONE 'utc') - interval '2 days')
      """, deadline: .soon)
    let code = try one(world)
    #expect(code.explained.record == 1 && code.older == 2, "\(code)")
    #expect(code.unclaimed == 0 && code.unexplained == 0 && code.reasons == [], "\(code)")
    let told = try await CommandRun.invitectl(
      ["force-resync", "audit", "A"], environment: world.environment)
    #expect(told.output.contains("2 traces from more than 24 hours before"), "\(told)")
    // The loss of its own record is not hidden by them.
    try world.postgres.execute(
      "DELETE FROM invite_records WHERE email = 'use@x.com'", deadline: .soon)
    let lost = try one(world)
    #expect(lost.explained.record == 0 && lost.explained.ledger == 1, "\(lost)")
    #expect(lost.older == 2 && lost.reasons.contains(.takenForOlder), "\(lost)")
    // Clocks may differ by hours, and of a code without a time nobody knows its age.
    for change in ["created_at - interval '25 hours'", "NULL"] {
      try world.postgres.execute(
        "UPDATE redeem_codes SET created_at = \(change) WHERE code = 'A'", deadline: .soon)
      let own = try one(world)
      // They are older than its ledger, which began without a use, so that not both can be of the one that it counted.
      #expect(own.older == 0 && own.unclaimed > 0, "\(own)")
      #expect(!own.reasons.contains(.takenForOlder), "\(own)")
    }
  }
}
