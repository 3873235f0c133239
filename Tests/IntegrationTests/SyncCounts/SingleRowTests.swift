import Foundation
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A code that is there twice is counted by nobody: takes of one bucket are uses of one row.
@Suite struct SingleRowTests {
  private static let twice = [
    (
      "code",
      """
      ALTER TABLE redeem_codes DROP CONSTRAINT redeem_codes_code_key;
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
      SELECT code, code_type, max_uses, used_count, is_active, created_at FROM redeem_codes
      """
    ),
    (
      "code",
      """
      ALTER TABLE redeem_codes DROP CONSTRAINT redeem_codes_code_key;
      CREATE UNIQUE INDEX active_code ON redeem_codes (code) WHERE is_active
      """
    ),
    (
      "code",
      """
      ALTER TABLE redeem_codes DROP CONSTRAINT redeem_codes_code_key;
      CREATE UNIQUE INDEX mixed ON redeem_codes (code, code_type)
      """
    ),
    (
      "code",
      """
      ALTER TABLE redeem_codes DROP CONSTRAINT redeem_codes_code_key;
      CREATE UNIQUE INDEX folded ON redeem_codes (lower(code))
      """
    ),
    ("id", "ALTER TABLE redeem_codes DROP CONSTRAINT redeem_codes_pkey"),
    (
      "child tables",
      """
      CREATE TABLE old_codes () INHERITS (redeem_codes);
      INSERT INTO old_codes SELECT * FROM redeem_codes
      """
    ),
  ]

  @Test(arguments: twice)
  func `what may be there twice is refused before anything is counted`(
    what: String, sql: String
  ) async throws {
    let world = try SyncWorld()
    try world.addSyncedCode("DUPC")
    try world.postgres.executeScript(sql, deadline: .soon)
    try world.take("DUPC", 2)
    for arguments in [
      ["sync-counts"], ["sync-counts", "-n"], ["force-resync", "--all", "-n"],
      ["redeem", "DUPC", "a@example.com"],
    ] {
      let result = try await CommandRun.invitectl(arguments, environment: world.environment)
      #expect(result.exitCode == 1, "\(arguments) \(result.output)\(result.errors)")
      #expect(result.errors.contains(what), "\(result.errors)")
    }
    #expect(try world.tokens("DUPC") == 8)
    let uses = try world.postgres.query(
      "SELECT max(used_count) AS most FROM redeem_codes", deadline: .soon
    ).only().int("most")
    #expect(uses == 0)
  }

  @Test func `what is printed finds the rows, and with one of each the count goes on`() async throws
  {
    let world = try SyncWorld()
    try world.addSyncedCode("DUPC")
    try world.postgres.executeScript(Self.twice[0].1, deadline: .soon)
    try world.take("DUPC", 2)
    let result = try await CommandRun.invitectl(["sync-counts"], environment: world.environment)
    let hint = try #require(
      result.errors.split(separator: "\n").first { $0.contains("SELECT code") })
    let statement = try #require(
      hint.components(separatedBy: "SELECT code").last?.components(separatedBy: " shows").first)
    let row = try world.postgres.query("SELECT code" + statement, deadline: .soon).only()
    #expect(try row.string("code") == "DUPC")
    try world.postgres.execute(
      "DELETE FROM redeem_codes WHERE id = (SELECT max(id) FROM redeem_codes)", deadline: .soon)
    try world.postgres.execute(
      "CREATE UNIQUE INDEX CONCURRENTLY ON public.redeem_codes (code)", deadline: .soon)
    try world.sync()
    #expect(try world.used("DUPC") == 2)
    #expect(try world.standing("DUPC") == "exact -0 +0 held 0")
  }
}
