import InviteOps
import PrometheusText
import TestSupport
import TestWorlds
import Testing

/// What `doctor` and the metrics carry of it.
extension MigrateProveTests {
  @Test func `doctor and metrics carry it, by the catalog alone`() throws {
    let world = try world()
    let context = try OperationContext.test(database: world.database)
    try world.database.runAlone("SELECT pg_stat_reset()")
    func verdicts() throws -> [String: String] {
      let snapshot = MetricsDump(context, collectors: [.indexes]).collect()
      for failure in snapshot.failures { throw failure.failure }
      let family = try #require(
        snapshot.families.first { $0.name == "invitehub_performance_index_verdict" })
      // One sample an index.
      #expect(family.samples.count == 11 && family.samples.allSatisfy { $0.value == .integer(1) })
      return Dictionary(
        uniqueKeysWithValues: family.samples.map { ($0.labels[0].value, $0.labels[1].value) })
    }
    let check = try context.doctor(.indexes)
    #expect(check.verdict == .pass)
    // How many, since they are many on a young database; prove names them.
    let counted = check.detail.wholeMatch(
      of: /11 of 11 are well; [1-9] covered by another; [1-9] not scanned for .*; '.* prove' .*/)
    #expect(counted != nil, "\(check.detail)")
    let before = try verdicts()
    #expect(before["ix_redeem_codes_bound_email"] == "unused", "\(before)")
    #expect(before["ix_invite_records_team_id"] == "covered", "\(before)")
    try world.database.runAlone(
      "SET enable_seqscan = off; SELECT id FROM redeem_codes WHERE bound_email = 'b3@example.com'")
    try waitUntil("the server has counted it") {
      try verdicts()["ix_redeem_codes_bound_email"] == "proven"
    }
    try world.database.runAlone(
      """
      DROP INDEX ix_invite_records_team_status_created, ix_invite_records_email;
      CREATE INDEX ix_invite_records_team_status_created
        ON invite_records (created_at, status, team_id)
      """)
    let after = try verdicts()
    #expect(after["ix_invite_records_team_status_created"] == "wrong", "\(after)")
    #expect(after["ix_invite_records_email"] == "absent", "\(after)")
    #expect(after["ix_invite_records_team_id"] != "covered", "\(after)")
    let swapped = try context.doctor(.indexes)
    #expect(swapped.verdict == .fail)
    #expect(
      swapped.detail.contains(
        "different: ix_invite_records_team_status_created (its columns in another order)"),
      "\(swapped.detail)")
    #expect(swapped.fixes == ["invitectl migrate verify", "invitectl migrate prove"])
  }
}
