import CountProtocol
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// One bad row never stops `sync-counts` and `force-resync` for the others, and nothing is counted
/// twice or lost by going around it.
@Suite struct SyncRowsTests {
  /// Codes `C1` and so on of ten uses with synced buckets.
  func world(codes count: Int, database: TestDatabase? = nil) throws -> SyncWorld {
    let world = try SyncWorld(database: database)
    try world.addSyncedCodes("C", count)
    return world
  }

  func take(_ world: SyncWorld, _ takes: [(code: String, count: Int)]) throws {
    _ = try world.bucket.pipeline(
      takes.map { ["DECRBY", world.key($0.code), $0.count] }, deadline: .soon)
  }

  func json(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `of 3,000 codes one is against a constraint: it is named, the others are synced`()
    async throws
  {
    let world = try world(codes: 3000)
    try world.postgres.execute(
      "ALTER TABLE redeem_codes ADD CONSTRAINT \"at most 5\" CHECK (used_count <= 5) NOT VALID",
      deadline: .soon)
    let three = ["C1", "C2000", "C3000"]
    try take(world, [("C1700", 8)] + three.map { ($0, 3) })
    for _ in 0..<2 {
      let result = try await CommandRun.invitectl(
        ["sync-counts", "-o", "json"], environment: world.environment)
      #expect(result.exitCode == 8)
      let problems = try #require(try json(result.output)["problems"] as? [[String: Any]])
      #expect(problems.map { $0["code"] as? String } == ["C1700"])
      #expect(problems[0]["problem"] as? String == "refused")
      let finding = try #require(problems[0]["finding"] as? [String: Any])
      #expect(finding["constraint"] as? String == "at most 5")
      #expect(finding["sql_state"] as? String == "23514")
      for code in three { #expect(try world.used(code) == 3) }
      #expect(try world.used("C1700") == 0)
    }
    let text = try await CommandRun.invitectl(
      ["sync-counts", "-q"], environment: world.environment)
    #expect(text.exitCode == 8)
    #expect(text.output.contains("code C1700: "))
    #expect(text.output.contains("violates check constraint \"at most 5\""))
    // What is printed to be typed works.
    let line = try #require(text.output.split(separator: "\n").first { $0.contains("next:") })
    let statement = try #require(
      line.split(separator: "next: ").last?.components(separatedBy: " shows the constraint").first)
    let shown = try world.postgres.query(statement, deadline: .soon)
    #expect(try shown.only().string("pg_get_constraintdef").contains("used_count <= 5"))
    // Named in force-resync, too, and counted once when the obstacle is gone.
    let plan = try await CommandRun.invitectl(
      ["force-resync", "C1700", "-n"], environment: world.environment)
    #expect(plan.exitCode == 8)
    #expect(plan.output.contains("code C1700: "))
    try world.postgres.execute(
      "ALTER TABLE redeem_codes DROP CONSTRAINT \"at most 5\"", deadline: .soon)
    #expect(try world.sync().failure == nil)
    #expect(try world.used("C1700") == 8)
    #expect(try world.standing("C1700") == "exact -0 +0 held 0")
    #expect(try world.sync().changed == 0)
  }

  struct Obstacle: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let sql: String
    let constraint: String?
    let trigger: String?

    init(_ name: String, _ sql: String, constraint: String? = nil, trigger: String? = nil) {
      testDescription = name
      self.sql = sql
      self.constraint = constraint
      self.trigger = trigger
    }

    static func trigger(_ name: String, _ body: String, _ how: String = "BEFORE") -> Obstacle {
      Obstacle(
        name,
        """
        CREATE FUNCTION guard_uses() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF NEW.used_count > 5 THEN \(body); END IF; RETURN NEW; END $$;
        CREATE \(how == "DEFERRED" ? "CONSTRAINT TRIGGER" : "TRIGGER") "guard it"
        \(how == "DEFERRED" ? "AFTER" : how) UPDATE ON redeem_codes
        \(how == "DEFERRED" ? "DEFERRABLE INITIALLY DEFERRED" : "")
        FOR EACH ROW EXECUTE FUNCTION guard_uses()
        """, trigger: "guard it")
    }

    static let all = [
      Obstacle(
        "check", "ALTER TABLE redeem_codes ADD CONSTRAINT few CHECK (used_count <= 5)",
        constraint: "few"),
      trigger("raise", "RAISE EXCEPTION 'not so many'"),
      trigger("undefined table", "PERFORM 1 FROM nowhere"),
      trigger("division", "PERFORM 1 / 0"),
      trigger("returns NULL", "RETURN NULL"),
      trigger("writes another count", "NEW.used_count := 5"),
      trigger(
        "writes it back",
        "UPDATE public.redeem_codes SET used_count = OLD.used_count WHERE id = NEW.id", "AFTER"),
      Obstacle(
        "rule",
        """
        CREATE RULE "guard it" AS ON UPDATE TO redeem_codes WHERE NEW.used_count > 5
        DO INSTEAD NOTHING
        """, trigger: "guard it"),
      trigger("raise after", "RAISE EXCEPTION 'not so many'", "AFTER"),
      trigger("raise at the commit", "RAISE EXCEPTION 'not so many'", "DEFERRED"),
      trigger(
        "writes it back at the commit",
        "UPDATE public.redeem_codes SET used_count = OLD.used_count WHERE id = NEW.id", "DEFERRED"),
      Obstacle(
        "unique index", "CREATE UNIQUE INDEX one_of ON redeem_codes ((1)) WHERE used_count > 5",
        constraint: "one_of"),
      Obstacle(
        "exclusion",
        """
        ALTER TABLE redeem_codes ADD CONSTRAINT apart
        EXCLUDE USING gist (int4range(used_count, used_count + 1) WITH &&) WHERE (used_count > 5)
        """, constraint: "apart"),
      Obstacle(
        "domain",
        """
        CREATE DOMAIN few AS int CONSTRAINT "no more" CHECK (VALUE <= 5);
        ALTER TABLE redeem_codes ALTER used_count TYPE few
        """, constraint: "no more"),
    ]
  }

