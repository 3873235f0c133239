import CeleryProtocol
import ClientSupport
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A trigger that rewrites after the row, or at the commit, what a redemption wrote: nothing is queued,
/// nothing is counted, and the trigger is named.
@Suite struct RewrittenRedeemTests {
  enum Moment: String, CaseIterable, Sendable {
    case after, deferred

    func sql(_ table: String, _ event: String, when row: String, _ body: String) -> String {
      let isDeferred = self == .deferred
      return """
        CREATE FUNCTION keep_it() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF pg_trigger_depth() = 1 AND \(row) THEN \(body); END IF;
          RETURN NULL;
        END $$;
        CREATE \(isDeferred ? "CONSTRAINT " : "")TRIGGER "keep it" AFTER \(event) ON \(table)
        \(isDeferred ? "DEFERRABLE INITIALLY DEFERRED" : "")
        FOR EACH ROW EXECUTE FUNCTION keep_it()
        """
    }
  }

  @Test(
    arguments: Moment.allCases,
    ["used_count = OLD.used_count", "bound_email = NULL", "activated_at = NULL"])
  func `a use that is taken back after the row is not queued`(
    moment: Moment, change: String
  ) async throws {
    let world = try RedeemWorld()
    try world.postgres.executeScript(
      moment.sql(
        "redeem_codes", "UPDATE", when: "NEW.code = 'LINUXDO5'",
        "UPDATE public.redeem_codes SET \(change) WHERE id = NEW.id"), deadline: .soon)
    let before = try world.state()
    let result = try await CommandRun.invitectl(
      ["redeem", "LINUXDO5", "new@example.com", "--no-limit"], environment: world.environment)
    #expect(result.exitCode == 1, "\(result)")
    #expect((result.output + result.errors).contains("keep it"), "\(result)")
    #expect((result.output + result.errors).contains("pg_get_triggerdef"), "\(result)")
    #expect(try world.state() == before)
    #expect(
      try world.postgres.query("SELECT FROM invitectl.redeem_outbox", deadline: .soon).isEmpty)
    try world.postgres.executeScript(
      "DROP TRIGGER \"keep it\" ON redeem_codes", deadline: .soon)
    let again = try await CommandRun.invitectl(
      ["redeem", "LINUXDO5", "new@example.com", "--no-limit"], environment: world.environment)
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(try world.used("LINUXDO5") == 1)
  }

  @Test(arguments: Moment.allCases)
  func `of a batch only the lines of that code fail`(moment: Moment) async throws {
    let world = try RedeemWorld()
    try world.postgres.executeScript(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days)
      SELECT 'MANY' || i, (enum_range(NULL::redeemcodetype))[1], 100, 0, true, 30
      FROM generate_series(1, 3) i;
      """ + "\n"
        + moment.sql(
          "redeem_codes", "UPDATE", when: "NEW.code = 'MANY2'",
          "UPDATE public.redeem_codes SET used_count = 0 WHERE id = NEW.id"), deadline: .soon)
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", "-", "--no-limit"], environment: world.environment,
      input: "MANY1,a@x.io\nMANY2,b@x.io\nMANY3,c@x.io\nMANY1,a@x.io\nDIRECT10,d@x.io\n")
    #expect(result.exitCode == 8, "\(result)")
    #expect(result.output.contains("keep it"), "\(result.output)")
    #expect(try world.used("MANY2") == 0)
    #expect(try [1, 3].map { try world.used("MANY\($0)") } == [1, 1])
    #expect(try world.queued() == 3)
  }

  /// A trigger that minds its own business is in nobody's way.
  @Test func `uses of one code add up beside a trigger that only notes the time`() async throws {
    let world = try RedeemWorld()
    try world.postgres.executeScript(
      """
      ALTER TABLE redeem_codes ADD COLUMN touched_at timestamptz;
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days,
        bound_email, activated_at)
      SELECT 'MANY', (enum_range(NULL::redeemcodetype))[1], 100, 3, true, 30, 'a@x.io',
        now() AT TIME ZONE 'utc'
      """ + ";\n"
        + Moment.after.sql(
          "redeem_codes", "UPDATE", when: "true",
          "UPDATE public.redeem_codes SET touched_at = now() WHERE id = NEW.id"), deadline: .soon)
    for _ in 1...3 {
      let result = try await CommandRun.invitectl(
        ["redeem", "MANY", "a@x.io", "--no-limit", "--flow", "redeem"],
        environment: world.environment)
      #expect(result.exitCode == 0, "\(result)")
    }
    #expect(try world.used("MANY") == 6)
    #expect(try world.queued() == 3)
  }

  @Test(arguments: Moment.allCases)
  func `a rebind that is taken back after the row is not queued`(moment: Moment) async throws {
    let world = try await GenerationWorld(.g013)
    try world.run(
      """
      UPDATE teams SET max_seats = 50, is_active = true;
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days,
        bound_email, activated_at, rebind_count, rebind_limit, status)
        VALUES ('REBIND', 'linuxdo', 1, 1, true, 30, 'a@x.io', now() AT TIME ZONE 'utc', 0, 1,
          'bound');
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        VALUES (1, 'a@x.io', 'success', 'REBIND', now() AT TIME ZONE 'utc', false)
      """)
    try world.run(
      moment.sql(
        "redeem_codes", "UPDATE", when: "NEW.code = 'REBIND'",
        "UPDATE public.redeem_codes SET rebind_count = 0 WHERE id = NEW.id"))
    let result = try await world.invitectl("redeem", "REBIND", "a@x.io", "--flow", "rebind")
    #expect(result.exitCode != 0, "\(result.output)")
    #expect((result.output + result.errors).contains("keep it"), "\(result)")
    #expect(try world.value("SELECT count(*) FROM rebind_history") == "0")
    #expect(try world.value("SELECT count(*) FROM invitectl.redeem_outbox") == "0")
    let broker = try TestRedis.connect(world.redis.broker)
    #expect(try broker.send("EXISTS", RedeemWorld.queue).asInteger() == 0)
    try world.run("DROP TRIGGER \"keep it\" ON redeem_codes")
    let again = try await world.invitectl("redeem", "REBIND", "a@x.io", "--flow", "rebind")
    #expect(again.exitCode == 0, "\(again.errors)")
  }

  /// What is written where uses are counted on join, and what a trigger makes of it.
  enum Joined: String, CaseIterable, Sendable {
    case unbound, moved, released, deleted, noSeat, noPlace, unqueued

    var table: String {
      switch self {
      case .unbound: "redeem_codes"
      case .moved, .released, .deleted, .noSeat: "invite_records"
      case .noPlace, .unqueued: "invite_queue"
      }
    }

    /// Whether somebody waits for a seat.
    var waits: Bool { table == "invite_queue" }

    func sql(_ moment: Moment) -> String {
      switch self {
      case .unbound:
        moment.sql(
          table, "UPDATE", when: "NEW.code = 'DIRECT10'",
          "UPDATE public.redeem_codes SET bound_email = 'other@x.io' WHERE id = NEW.id")
      case .moved:
        moment.sql(
          table, "INSERT", when: "true",
          "UPDATE public.invite_records SET email = 'other@x.io' WHERE id = NEW.id")
      case .released:
        moment.sql(
          table, "INSERT", when: "true",
          "UPDATE public.invite_records SET status = 'failed' WHERE id = NEW.id")
      case .deleted:
        moment.sql(
          table, "INSERT", when: "true", "DELETE FROM public.invite_records WHERE id = NEW.id")
      case .unqueued:
        moment.sql(
          table, "INSERT", when: "true",
          "UPDATE public.invite_queue SET status = 'failed' WHERE id = NEW.id")
      case .noSeat, .noPlace:
        """
        CREATE FUNCTION keep_it() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RETURN NULL; END $$;
        CREATE TRIGGER "keep it" BEFORE INSERT ON \(table)
        FOR EACH ROW EXECUTE FUNCTION keep_it()
        """
      }
    }
  }

  @Test(arguments: Joined.allCases, Moment.allCases)
  func `on join, what is not as it was written is no seat, no place and no message`(
    joined: Joined, moment: Moment
  ) async throws {
    let world = try await GenerationWorld(.g026)
    try world.run("UPDATE teams SET max_seats = \(joined.waits ? 0 : 50)")
    try world.run(joined.sql(moment))
    let tables = ["invite_records", "invite_queue", "redeem_codes", "invitectl.redeem_outbox"]
    func state() throws -> [String?] {
      try tables.map {
        try world.value(
          "SELECT coalesce(string_agg(t::text, ' ' ORDER BY t::text), '') FROM \($0) t")
      }
    }
    let before = try state()
    let result = try await world.invitectl("redeem", "DIRECT10", "new@x.io")
    #expect(result.exitCode == 1, "\(result)")
    #expect((result.output + result.errors).contains("keep it"), "\(result)")
    #expect(try state() == before)
    let broker = try TestRedis.connect(world.redis.broker)
    #expect(try broker.send("EXISTS", RedeemWorld.queue).asInteger() == 0)
    try world.run("DROP TRIGGER \"keep it\" ON \(joined.table)")
    let again = try await world.invitectl("redeem", "DIRECT10", "new@x.io")
    #expect(again.exitCode == 0, "\(again.errors)")
  }

  /// Beside a batch of other codes that go well.
  @Test func `on join, a slow code and a locked one stop nobody else`() async throws {
    let world = try await GenerationWorld(.g026)
    try world.run(
      """
      UPDATE teams SET max_seats = 50;
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days)
        SELECT 'JOIN' || i, 'direct', 9, 0, true, 30 FROM generate_series(1, 5) i;
      CREATE FUNCTION keep_it() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.redeem_code = 'JOIN2' THEN \(SlowTrigger.statement); END IF; RETURN NEW; END $$;
      CREATE TRIGGER "keep it" BEFORE INSERT ON invite_records
      FOR EACH ROW EXECUTE FUNCTION keep_it()
      """)
    let other = try world.database.connect()
    try other.execute("BEGIN", deadline: .soon)
    _ = try other.query(
      "SELECT * FROM redeem_codes WHERE code = 'JOIN4' FOR UPDATE", deadline: .soon)
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", "-", "--no-limit", "--timeout", "1s"],
      environment: Sandbox.variables(database: world.database, redis: world.redis),
      input: (1...5).map { "JOIN\($0),p\($0)@x.io\n" }.joined())
    try other.execute("ROLLBACK", deadline: .soon)
    #expect(result.exitCode == 8, "\(result)")
    #expect(result.output.contains("keep_it"), "\(result.output)")
    #expect(
      try world.value(
        "SELECT string_agg(redeem_code, ' ' ORDER BY redeem_code) FROM invite_records "
          + "WHERE status = 'reserved'") == "JOIN1 JOIN3 JOIN5")
  }
}
