import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Two uses of one email and code, of which one has failed and the other one is lost.
extension TraceSituationTests {
  /// A refund marks the invite, not the task: before it the failed row has its own use.
  @Test func `beside a lost use what failed is tried again, and then the lost one goes back`()
    async throws
  {
    let world = try TraceWorld(patience: "60s")
    try world.run(
      TraceSituation.record("FAILED", "roomy") + TraceSituation.use
        + """
        ; UPDATE redeem_codes SET used_count = 2 WHERE code = 'LINUXDO5';
        \(TraceSituation.entry) VALUES
          ('o1', 'redeem', 'LINUXDO5', 'r@example.com', 'published',
            now() - interval '2 hours', now() - interval '2 hours'),
          ('o2', 'redeem', 'LINUXDO5', 'r@example.com', 'published',
            now() - interval '10 minutes', now() - interval '10 minutes')
        """)
    let failed = try await world.trace("r@example.com")
    #expect(failed.state == "failed" && failed.exit == 5, "\(failed)")
    #expect(
      failed.next == "invitectl redeem retry --code LINUXDO5 --email r@example.com --yes",
      "\(failed)")
    _ = try await world.type(failed)
    let queued = try await world.trace("r@example.com")
    #expect(queued.state == "unconsumed", "\(queued)")
    let worker = try await world.type(queued)
    let lost = try await world.until("lost", "r@example.com")
    #expect(lost.exit == 3, "\(lost)")
    #expect(lost.sentence.contains("it left no row; since then: invited to team "), "\(lost)")
    #expect(lost.next?.contains("redeem refund LINUXDO5 --task o2 --force") == true, "\(lost)")
    _ = try await world.type(lost)
    let done = try await world.trace("r@example.com")
    #expect(done.state == "invited" && done.exit == 0 && done.next == nil, "\(done)")
    let used = try world.redeem.postgres.query(
      "SELECT used_count AS used FROM redeem_codes WHERE code = 'LINUXDO5'", deadline: .soon
    ).first?.int("used")
    // One use of one invite.
    #expect(used == 1)
    withExtendedLifetime(worker) {}
  }
}
