import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A row of which the trigger is slow, or raises what is mostly the server's own trouble, stops nobody
/// else; a server in trouble blames no row.
@Suite struct SlowRowsTests {
  private func world(codes count: Int) throws -> SyncWorld {
    let world = try SyncWorld()
    try world.addSyncedCodes("SL", count)
    return world
  }

  private func guardCodes(_ world: SyncWorld, _ condition: String, _ body: String) throws {
    try world.postgres.executeScript(
      """
      CREATE FUNCTION guard_uses() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF \(condition) THEN \(body); END IF; RETURN NEW; END $$;
      CREATE TRIGGER "guard it" BEFORE UPDATE ON redeem_codes
      FOR EACH ROW EXECUTE FUNCTION guard_uses()
      """, deadline: .soon)
  }

  private func take(_ world: SyncWorld, _ codes: ClosedRange<Int>) throws {
    _ = try world.bucket.pipeline(
      codes.map { ["DECRBY", world.key("SL\($0)"), 2] }, deadline: .soon)
  }

  private func problems(_ result: CommandResult) throws -> [[String: Any]] {
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require((object as? [String: Any])?["problems"] as? [[String: Any]])
  }

  private func expectOne(
    _ world: SyncWorld, _ arguments: [String], state: String, others: [Int]
  ) async throws {
    let result = try await CommandRun.invitectl(
      arguments + ["-o", "json"], environment: world.environment)
    #expect(result.exitCode == 8, "\(result.output)\(result.errors)")
    let problems = try problems(result)
    #expect(problems.map { $0["code"] as? String } == ["SL2"])
    let finding = try #require(problems.first?["finding"] as? [String: Any])
    #expect(finding["trigger"] as? String == "guard it")
    #expect(finding["sql_state"] as? String == state)
    for code in others { #expect(try world.used("SL\(code)") == 2) }
    #expect(try world.used("SL2") == 0)
    #expect(try world.tokens("SL2") == 8)
  }

  @Test func `a row that takes a minute is named, the others are counted`() async throws {
    let world = try world(codes: 4)
    try guardCodes(world, "NEW.code = 'SL2'", SlowTrigger.statement)
    try take(world, 1...4)
    try await expectOne(
      world, ["sync-counts", "SL1", "SL2", "SL3", "SL4", "--timeout", "2s"], state: "57014",
      others: [1, 3, 4])
    // Alone, it is named too.
    let alone = try await CommandRun.invitectl(
      ["sync-counts", "SL2", "--timeout", "1s"], environment: world.environment)
    #expect(alone.exitCode == 8, "\(alone.output)\(alone.errors)")
    #expect(alone.output.contains("guard it"))
    try world.postgres.executeScript("DROP TRIGGER \"guard it\" ON redeem_codes", deadline: .soon)
    #expect(try world.sync().failure == nil)
    #expect(try world.used("SL2") == 2)
    #expect(try world.sync().changed == 0)
  }

  @Test func `among many, one that is slow costs a bounded time`() async throws {
    let world = try world(codes: 600)
    try guardCodes(world, "NEW.code = 'SL2'", SlowTrigger.statement)
    try take(world, 1...600)
    try await expectOne(
      world, ["sync-counts", "--timeout", "2s"], state: "57014", others: [1, 3, 300, 600])
  }

  @Test(arguments: [
    "57014", "57P01", "08006", "25006", "53100", "53200", "40003", "40001", "40P01", "55P03",
    "57P03", "58030", "28000", "55006",
  ])
  func `whatever a trigger raises for one row, it is named with the trigger`(
    state: String
  ) async throws {
    let world = try world(codes: 4)
    try guardCodes(
      world, "NEW.code = 'SL2'", "RAISE EXCEPTION 'not now' USING ERRCODE = '\(state)'")
    try take(world, 1...4)
    try await expectOne(world, ["sync-counts"], state: state, others: [1, 3, 4])
  }

  @Test func `a server that writes no row at all blames none`() async throws {
    let world = try world(codes: 40)
    try guardCodes(world, "true", SlowTrigger.statement)
    try take(world, 1...40)
    let result = try await CommandRun.invitectl(
      ["sync-counts", "--timeout", "1s"], environment: world.environment)
    #expect(result.exitCode == 75, "\(result.output)\(result.errors)")
    #expect(result.errors.contains("guard_uses()"))
    for code in [1, 2, 40] { #expect(try world.used("SL\(code)") == 0) }
  }

  @Test(arguments: ["57014", "40001", "55P03"])
  func `force-resync names the trigger and settles the others`(state: String) async throws {
    let world = try world(codes: 4)
    try world.postgres.execute("UPDATE redeem_codes SET used_count = 3", deadline: .soon)
    try world.sync()
    try world.postgres.execute(
      "UPDATE invitectl.redeem_sync SET state = 'baseline', spread_high = 2", deadline: .soon)
    try guardCodes(
      world, "NEW.code = 'SL2'", "RAISE EXCEPTION 'not now' USING ERRCODE = '\(state)'")
    let result = try await CommandRun.invitectl(
      ["force-resync", "--all", "--from", "database", "--yes", "-o", "json"],
      environment: world.environment)
    #expect(result.exitCode == 8, "\(result.output)\(result.errors)")
    #expect(result.output.contains(#""trigger":"guard it""#))
    for code in [1, 3, 4] { #expect(try world.standing("SL\(code)") == "exact -0 +0 held 0") }
  }
}
