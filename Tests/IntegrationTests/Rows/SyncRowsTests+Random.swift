import CountProtocol
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Random refusals, bytes that are no text, rows that others hold.
extension SyncRowsTests {
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
