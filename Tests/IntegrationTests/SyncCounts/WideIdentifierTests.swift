import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps
@testable import InviteStorage

/// Ids of the backend beyond 2^31: a database whose columns are bigint, as `column-types` admits.
@Suite struct WideIdentifierTests {
  private static let first = 9_223_372_036_854_770_000

  private static let widen = """
    ALTER TABLE team_groups ALTER id TYPE bigint; ALTER TABLE teams ALTER group_id TYPE bigint;
    ALTER TABLE redeem_codes ALTER id TYPE bigint, ALTER group_id TYPE bigint;
    ALTER SEQUENCE redeem_codes_id_seq AS bigint;
    """

  private func world() throws -> SyncWorld {
    let world = try SyncWorld()
    try world.postgres.executeScript(
      Self.widen + "SELECT setval('redeem_codes_id_seq', \(Self.first))", deadline: .soon)
    return world
  }

  @Test func `takes, increments and a rebuilt bucket of a code beyond 2^31 are counted`() throws {
    let world = try world()
    try world.addSyncedCode("A")
    try world.addSyncedCode("B")
    try world.take("A", 3)
    try world.increment("B", 2)
    let outcome = try world.sync()
    #expect(outcome.problems.isEmpty)
    #expect(try world.used("A") == 3)
    #expect(try world.tokens("B") == 8)
    // A fold with a guard, an intent that is settled, and rows that only advance.
    try world.take("A", 1)
    try world.sync()
    try world.bucket.send("DEL", world.key("A"))
    try world.sync()
    #expect(try world.used("A") == 4)
    let ids = try world.postgres.query(
      "SELECT DISTINCT code_id FROM invitectl.redeem_sync_ledger ORDER BY 1", deadline: .soon
    ).map { try $0.int("code_id") }
    #expect(ids == [Self.first + 1, Self.first + 2])
  }

  @Test func `force-resync settles such a code and shows its history`() async throws {
    let world = try world()
    try world.addSyncedCode("A")
    try world.take("A", 3)
    try world.bucket.send("DEL", world.key("A"))
    try world.sync()
    let settled = try await CommandRun.invitectl(
      ["force-resync", "A", "--from", "database", "--yes"], environment: world.environment)
    #expect(settled.exitCode == 0, "\(settled.output) \(settled.errors)")
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    let history = try await CommandRun.invitectl(
      ["force-resync", "history", "A", "-o", "json"], environment: world.environment)
    #expect(history.exitCode == 0, "\(history.errors)")
    #expect(history.output.contains("exact"), "\(history.output)")
  }

  /// The direct flow over a second server, and the redeem flow, both through the outbox.
  @Test func `a redemption of a group beyond 2^31 goes through the outbox`() async throws {
    let second = try TestRedis(server: TestRedis.secondServer())
    let world = try RedeemWorld(broker: second.broker)
    try world.postgres.executeScript(OutboxSchema.wide, deadline: .soon)
    try world.postgres.executeScript(
      Self.widen + """
        INSERT INTO team_groups (id, name) VALUES (\(Self.first), 'far');
        UPDATE teams SET group_id = \(Self.first);
        UPDATE redeem_codes SET group_id = \(Self.first), id = id + \(Self.first);
        """, deadline: .soon)
    let codes = try world.postgres.query(
      """
      SELECT DISTINCT ON (code_type) code FROM redeem_codes
      WHERE is_active AND coalesce(used_count, 0) < max_uses AND bound_email IS NULL
      ORDER BY code_type, code
      """, deadline: .soon
    ).map { try $0.string("code") }
    #expect(codes.count == 2)
    for code in codes {
      let result = try await CommandRun.invitectl(
        ["redeem", code, "a@example.com"], environment: world.environment)
      #expect(result.exitCode == 0, "\(code): \(result.output) \(result.errors)")
    }
    let groups = try world.postgres.query(
      "SELECT group_id FROM invitectl.redeem_outbox", deadline: .soon
    ).map { try $0.int("group_id") }
    #expect(groups == codes.map { _ in Self.first })
    #expect(try world.queued() == codes.count)
  }
}
