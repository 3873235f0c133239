import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// What a role may not read is named, and what it may read is read.
extension AuditTests {
  private func role(_ world: SyncWorld) throws -> TestRole {
    let role = try TestRole(in: world.database)
    try world.database.run(
      """
      GRANT USAGE ON SCHEMA public, invitectl TO \(role.name);
      GRANT SELECT ON ALL TABLES IN SCHEMA public, invitectl TO \(role.name)
      """)
    return role
  }

  private func audit(_ world: SyncWorld, as role: TestRole) throws -> AuditReport {
    var request = AuditRequest()
    request.codes = ["A"]
    let context = try OperationContext.test(
      database: world.database, role: role.name, redis: world.redis)
    return try ResyncAudit(context, request).run()
  }

  @Test func `the ledger is read by who may read each of its columns`() throws {
    let world = try world(1)
    let role = try role(world)
    for table in ["redeem_sync", "redeem_sync_ledger", "run_log"] {
      let columns = try world.postgres.query(
        """
        SELECT string_agg(quote_ident(attname), ', ') AS columns FROM pg_attribute
        WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
        """, ["invitectl.\(table)"], deadline: .soon
      ).only().string("columns")
      try world.database.run(
        """
        REVOKE SELECT ON invitectl.\(table) FROM \(role.name);
        GRANT SELECT (\(columns)) ON invitectl.\(table) TO \(role.name)
        """)
    }
    // Nothing but the line of the ledger tells of the use.
    let report = try audit(world, as: role)
    #expect(report.explained.ledger == 1 && report.unexplained == 0, "\(report)")
    #expect(report.gaps == [])
  }

  @Test func `what redeem retry has tried again is named where it may not be read`() throws {
    let world = try world(1)
    try records(world, "r@x.com")
    try world.postgres.executeScript(RetrySchema.create, deadline: .soon)
    let role = try role(world)
    let whole = try audit(world, as: role)
    #expect(whole.gaps == [] && whole.failure == nil, "\(whole.gaps)")
    try world.database.run("REVOKE SELECT ON invitectl.invite_retry FROM \(role.name)")
    let part = try audit(world, as: role)
    #expect(
      part.gaps.map { $0.prefix(40) } == ["invitectl.invite_retry cannot be read by"],
      "\(part.gaps)")
    #expect(part.failure?.kind == .partial)
  }
}
