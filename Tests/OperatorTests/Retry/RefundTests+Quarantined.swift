import CeleryProtocol
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Of a task whose message lies in quarantine.
extension RefundTests {
  @Test func `what would be refused to be put back is not printed`() async throws {
    let (id, email) = (CeleryID.random(), "k@example.com")
    let made = try await run("redeem", "DIRECT10", email, "--id", id)
    #expect(made.exitCode == 0, "\(made)")
    let folder = try TemporaryFolder()
    let file = folder.file("message")
    let out = try await run(
      "inspect-workers", "control", "quarantine", "invites", "--id", id, "--to", file, "--yes")
    #expect(out.exitCode == 0, "\(out)")
    let tokens = try #require(try world.tokens("DIRECT10"))
    let first = try await refund(id)
    #expect(first.exitCode == 7 && first.errors.contains("--put-back"), "\(first)")
    try world.postgres.execute(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT min(id), '\(email)', 'SUCCESS', 'DIRECT10', now() AT TIME ZONE 'utc', false FROM teams
      """, deadline: .soon)
    let back = try await run(
      "inspect-workers", "control", "quarantine", "--put-back", file, "--yes")
    #expect(back.exitCode == 7, "\(back)")
    let second = try await refund(id)
    #expect(second.exitCode == 7 && !second.errors.contains("--put-back"), "\(second)")
    #expect(second.errors.contains("its invite was made, or may have been"), "\(second)")
    #expect(second.errors.contains("'invitectl trace \(id)' shows what is known"), "\(second)")
    #expect(try world.tokens("DIRECT10") == tokens)
    withExtendedLifetime(folder) {}
  }
}
