import ClientSupport
import Foundation
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Roles with less than everything.
@Suite struct MigrateRoleTests {
  @Test func `19 - timeouts of the role and the database are overridden`() async throws {
    let world = try MigrateWorld()
    let role = try TestRole(in: world.database, options: "LOGIN SUPERUSER")
    try world.database.run(
      """
      ALTER ROLE \(role.name) SET statement_timeout = '300ms';
      ALTER ROLE \(role.name) SET lock_timeout = '100ms';
      ALTER ROLE \(role.name) SET idle_in_transaction_session_timeout = '300ms';
      ALTER DATABASE \(world.database.name) SET idle_session_timeout = '300ms'
      """)
    let writer = try world.holdWriter()
    let result = try await world.migrate("up", url: world.database.url(role: role.name)) { _ in
      try await world.waitForPhase("waiting for writers before build")
      // Longer than each of the timeouts; more does no harm.
      try await Task.sleep(for: .seconds(2))
      writer.release()
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    try world.expectDone()
  }

  @Test func `20 - who does not own the tables is told before anything is done`() async throws {
    let world = try MigrateWorld()
    let role = try TestRole(in: world.database)
    // Until PostgreSQL 14 everybody may create there.
    try world.database.run(
      "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
        + "GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role.name);"
        + "GRANT CREATE ON DATABASE \(world.database.name) TO \(role.name)")
    let url = world.database.url(role: role.name)
    let result = try await world.migrate("up", url: url)
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("role \(role.name) does not own public.team_members"))
    #expect(result.errors.contains("GRANT \"postgres\" TO \(role.quoted)"))
    #expect(try world.valid().isEmpty)
    // As the owner it lacks the right to make indexes in schema public, then one more.
    try role.takeTables()
    let second = try await world.migrate("up", url: url)
    #expect(second.errors.contains("GRANT CREATE ON SCHEMA public TO \(role.quoted)"))
    try world.database.run(
      "GRANT CREATE ON SCHEMA public TO \(role.name);"
        + "REVOKE CREATE ON DATABASE \(world.database.name) FROM \(role.name)")
    let third = try await world.migrate("up", url: url)
    #expect(third.errors.contains("GRANT CREATE ON DATABASE \"\(world.database.name)\""))
    #expect(try world.valid().isEmpty)
  }

  /// A member that gets nothing by its membership: what is printed makes it get it, on each server.
  @Test func `a membership that hands on no rights is mended by what is printed`() async throws {
    let world = try MigrateWorld()
    let version = try world.database.connect().serverVersion
    let owner = try TestRole(in: world.database, options: "NOLOGIN")
    let role = try TestRole(
      in: world.database, options: version < 160_000 ? "LOGIN NOINHERIT" : "LOGIN")
    try owner.takeTables()
    let options = version < 160_000 ? "" : "WITH INHERIT FALSE"
    try world.database.run(
      """
      GRANT CREATE ON SCHEMA public TO \(owner.quoted);
      GRANT CREATE ON DATABASE \(world.database.name) TO \(owner.quoted);
      GRANT \(owner.quoted) TO \(role.quoted) \(options);
      GRANT pg_read_all_stats TO \(role.quoted) \(options)
      """)
    let url = world.database.url(role: role.name)
    let refused = try await world.migrate("up", url: url)
    #expect(refused.exitCode == 1)
    let printed = try #require(
      refused.errors.firstMatch(of: /use that role in the database URL, or (GRANT [^\n]+)/)
    ).output.1
    if version >= 160_000 { #expect(printed.contains("WITH INHERIT TRUE, SET TRUE"), "\(printed)") }
    try world.database.run(String(printed))
    let up = try await world.migrate("up", url: url)
    #expect(up.exitCode == 0, "\(up.errors)")
    // The same of the server's own role.
    if let other = up.errors.firstMatch(of: /hidden: (GRANT [^\n]+)/)?.output.1 {
      try world.database.run(String(other))
    }
    let status = try await world.migrate("status", url: url)
    #expect(!status.output.contains("pg_read_all_stats"), "\(status.output)")
    try world.expectDone()
  }

