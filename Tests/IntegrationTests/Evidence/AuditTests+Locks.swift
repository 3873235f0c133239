import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Whoever has locked a table that is read is named when `--timeout` is over, and not half a minute later.
extension AuditTests {
  /// Each answer of a busy server has to come within it, too.
  private static let limit = "7s"

  /// By the server's own limit for locks, which is the only one in the way of statements that may read long.
  private func expectNamed(
    _ holder: HeldSession, _ table: String, _ result: CommandResult
  ) {
    #expect(result.exitCode == 75, "\(table): \(result)")
    #expect(result.errors.contains("55P03"), "\(table): \(result.errors)")
    #expect(result.errors.contains("; pid \(holder.pid) ("), "\(table): \(result.errors)")
    let name = table.split(separator: ".").last ?? ""
    #expect(result.errors.contains("\(name)"), "\(table): \(result.errors)")
  }

  @Test(arguments: ["invite_records", "invite_queue", "invitectl.redeem_sync_ledger"])
  func `who has locked a table is named by the audit`(table: String) async throws {
    let world = try world(1)
    let holder = try HeldSession(
      world.database.parameters, "BEGIN; LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE")
    let words = ["force-resync", "audit", "A"]
    let failed = try await CommandRun.invitectl(
      words + ["--timeout", Self.limit], environment: world.environment)
    expectNamed(holder, table, failed)
    holder.release()
    let after = try await CommandRun.invitectl(words, environment: world.environment)
    #expect(after.exitCode == 0, "\(after)")
  }

  @Test func `who has locked the records is named by force-resync`() async throws {
    let world = try world(1)
    // Something to settle.
    try world.take("A")
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    try world.sync()
    let holder = try HeldSession(
      world.database.parameters, "BEGIN; LOCK TABLE invite_records IN ACCESS EXCLUSIVE MODE")
    let failed = try await CommandRun.invitectl(
      ["force-resync", "A", "-n", "--timeout", Self.limit], environment: world.environment)
    expectNamed(holder, "invite_records", failed)
    holder.release()
  }
}
