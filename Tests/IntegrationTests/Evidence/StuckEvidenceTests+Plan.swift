import InviteStorage
import PostgresClient
import TestSupport
import Testing

/// Rows of other uses, by the plan PostgreSQL makes where it can read no table from end to end.
extension StuckEvidenceTests {
  @Test(arguments: [true, false])
  func `earlier records of somebody are read by the index of emails`(hasQueue: Bool) throws {
    let hub = try TestDatabase.inviteHub(queue: hasQueue, seed: false)
    defer { withExtendedLifetime(hub) {} }
    let postgres = try hub.connect()
    try postgres.executeScript(
      "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off",
      deadline: .soon)
    let statement = MadeInviteQueries.earlier(.standard, hasQueue: hasQueue)
    let plan = try postgres.query(
      "EXPLAIN \(statement)", ["{a@x.com}", "{A}", "{f}", "{1700000000}"], deadline: .soon
    ).map { try $0.string("QUERY PLAN") }
    #expect(plan.contains { $0.contains("ix_invite_records_email") }, "\(plan)")
    #expect(plan.contains { $0.contains("Index Cond") && $0.contains("w.email") }, "\(plan)")
    #expect(plan.count { $0.contains("on invite_queue") } == (hasQueue ? 1 : 0), "\(plan)")
  }
}