  /// What an owner may lack all the same: found before anything is built, by doctor in the same words.
  @Test(arguments: [
    (
      "ALTER TABLE alembic_version OWNER TO postgres; GRANT SELECT ON alembic_version TO ROLE",
      "may not move the revision"
    ),
    ("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC", "which server this is"),
    ("REVOKE CREATE ON SCHEMA public FROM PUBLIC, ROLE", "may not create indexes in schema public"),
    ("REVOKE USAGE ON SCHEMA public FROM PUBLIC, ROLE", "GRANT USAGE ON SCHEMA public TO"),
  ])
  func `what the owner lacks is named before anything is built`(
    statement: String, words: String
  ) async throws {
    let world = try MigrateWorld()
    let role = try TestRole(in: world.database)
    try role.takeTables()
    try world.database.run(
      """
      GRANT CREATE ON SCHEMA public TO \(role.quoted);
      GRANT CREATE ON DATABASE \(world.database.name) TO \(role.quoted);
      \(statement.replacing("ROLE", with: role.quoted))
      """)
    let url = world.database.url(role: role.name)
    let refused = try await world.migrate("up", url: url)
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains(words), "\(refused.errors)")
    #expect(try world.valid().isEmpty)
    #expect(try await world.migrate("status", url: url).exitCode == 0)
    let found = try await DoctorFinding(
      "postgres-privileges", world.database, nil, ["DATABASE_URL": url])
    let fix = try #require(found.fix)
    #expect("\(found.detail) \(fix)".contains(words), "\(found)")
    let grants = refused.errors.matches(of: /GRANT [^;\n]* TO [^;\n]*/).map { String($0.output) }
    #expect(!grants.isEmpty)
    for grant in grants {
      #expect(fix.contains(grant), "\(grant) is not in \(fix)")
      try world.database.run(grant)
    }
    let up = try await world.migrate("up", url: url)
    #expect(up.exitCode == 0, "\(up.errors)")
    try world.expectDone()
  }

  @Test func `a tablespace where the owner may not put indexes is named before any is built`()
    async throws
  {
    let server = try PrivatePostgres()
    let connection = try server.connect()
    try Fixture.load("enums-upper", "schema-006", "invite-queue", into: connection)
    try connection.execute("SET allow_in_place_tablespaces = on", deadline: .soon)
    try connection.execute("CREATE TABLESPACE \"fast one\" LOCATION ''", deadline: .soon)
    try connection.executeScript(
      """
      CREATE ROLE app LOGIN; GRANT CREATE ON SCHEMA public TO app; GRANT CREATE ON DATABASE postgres TO app;
      GRANT pg_read_all_stats TO app; ALTER ROLE app SET default_tablespace = 'fast one';
      DO $$
      DECLARE item regclass;
      BEGIN
        FOR item IN SELECT oid FROM pg_class
          WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        LOOP EXECUTE format('ALTER TABLE %s OWNER TO app', item); END LOOP;
      END $$
      """, deadline: .soon)
    let environment = ["DATABASE_URL": server.url.replacing("postgres@", with: "app@")]
    let refused = try await CommandRun.invitectl(["migrate", "up"], environment: environment)
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("default_tablespace is fast one"), "\(refused.errors)")
    let grant = try #require(refused.errors.firstMatch(of: /GRANT CREATE ON TABLESPACE [^\n]+/))
    try connection.execute(String(grant.output), deadline: .soon)
    let up = try await CommandRun.invitectl(["migrate", "up"], environment: environment)
    #expect(up.exitCode == 0, "\(up.errors)")
  }

  @Test(arguments: ["CREATE SCHEMA", "CREATE INDEX"])
  func `an event trigger that refuses is named, with what switches it off`(tag: String) async throws
  {
    let world = try MigrateWorld()
    try world.database.run(
      """
      CREATE FUNCTION guard() RETURNS event_trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'no % on weekdays', tg_tag; END $$;
      CREATE EVENT TRIGGER "No DDL" ON ddl_command_start WHEN TAG IN ('\(tag)')
        EXECUTE FUNCTION guard()
      """)
    let refused = try await world.migrate("up")
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains(" on weekdays"), "\(refused.errors)")
    let remedy = try #require(refused.errors.firstMatch(of: /ALTER EVENT TRIGGER [^']+ DISABLE/))
    try world.database.run(String(remedy.output))
    let up = try await world.migrate("up")
    #expect(up.exitCode == 0, "\(up.errors)")
    try world.expectDone()
  }
}
