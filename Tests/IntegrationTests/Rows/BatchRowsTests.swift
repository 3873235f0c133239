import Foundation
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// One odd code never stops a batch of redemptions for the others.
@Suite struct BatchRowsTests {
  private func lines(
    _ world: RedeemWorld, _ codes: [String]
  ) async throws -> ([[String: Any]], CommandResult) {
    let input = codes.enumerated().map { "\($1),p\($0)@example.com\n" }.joined()
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", "-", "--no-limit"], environment: world.environment, input: input)
    let lines = try result.output.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    return (lines, result)
  }

  /// Codes `N1` and so on of one use each, which count in the database, and as many direct ones.
  private func addCodes(_ count: Int, _ world: RedeemWorld) throws {
    try world.postgres.execute(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
      SELECT t.prefix || i, t.kind::redeemcodetype, 1, 0, true, now() AT TIME ZONE 'utc'
      FROM generate_series(1, $1::int) i,
        (VALUES ('N', 'LINUXDO'), ('D', 'DIRECT')) AS t (prefix, kind)
      """, [String(count)], deadline: .soon)
  }

  @Test func `a code whose count is refused fails by itself, named, the others are counted`()
    async throws
  {
    let world = try RedeemWorld()
    try addCodes(40, world)
    try world.postgres.executeScript(
      """
      ALTER TABLE redeem_codes ADD CONSTRAINT "not 17"
        CHECK (code <> 'N17' OR used_count = 0);
      CREATE FUNCTION keep_it() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.code = 'N23' THEN RAISE EXCEPTION 'not this one'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER "keep it" BEFORE UPDATE ON redeem_codes FOR EACH ROW
      EXECUTE FUNCTION keep_it()
      """, deadline: .soon)
    let codes = (1...40).flatMap { ["N\($0)", "D\($0)"] }
    let (lines, result) = try await lines(world, codes)
    #expect(result.exitCode == 8)
    #expect(lines.map { $0["code"] as? String } == codes)
    let failed = lines.filter { $0["status"] as? String == "failed" }
    #expect(failed.map { $0["code"] as? String } == ["N17", "N23"])
    #expect((failed[0]["detail"] as? String)?.contains("\"not 17\"") == true)
    #expect((failed[1]["next"] as? String)?.contains("pg_get_triggerdef") == true)
    #expect(lines.count { $0["status"] as? String == "queued" } == 78)
    #expect(try world.queued() == 78)
    for code in ["N16", "N18", "N40"] { #expect(try world.used(code) == 1) }
    for code in ["N17", "N23"] { #expect(try world.used(code) == 0) }
  }

  /// Of 40 codes one cannot be read: the look-up of the chunk fails, and its halves do not.
  @Test func `a code whose row is not UTF-8 fails by itself, the others are redeemed`() async throws
  {
    let world = try RedeemWorld(
      database: TestDatabase(options: "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'"))
    try addCodes(40, world)
    try world.postgres.executeScript(
      #"""
      UPDATE redeem_codes SET bound_email = E'caf\xe9@example.com', activated_at = created_at
      WHERE code IN ('N17', 'D23')
      """#, deadline: .soon)
    let codes = (1...40).flatMap { ["N\($0)", "D\($0)"] }
    let (lines, result) = try await lines(world, codes)
    #expect(result.exitCode == 8, "\(result.errors)")
    #expect(lines.map { $0["code"] as? String } == codes)
    let failed = lines.filter { $0["status"] as? String != "queued" }
    #expect(failed.map { $0["code"] as? String } == ["N17", "D23"], "\(failed)")
    for line in failed {
      #expect(line["status"] as? String == "failed", "\(line)")
      #expect((line["next"] as? String)?.contains("shows its bytes") == true, "\(line)")
    }
    #expect(try world.queued() == 78)
    for code in ["N16", "N18", "N40"] { #expect(try world.used(code) == 1) }
    for code in ["N17", "D23"] { #expect(try world.used(code) == 0) }
  }

  @Test func `columns of a type that no backend has are refused before anything is redeemed`()
    async throws
  {
    let world = try RedeemWorld()
    try addCodes(2, world)
    try world.postgres.executeScript(
      "ALTER TABLE redeem_codes ALTER max_uses TYPE numeric", deadline: .soon)
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", "-"], environment: world.environment,
      input: "N1,a@example.com\nD1,b@example.com\n")
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("max_uses"), "\(result.errors)")
    #expect(try world.queued() == 0)
  }

  @Test func `a code of 2,147,483,647 days does not stop the batch`() async throws {
    let world = try RedeemWorld()
    try addCodes(10, world)
    try world.postgres.execute(
      """
      UPDATE redeem_codes SET validity_days = 2147483647, activated_at = created_at,
        bound_email = 'other@example.com'
      WHERE code = 'N5'
      """, deadline: .soon)
    let (lines, result) = try await lines(world, (1...10).map { "N\($0)" })
    #expect(result.exitCode == 8)
    #expect(lines.count { $0["status"] as? String == "queued" } == 9, "\(result.output)")
    #expect(lines[4]["status"] as? String != "queued")
    #expect(lines[4]["code"] as? String == "N5")
  }
}
