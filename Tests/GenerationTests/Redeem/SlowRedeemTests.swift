import ClientSupport
import Foundation
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// One code of a batch whose trigger is slow, or raises the server's own kind of errors, or whose row is
/// locked: its lines fail and say why, all others are redeemed.
@Suite struct SlowRedeemTests {
  private func world(_ condition: String, _ body: String, _ kind: String = "BEFORE") throws
    -> RedeemWorld
  {
    let world = try RedeemWorld()
    try world.postgres.executeScript(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days)
      SELECT 'SLOW' || i, (enum_range(NULL::redeemcodetype))[1], 100, 0, true, 30
      FROM generate_series(1, 6) i;
      CREATE FUNCTION keep_it() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF \(condition) THEN \(body); END IF; RETURN NEW; END $$;
      CREATE TRIGGER "keep it" \(kind) UPDATE ON redeem_codes
      FOR EACH ROW EXECUTE FUNCTION keep_it()
      """, deadline: .soon)
    return world
  }

  private func batch(
    _ world: RedeemWorld, _ lines: [String], _ arguments: [String] = ["--timeout", "1s"]
  ) async throws -> (statuses: [String], CommandResult) {
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", "-", "--no-limit"] + arguments, environment: world.environment,
      input: lines.joined(separator: "\n") + "\n")
    let statuses = try result.output.split(separator: "\n").compactMap { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return object?["status"] as? String
    }
    return (statuses, result)
  }

  /// Three of the lines are of the code that is to fail.
  private let lines = [
    "SLOW1,a@example.com", "SLOW2,b@example.com", "SLOW2,b@example.com", "SLOW3,c@example.com",
    "SLOW4,d@example.com", "SLOW2,other@example.com", "SLOW5,e@example.com",
  ]
  private let expected = [
    "queued", "failed", "duplicate", "queued", "queued", "failed", "queued",
  ]

  @Test(arguments: [
    "sleep", "57014", "57P01", "53100", "40001", "40P01", "55P03", "25006",
  ])
  func `the lines of one code fail and name its trigger, the others are redeemed`(
    _ ailment: String
  ) async throws {
    let world = try world(
      "NEW.code = 'SLOW2'",
      ailment == "sleep"
        ? SlowTrigger.statement : "RAISE EXCEPTION 'not now' USING ERRCODE = '\(ailment)'")
    let (statuses, result) = try await batch(world, lines)
    #expect(statuses == expected, "\(result.output)\(result.errors)")
    #expect(result.exitCode == 8, "\(result.errors)")
    #expect(result.output.contains("keep it"), "\(result.output)")
    #expect(try world.queued() == 4)
    #expect(try world.used("SLOW2") == 0)
    for code in [1, 3, 4, 5] { #expect(try world.used("SLOW\(code)") == 1) }
  }

  @Test func `a deferred trigger that sleeps is one code's matter`() async throws {
    let world = try RedeemWorld()
    try world.postgres.executeScript(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days)
      SELECT 'SLOW' || i, (enum_range(NULL::redeemcodetype))[1], 100, 0, true, 30
      FROM generate_series(1, 6) i;
      CREATE FUNCTION keep_it() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.code = 'SLOW2' THEN \(SlowTrigger.statement); END IF; RETURN NEW; END $$;
      CREATE CONSTRAINT TRIGGER "keep it" AFTER UPDATE ON redeem_codes
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_it()
      """, deadline: .soon)
    let (statuses, result) = try await batch(world, lines)
    #expect(statuses == expected, "\(result.output)\(result.errors)")
    #expect(result.output.contains("keep it"), "\(result.output)")
  }

  @Test func `a code whose row is locked says who holds it, the others are redeemed`()
    async throws
  {
    let world = try world("false", "NULL")
    let other = try world.database.connect()
    try other.execute("BEGIN", deadline: .soon)
    _ = try other.query(
      "SELECT * FROM redeem_codes WHERE code = 'SLOW2' FOR UPDATE", deadline: .soon)
    let (statuses, result) = try await batch(world, lines)
    #expect(statuses == expected, "\(result.output)\(result.errors)")
    #expect(result.exitCode == 8, "\(result.errors)")
    #expect(result.output.contains("session \(other.backendPID) holds its row locked"))
    try other.execute("ROLLBACK", deadline: .soon)
  }

  @Test func `a server on which every code is slow blames none`() async throws {
    let world = try world("true", SlowTrigger.statement)
    let (statuses, result) = try await batch(world, lines)
    #expect(statuses.allSatisfy { $0 != "queued" }, "\(result.output)")
    #expect(result.exitCode == 75, "\(result.output)\(result.errors)")
    #expect(result.errors.contains("keep_it()"), "\(result.errors)")
    #expect(try world.queued() == 0)
  }

  @Test func `one redemption alone names the trigger`() async throws {
    let world = try world("NEW.code = 'SLOW2'", SlowTrigger.statement)
    let result = try await CommandRun.invitectl(
      ["redeem", "SLOW2", "a@example.com", "--no-limit", "--timeout", "1s"],
      environment: world.environment)
    #expect(result.exitCode == 75, "\(result.output)\(result.errors)")
    #expect((result.output + result.errors).contains("keep it"), "\(result)")
    #expect(try world.used("SLOW2") == 0)
    #expect(try world.queued() == 0)
  }
}
