import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What a trigger makes of a row that was to be changed is looked at before anything follows from it, and
/// what it refuses only at the commit is one row's matter as well.
@Suite struct RewrittenRowsTests {
  /// What keeps the row that `this` names from being written as it is.
  enum Obstacle: String, CaseIterable, Sendable {
    case putsBack, putsBackAfter, returnsNull, raisesAtCommit

    /// - Parameter old: puts the values back into `NEW`.
    func sql(_ table: String, this: String, old: String, again: String) -> String {
      let body =
        switch self {
        case .putsBack: old
        case .putsBackAfter: "IF pg_trigger_depth() = 1 THEN \(again); END IF"
        case .returnsNull: "RETURN NULL"
        case .raisesAtCommit: "RAISE EXCEPTION 'not this one'"
        }
      let kind =
        switch self {
        case .putsBack, .returnsNull: "TRIGGER \"keep it\" BEFORE UPDATE ON \(table)"
        case .putsBackAfter: "TRIGGER \"keep it\" AFTER UPDATE ON \(table)"
        case .raisesAtCommit:
          """
          CONSTRAINT TRIGGER "keep it" AFTER UPDATE ON \(table) DEFERRABLE INITIALLY DEFERRED
          """
        }
      return """
        CREATE FUNCTION keep_it() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF \(this) THEN \(body); END IF; RETURN NEW; END $$;
        CREATE \(kind) FOR EACH ROW EXECUTE FUNCTION keep_it()
        """
    }
  }

  @Test(arguments: Obstacle.allCases, ["lost", "done"])
  func `--stuck sends no message for a row that stays as it was`(
    obstacle: Obstacle, verdict: String
  ) throws {
    let database = try TestDatabase.inviteHub()
    let redis = try TestRedis()
    try redis.declareInvites()
    let connection = try database.connect()
    let ids = try connection.query(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      SELECT i || '@example.com', 'DIRECT10', 'PROCESSING', 0,
        (now() AT TIME ZONE 'utc') - interval '1 hour'
      FROM generate_series(1, 5) i RETURNING id
      """, deadline: .soon
    ).map { try $0.int("id") }
    if verdict == "done" {
      try database.run(
        """
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at)
        SELECT 1, i || '@example.com', 'SUCCESS', 'DIRECT10', now() AT TIME ZONE 'utc'
        FROM generate_series(1, 5) i
        """)
    }
    try database.run(
      obstacle.sql(
        "invite_queue", this: "NEW.id = \(ids[1])", old: "NEW.status := OLD.status",
        again: "UPDATE invite_queue SET status = OLD.status WHERE id = NEW.id"))
    let stuck = StuckRows(
      try .test(database: database, redis: redis), pause: .milliseconds(10))
    let result = try stuck.run(olderThan: .seconds(600), CleanupRequest())
    let others = [ids[0], ids[2], ids[3], ids[4]]
    #expect(
      result.rows.filter { $0.action == (verdict == "lost" ? .requeued : .marked) }.map(\.id)
        .sorted() == others)
    #expect(result.findings.shown.map(\.id) == [ids[1]])
    #expect(result.findings.shown.first?.trigger == "keep it")
    #expect(result.failure?.kind == .partial)
    #expect(
      try connection.query(
        "SELECT status::text AS s FROM invite_queue WHERE id = $1", [String(ids[1])],
        deadline: .soon
      ).only().string("s") == "PROCESSING")
    #expect(
      try TestRedis.connect(redis.broker).send("LLEN", RedeemWorld.queue).asInteger()
        == (verdict == "lost" ? 4 : 0))
  }

  @Test(arguments: [Obstacle.putsBack, .returnsNull, .raisesAtCommit])
  func `a use that a trigger does not let be counted sends no message`(
    obstacle: Obstacle
  ) async throws {
    let world = try RedeemWorld()
    try world.postgres.executeScript(
      obstacle.sql(
        "redeem_codes", this: "NEW.code = 'LINUXDO5'", old: "NEW.used_count := OLD.used_count",
        again: "NULL"), deadline: .soon)
    let result = try await CommandRun.invitectl(
      ["redeem", "LINUXDO5", "new@example.com", "--no-limit"], environment: world.environment)
    #expect(result.exitCode != 0, "\(result.output)")
    let said = obstacle == .raisesAtCommit ? "not this one" : "keep it"
    #expect((result.output + result.errors).contains(said), "\(result)")
    #expect((result.output + result.errors).contains("pg_get_triggerdef"), "\(result)")
    #expect(try world.queued() == 0)
    #expect(try world.used("LINUXDO5") == 0)
    #expect(
      try world.postgres.query(
        "SELECT count(*) AS entries FROM invitectl.redeem_outbox", deadline: .soon
      ).only().int("entries") == 0)
    try world.postgres.executeScript(
      "DROP TRIGGER \"keep it\" ON redeem_codes", deadline: .soon)
    let again = try await CommandRun.invitectl(
      ["redeem", "LINUXDO5", "new@example.com", "--no-limit"], environment: world.environment)
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(try world.used("LINUXDO5") == 1)
  }

  @Test func `a trigger that raises at the commit stops one code of a sync`() throws {
    let world = try SyncWorld()
    for code in ["A", "B", "C"] { try world.addSyncedCode(code) }
    try world.postgres.executeScript(
      Obstacle.raisesAtCommit.sql("redeem_codes", this: "NEW.code = 'B'", old: "", again: ""),
      deadline: .soon)
    for code in ["A", "B", "C"] { try world.take(code) }
    let outcome = try world.sync()
    #expect(outcome.problems.map(\.code) == ["B"])
    #expect(outcome.problems.first?.finding?.trigger == "keep it")
    #expect(outcome.failure?.kind == .partial)
    #expect(try ["A", "B", "C"].map(world.used) == [1, 0, 1])
  }
}