  @Test(arguments: Obstacle.all)
  func `whatever refuses one code, it is named and the others are counted once`(
    obstacle: Obstacle
  ) throws {
    let world = try world(codes: 40)
    let obstructs = obstacle.testDescription
    if obstructs == "unique index" || obstructs == "exclusion" {
      // One that is there already, so that the next one is in its way.
      try take(world, [("C40", 6)])
      try world.sync()
    }
    try world.postgres.executeScript(obstacle.sql, deadline: .soon)
    try take(world, [("C7", 6)] + (10...20).map { ("C\($0)", 2) })
    let outcome = try world.sync()
    #expect(outcome.problems.map(\.code) == ["C7"])
    #expect(outcome.problems[0].problem == .refused)
    #expect(outcome.problems[0].finding?.constraint == obstacle.constraint)
    #expect(outcome.problems[0].finding?.trigger == obstacle.trigger)
    #expect(outcome.failure?.kind == .partial)
    for code in 10...20 { #expect(try world.used("C\(code)") == 2) }
    #expect(try world.used("C7") == 0)
    // Its takes wait in the bucket for the day when it is let through.
    #expect(try world.tokens("C7") == 4)
    try world.postgres.executeScript(
      """
      DROP RULE IF EXISTS "guard it" ON redeem_codes;
      ALTER TABLE redeem_codes DROP CONSTRAINT IF EXISTS few, DROP CONSTRAINT IF EXISTS apart,
        ALTER used_count TYPE int;
      DROP TRIGGER IF EXISTS "guard it" ON redeem_codes; DROP INDEX IF EXISTS one_of
      """, deadline: .soon)
    #expect(try world.sync().failure == nil)
    #expect(try world.used("C7") == 6)
    #expect(try world.sync().changed == 0)
  }
}
