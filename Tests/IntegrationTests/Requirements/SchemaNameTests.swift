import ClientSupport
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Wherever the backend's tables are, and whatever else is in the search path.
@Suite struct SchemaNameTests {
  /// Commands that read or write each of the tables.
  private static let commands: [[String]] = [
    ["migrate", "status"], ["migrate", "up"], ["migrate", "verify"],
    ["migrate", "prove"],
    ["migrate", "up", "--optional", "team-seat-stats"],
    ["redeem", "DIRECT10", "a@example.com", "--explain"],
    ["redeem", "DIRECT10", "a@example.com"], ["redeem", "LINUXDO5", "b@example.com"],
    ["sync-counts"], ["force-resync", "--all", "--dry-run"], ["force-resync", "audit", "--all"],
    ["forecast"], ["cleanup-queue", "--dry-run", "--invite-records", "400d"],
    ["cleanup-queue", "--yes", "--invite-records", "400d"],
    ["metrics-dump"], ["doctor", "--skip", "workers"],
  ]

  private func run(
    _ arguments: [String], _ database: TestDatabase, _ redis: TestRedis,
    _ extra: [String: String] = [:]
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      arguments,
      environment: Sandbox.variables(database: database, redis: redis).merging(extra) { $1 })
  }

  private func expectAll(
    _ database: TestDatabase, _ redis: TestRedis, _ extra: [String: String] = [:]
  ) async throws {
    try redis.declareInvites()
    for command in Self.commands {
      let result = try await run(command, database, redis, extra)
      #expect(result.exitCode == 0, "\(command): \(result.output)\(result.errors)")
    }
  }

  @Test func `a schema whose name needs quotes is found, and search_path does not matter`()
    async throws
  {
    let database = try TestDatabase.inviteHub(indexes: false)
    try database.run(
      """
      ALTER SCHEMA public RENAME TO "It's App";
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = ''''', current_database());
      END $$
      """)
    try await expectAll(database, TestRedis())
    let indexes = try database.connect().query(
      "SELECT count(*) AS n FROM pg_indexes WHERE schemaname = 'It''s App' AND indexname ~ '^ix_'",
      deadline: .soon
    ).only().int("n")
    #expect(indexes >= 11)
  }

  @Test func `two schemas with the table are refused by name, until one is chosen`() async throws {
    let database = try TestDatabase.inviteHub()
    let redis = try TestRedis()
    try redis.declareInvites()
    #expect(try await run(["migrate", "up"], database, redis).exitCode == 0)
    // As in C11: a copy where the role looks first.
    try database.run(
      """
      CREATE SCHEMA postgres; CREATE TABLE postgres.redeem_codes AS TABLE public.redeem_codes
      """)
    for command in Self.commands {
      let result = try await run(command, database, redis)
      #expect(result.exitCode != 0, "\(command)")
      let text = result.output + result.errors
      #expect(text.contains("several schemas of this database: postgres, public"), "\(text)")
      #expect(text.contains("INVITECTL_DATABASE_SCHEMA="), "\(text)")
    }
    try await expectAll(database, redis, ["INVITECTL_DATABASE_SCHEMA": "public"])
    #expect(
      try database.connect().query(
        """
        SELECT count(*) FILTER (WHERE p.used_count IS DISTINCT FROM c.used_count) AS public,
          (SELECT count(*) FROM postgres.redeem_codes c JOIN public.redeem_codes p USING (id)
            WHERE c.used_count > p.used_count) AS copy
        FROM postgres.redeem_codes c JOIN public.redeem_codes p USING (id)
        """, deadline: .soon
      ).map { [try $0.int("public"), try $0.int("copy")] } == [[2, 0]])
  }

  @Test func `an operator or function of somebody else's never runs`() async throws {
    let database = try TestDatabase.inviteHub(indexes: false)
    // What binds tighter than pg_catalog's own for the columns of the backend.
    try database.run(
      """
      CREATE FUNCTION public.hostile(varchar, text) RETURNS boolean LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'hostile code runs'; END $$;
      CREATE OPERATOR public.= (LEFTARG = varchar, RIGHTARG = text, FUNCTION = public.hostile);
      CREATE OPERATOR public.<> (LEFTARG = varchar, RIGHTARG = text, FUNCTION = public.hostile);
      CREATE FUNCTION public.hostile(varchar, varchar) RETURNS boolean LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'hostile code runs'; END $$;
      CREATE OPERATOR public.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = public.hostile);
      CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'hostile code runs'; END $$;
      CREATE FUNCTION public.count(varchar) RETURNS bigint LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'hostile code runs'; END $$;
      CREATE FUNCTION public.set_config(text, text, boolean) RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'hostile code runs'; END $$;
      DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database());
      END $$
      """)
    try await expectAll(database, TestRedis())
  }

  @Test func `a trigger that relies on the search path is named, with what mends it`() async throws
  {
    let database = try TestDatabase.inviteHub()
    let redis = try TestRedis()
    try redis.declareInvites()
    #expect(try await run(["migrate", "up"], database, redis).exitCode == 0)
    try database.run(
      """
      CREATE TABLE audit_log (code text);
      CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO audit_log VALUES (NEW.code); RETURN NEW; END $$;
      CREATE TRIGGER audit AFTER UPDATE ON redeem_codes FOR EACH ROW EXECUTE FUNCTION audit()
      """)
    let redeem = ["redeem", "LINUXDO5", "audit@example.com"]
    let result = try await run(redeem, database, redis)
    #expect(result.exitCode == 1)
    let statement = "ALTER FUNCTION public.audit() SET search_path = public"
    #expect(result.errors.contains(statement), "\(result.errors)")
    try database.run(statement)
    #expect(try await run(redeem, database, redis).exitCode == 0)
    #expect(
      try database.connect().query("SELECT code FROM audit_log", deadline: .soon).map {
        try $0.string("code")
      } == ["LINUXDO5"])
  }
}
