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
  private func world(codes count: Int, database: TestDatabase? = nil) throws -> SyncWorld {
    let world = try SyncWorld(database: database)
    try world.addSyncedCodes("C", count)
    return world
  }

  private func take(_ world: SyncWorld, _ takes: [(code: String, count: Int)]) throws {
    _ = try world.bucket.pipeline(
      takes.map { ["DECRBY", world.key($0.code), $0.count] }, deadline: .soon)
  }

  private func json(_ text: String) throws -> [String: Any] {
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

  @Test func `random refusals among random takes: nothing is lost and nothing is doubled`() throws {
    var random = SeededGenerator()
    let world = try world(codes: 300)
    try world.postgres.executeScript(
      """
      CREATE TABLE forbidden (code text PRIMARY KEY);
      CREATE FUNCTION guard_uses() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM public.forbidden f WHERE f.code = NEW.code) THEN
          IF NEW.id % 2 = 0 THEN RETURN NULL; END IF;
          RAISE EXCEPTION 'forbidden';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER guard BEFORE UPDATE ON redeem_codes FOR EACH ROW
      EXECUTE FUNCTION guard_uses()
      """, deadline: .soon)
    var truth = [Int](repeating: 0, count: 301)
    for _ in 0..<6 {
      let forbidden = (1...300).filter { _ in Int.random(in: 0..<40, using: &random) == 0 }
      try world.postgres.execute("DELETE FROM forbidden", deadline: .soon)
      try world.postgres.execute(
        "INSERT INTO forbidden SELECT 'C' || i FROM unnest($1::int[]) i",
        [PostgresArray.literal(forbidden)], deadline: .soon)
      var takes: [(code: String, count: Int)] = []
      for index in 1...300 where truth[index] < 9 && Bool.random(using: &random) {
        truth[index] += 1
        takes.append(("C\(index)", 1))
      }
      try take(world, takes)
      let outcome = try world.sync()
      #expect(Set(outcome.problems.map(\.code)).isSubset(of: forbidden.map { "C\($0)" }))
      #expect(outcome.problems.allSatisfy { $0.finding?.trigger == "guard" })
      let counts = try world.postgres.query(
        "SELECT substr(code, 2)::int AS i, used_count FROM redeem_codes", deadline: .soon)
      for row in counts where !forbidden.contains(try row.int("i")) {
        #expect(try row.int("used_count") == truth[row.int("i")])
      }
    }
    try world.postgres.execute("DELETE FROM forbidden", deadline: .soon)
    #expect(try world.sync().failure == nil)
    let counts = try world.postgres.query(
      """
      SELECT substr(code, 2)::int AS i, used_count,
        (SELECT coalesce(sum(delta), 0) FROM invitectl.redeem_sync_ledger l WHERE l.code_id = c.id)
          AS noted
      FROM redeem_codes c
      """, deadline: .soon)
    for row in counts {
      #expect(try row.int("used_count") == truth[row.int("i")])
      #expect(try row.int("noted") == truth[row.int("i")])
    }
    #expect(try world.sync().changed == 0)
  }

  @Test func `a code that is not UTF-8 is named by its bytes, the others are synced`() async throws
  {
    let database = try TestDatabase(options: "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    let world = try world(codes: 30, database: database)
    // In the middle, and one that has never been seen.
    try world.postgres.executeScript(
      #"""
      UPDATE redeem_codes SET code = E'CAF\xc9' WHERE code = 'C15';
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active)
      VALUES (E'NEU\xff', 'DIRECT', 10, 0, true)
      """#, deadline: .soon)
    try take(world, [("C1", 2), ("C14", 2), ("C16", 2), ("C30", 2)])
    for _ in 0..<2 {
      let outcome = try world.sync()
      #expect(outcome.problems.map(\.code) == [#"CAF\311"#, #"NEU\377"#])
      #expect(outcome.problems.map(\.problem) == [.unreadable, .unreadable])
      #expect(outcome.scanned == 31)
      for code in ["C1", "C14", "C16", "C30"] { #expect(try world.used(code) == 2) }
    }
    let result = try await CommandRun.invitectl(
      ["force-resync", "--all", "-n"], environment: world.environment)
    #expect(result.exitCode == 8)
    #expect(result.output.contains(#"code CAF\311: "#))
    let finding = try #require(try world.sync().problems[0].finding)
    let statement = finding.hint.components(separatedBy: " shows its bytes")[0]
    #expect(try world.postgres.query(statement, deadline: .soon).count == 1)
    #expect(try world.sync { $0.dryRun = true }.problems.count == 2)
  }

  @Test func `a row of ours that is not understood is named, the others are synced`() throws {
    let world = try world(codes: 30)
    try world.postgres.executeScript(
      """
      UPDATE invitectl.redeem_sync SET state = 'newer', seq = seq + 1
      WHERE code_id = (SELECT id FROM redeem_codes WHERE code = 'C3');
      UPDATE invitectl.redeem_sync SET pending = '{"from": 1}'
      WHERE code_id = (SELECT id FROM redeem_codes WHERE code = 'C4')
      """, deadline: .soon)
    try take(world, [("C3", 1), ("C4", 1), ("C5", 2), ("C30", 2)])
    for _ in 0..<2 {
      let outcome = try world.sync()
      #expect(outcome.problems.map(\.code) == ["C3", "C4"])
      #expect(outcome.problems.allSatisfy { $0.problem == .badRow })
      #expect(try world.used("C5") == 2 && world.used("C30") == 2)
      #expect(try world.used("C3") == 0 && world.used("C4") == 0)
    }
  }

  @Test func `rows that others hold locked are named with their holder, nobody else waits`() throws
  {
    let world = try world(codes: 30)
    let holder = try world.database.connect()
    try holder.executeScript(
      "BEGIN; UPDATE redeem_codes SET max_uses = 11 WHERE code = 'C9'", deadline: .soon)
    let preparer = try world.database.connect()
    let gid = "held by \(world.database.name)'s test"
    let canPrepare = try preparer.query(
      "SELECT current_setting('max_prepared_transactions')::int > 0 AS can", deadline: .soon
    ).only().bool("can")
    if canPrepare {
      try preparer.executeScript(
        """
        BEGIN; UPDATE redeem_codes SET max_uses = 11 WHERE code = 'C8';
        PREPARE TRANSACTION '\(gid.replacing("'", with: "''"))'
        """, deadline: .soon)
    }
    let locked = canPrepare ? ["C8", "C9"] : ["C9"]
    try take(world, (1...30).map { ("C\($0)", 2) })
    let outcome = try world.sync()
    #expect(outcome.problems.map(\.code) == locked)
    #expect(outcome.problems.allSatisfy { $0.problem == .locked })
    #expect(
      outcome.problems.last?.finding?.reason == "session \(holder.backendPID) holds its row locked")
    for code in 1...30 {
      #expect(try world.used("C\(code)") == (locked.contains("C\(code)") ? 0 : 2))
    }
    if canPrepare {
      let hint = try #require(outcome.problems[0].finding?.hint)
      try world.postgres.execute(
        hint.components(separatedBy: ", or COMMIT")[0], deadline: .soon)
    }
    try holder.execute("ROLLBACK", deadline: .soon)
    #expect(try world.sync().failure == nil)
    for code in locked { #expect(try world.used(code) == 2) }
  }

  @Test func `a plan is applied to all codes but the one that is refused`() async throws {
    let world = try world(codes: 5)
    try world.postgres.execute("UPDATE redeem_codes SET used_count = 3", deadline: .soon)
    try world.postgres.execute(
      """
      UPDATE invitectl.redeem_sync SET state = 'baseline', spread_high = 2
      """, deadline: .soon)
    try world.postgres.executeScript(
      Obstacle.trigger("raise", "NULL; END IF; IF NEW.code = 'C3' THEN RAISE EXCEPTION 'no'").sql,
      deadline: .soon)
    let result = try await CommandRun.invitectl(
      ["force-resync", "--all", "--from", "database", "--yes", "-o", "json"],
      environment: world.environment)
    #expect(result.exitCode == 8, "\(result.errors)")
    #expect(result.output.contains(#""trigger":"guard it""#))
    for code in ["C1", "C2", "C4", "C5"] {
      #expect(try world.standing(code) == "exact -0 +0 held 0")
    }
    let record = try world.postgres.query(
      """
      SELECT exit_code, problems FROM invitectl.run_log
      WHERE command = 'force-resync' ORDER BY id DESC LIMIT 1
      """, deadline: .soon
    ).only()
    #expect(try record.int("exit_code") == 8)
    #expect(try record.int("problems") == 1)
  }
}
