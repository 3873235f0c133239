import ClientSupport
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Who may own what there is in schema `invitectl`.
@Suite struct TrustedSchemaTests {
  private func run(
    _ arguments: [String], _ database: TestDatabase, role: String = "postgres"
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      arguments, environment: Sandbox.variables(database: database, role: role, redis: TestRedis()))
  }

  /// S3: what a role that may CREATE in the database leaves for a superuser to run into.
  @Test func `a stranger's schema with a trigger never runs, and nobody becomes superuser`()
    async throws
  {
    let database = try TestDatabase.inviteHub(indexes: false)
    let eve = try TestRole(in: database)
    try database.run("GRANT CREATE ON DATABASE \(database.name) TO \(eve.name)")
    let connection = try PostgresConnection.connect(
      database.parameters.with("user", eve.name), deadline: .soon)
    try connection.executeScript(
      """
      CREATE SCHEMA invitectl;
      CREATE TABLE invitectl.schema_version (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), version int NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT now());
      CREATE FUNCTION invitectl.rise() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN EXECUTE 'ALTER ROLE \(eve.name) SUPERUSER'; RETURN NEW; END $$;
      CREATE TRIGGER rise BEFORE INSERT OR UPDATE ON invitectl.schema_version
        FOR EACH ROW EXECUTE FUNCTION invitectl.rise();
      GRANT ALL ON SCHEMA invitectl TO PUBLIC; GRANT ALL ON invitectl.schema_version TO PUBLIC
      """, deadline: .soon)
    for command in [["migrate", "up"], ["migrate", "status"], ["sync-counts"], ["metrics-dump"]] {
      let result = try await run(command, database)
      #expect(result.exitCode != 0)
      #expect(
        (result.output + result.errors).contains(
          "schema invitectl is not to be trusted"), "\(command): \(result.output)\(result.errors)")
    }
    #expect(
      try database.connect().query(
        "SELECT rolsuper FROM pg_roles WHERE rolname = $1", [eve.name], deadline: .soon
      ).only().bool("rolsuper") == false)
    let check = try OperationContext.test(database: database).doctor(.invitectlSchema)
    #expect(check.verdict == .fail)
    #expect(check.detail.contains("belongs to \(eve.name)"))
  }

  @Test func `an empty schema of a stranger's is refused before anything is made in it`()
    async throws
  {
    let database = try TestDatabase.inviteHub(indexes: false)
    let eve = try TestRole(in: database)
    try database.run("CREATE SCHEMA invitectl AUTHORIZATION \(eve.name)")
    let result = try await run(["migrate", "up"], database)
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("schema invitectl belongs to \(eve.name)"), "\(result.errors)")
    #expect(
      try database.connect().query(
        "SELECT count(*) AS n FROM pg_class WHERE relnamespace = 'invitectl'::regnamespace",
        deadline: .soon
      ).only().int("n") == 0)
  }

  @Test func `a trigger or a function that a stranger added is named`() async throws {
    let database = try TestDatabase.inviteHub()
    let eve = try TestRole(in: database)
    #expect(try await run(["migrate", "up"], database).exitCode == 0)
    #expect(try await run(["sync-counts"], database).exitCode == 0)
    try database.run(
      """
      CREATE FUNCTION public.spy() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RETURN NEW; END $$;
      ALTER FUNCTION public.spy() OWNER TO \(eve.name);
      CREATE TRIGGER spy BEFORE INSERT ON invitectl.run_log
        FOR EACH ROW EXECUTE FUNCTION public.spy()
      """)
    var result = try await run(["sync-counts"], database)
    #expect(result.exitCode == 1)
    #expect(
      result.errors.contains(
        "the function of trigger spy on invitectl.run_log belongs to \(eve.name)"),
      "\(result.errors)")
    try database.run(
      """
      DROP TRIGGER spy ON invitectl.run_log; GRANT CREATE, USAGE ON SCHEMA invitectl TO \(eve.name);
      CREATE FUNCTION invitectl.helper() RETURNS int LANGUAGE sql AS 'SELECT 1';
      ALTER FUNCTION invitectl.helper() OWNER TO \(eve.name)
      """)
    result = try await run(["sync-counts"], database)
    #expect(result.exitCode == 1)
    #expect(
      result.errors.contains("function invitectl.helper() belongs to \(eve.name)"),
      "\(result.errors)")
    try database.run("DROP FUNCTION invitectl.helper()")
    #expect(try await run(["sync-counts"], database).exitCode == 0)
  }

  @Test func `the owner of the tables, its members and superusers are trusted`() async throws {
    let database = try TestDatabase.inviteHub()
    let owner = try TestRole(in: database)
    let member = try TestRole(in: database)
    try owner.takeTables()
    try database.run("GRANT \(owner.name) TO \(member.name)")
    // A superuser makes it, then it is a member's, then the owner's, and then a stranger's.
    #expect(try await run(["migrate", "up"], database).exitCode == 0)
    try database.run(
      """
      GRANT USAGE ON SCHEMA invitectl TO \(owner.name);
      GRANT ALL ON ALL TABLES IN SCHEMA invitectl TO \(owner.name)
      """)
    #expect(try await run(["sync-counts"], database, role: owner.name).exitCode == 0)
    for role in [member, owner] {
      try database.run("ALTER SCHEMA invitectl OWNER TO \(role.name)")
      let result = try await run(["sync-counts"], database)
      #expect(result.exitCode == 0, "\(result.errors)")
    }
    let stranger = try TestRole(in: database)
    try database.run("ALTER SCHEMA invitectl OWNER TO \(stranger.name)")
    #expect(try await run(["sync-counts"], database).exitCode == 1)
  }
}
