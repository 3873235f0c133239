import Foundation
import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Where Alembic's revision is kept, and what stands there: judged beside Alembic itself.
@Suite struct RecordPlaceTests {
  /// Real Alembic, with its version_table and version_table_schema.
  func alembic(
    _ world: MigrateWorld, _ arguments: [String], table: String? = nil, schema: String? = nil
  ) async throws -> CommandResult {
    var chosen: [String: String] = [:]
    chosen["VERSION_TABLE"] = table
    chosen["VERSION_TABLE_SCHEMA"] = schema
    return try await PythonPeer.alembic(arguments, on: world.database, chosen)
  }

  /// Alembic finds what invitectl has recorded, and has nothing left to do.
  func expectTakenOver(
    _ world: MigrateWorld, table: String? = nil, schema: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let current = try await alembic(world, ["current"], table: table, schema: schema)
    #expect(
      current.output.contains("008_add_composite_indexes (head)"), "\(current.errors)",
      sourceLocation: sourceLocation)
    let upgrade = try await alembic(world, ["upgrade", "head"], table: table, schema: schema)
    #expect(upgrade.exitCode == 0, "\(upgrade.errors)", sourceLocation: sourceLocation)
    #expect(!upgrade.errors.contains("Running upgrade"), sourceLocation: sourceLocation)
    #expect(try world.valid().count == 11, sourceLocation: sourceLocation)
  }

  func path(_ world: MigrateWorld, _ path: String, of role: String? = nil) throws {
    let whose = role.map { "ROLE \($0) IN DATABASE" } ?? "DATABASE"
    try world.database.run("ALTER \(whose) \(world.database.name) SET search_path = \(path)")
  }

  /// Tables that hold a revision, by their names.
  private func records(_ world: MigrateWorld) throws -> String? {
    try world.value(
      """
      SELECT string_agg(c.oid::regclass::text, ',' ORDER BY c.oid::regclass::text) FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'version_num' WHERE c.relkind = 'r'
      """)
  }

  // MARK: - Where

  @Test func `it is found where the search path of the database leads`() async throws {
    let world = try MigrateWorld()
    try world.database.run("CREATE SCHEMA app; ALTER TABLE alembic_version SET SCHEMA app")
    try path(world, "app, public")
    let status = try await world.migrate("status", "-o", "json")
    let report = try JSONValue(parsing: status.output)
    #expect(report["version_table"]?.string == "app.alembic_version", "\(status.output)")
    #expect(report["revision"]?.string == "006_add_commercial_fields")
    let stamp = try await world.migrate("stamp", "006")
    #expect(stamp.exitCode == 0, "\(stamp.errors)")
    #expect(try await world.migrate("up").exitCode == 0)
    try await expectTakenOver(world)
    #expect(try records(world) == "alembic_version")
    #expect(try await DoctorFinding("revision", world.database).verdict == "pass")
    let down = try await world.migrate("down", "--to", "006", "--yes")
    #expect(down.exitCode == 0, "\(down.errors)")
    #expect(
      try await alembic(world, ["current"]).output.contains("006_add_commercial_fields"))
  }

  @Test func `a role that only operates goes by the path of the tables' owner`() async throws {
    let world = try MigrateWorld()
    let owner = try TestRole(in: world.database)
    try owner.takeTables()
    try world.database.run(
      """
      CREATE SCHEMA "App" AUTHORIZATION \(owner.quoted);
      ALTER TABLE alembic_version SET SCHEMA "App"
      """)
    try path(world, "nobodys, public")
    try path(world, "\"App\", public", of: owner.quoted)
    // A superuser here, whose own path leads elsewhere: both lead to this one, or to none.
    let status = try await world.migrate("status")
    #expect(status.output.contains("the revision is kept in \"App\".alembic_version"))
    #expect(try await world.migrate("up").exitCode == 0)
    #expect(
      try world.value("SELECT version_num FROM \"App\".alembic_version")
        == "008_add_composite_indexes")
  }

  @Test func `two paths that lead to two tables are refused, until one is chosen`() async throws {
    let world = try MigrateWorld()
    let owner = try TestRole(in: world.database)
    try owner.takeTables()
    try world.database.run(
      "CREATE SCHEMA app; CREATE TABLE app.alembic_version AS TABLE public.alembic_version")
    try path(world, "app, public", of: owner.quoted)
    for command in [["up"], ["down", "--yes"], ["repair"], ["stamp", "006"], ["verify"]] {
      let result = try await CommandRun.invitectl(
        ["migrate"] + command, environment: ["DATABASE_URL": world.database.url()])
      #expect(result.exitCode == 7, "\(command): \(result.errors)")
      for words in [
        "app.alembic_version (006_add_commercial_fields) and public.alembic_version",
        "--version-table app.alembic_version or --version-table public.alembic_version",
      ] {
        #expect(result.errors.contains(words), "\(command): \(result.errors)")
      }
    }
    let found = try await DoctorFinding("revision", world.database)
    #expect(found.verdict == "fail" && found.detail.contains("which is the backend's"), "\(found)")
    #expect(try world.valid().isEmpty)
    #expect(
      try await world.migrate("up", "--version-table", "app.alembic_version").exitCode == 0)
    #expect(
      try world.value(
        """
        SELECT (SELECT version_num FROM app.alembic_version) || ' '
          || (SELECT version_num FROM public.alembic_version)
        """) == "008_add_composite_indexes 006_add_commercial_fields")
    let chosen = try await DoctorFinding(
      "revision", world.database, nil,
      ["INVITECTL_DATABASE_VERSION_TABLE": "app.alembic_version"])
    #expect(chosen.verdict == "pass", "\(chosen)")
  }

  @Test(arguments: [
    ("public", "invitehub_version", "invitehub_version"),
    ("app", "alembic_version", "app.alembic_version"),
    ("It's.App", "Version Table", #""It's.App".Version Table"#),
  ])
  func `a table of another name or place is named, and nothing is made beside it`(
    schema: String, name: String, argument: String
  ) async throws {
    let world = try MigrateWorld()
    let quoted = (PostgresIdentifier.quoted(schema), PostgresIdentifier.quoted(name))
    try world.database.run(
      """
      CREATE SCHEMA IF NOT EXISTS \(quoted.0);
      ALTER TABLE alembic_version RENAME TO moved; ALTER TABLE moved SET SCHEMA \(quoted.0);
      ALTER TABLE \(quoted.0).moved RENAME TO \(quoted.1)
      """)
    let before = try records(world)
    for command in [["up"], ["stamp", "006"], ["repair"], ["down", "--yes"]] {
      let result = try await CommandRun.invitectl(
        ["migrate"] + command, environment: ["DATABASE_URL": world.database.url()])
      #expect(result.exitCode == 7, "\(command): \(result.errors)")
      #expect(result.errors.contains("(006_add_commercial_fields)"), "\(result.errors)")
    }
    let found = try await DoctorFinding("revision", world.database)
    #expect(found.verdict == "fail", "\(found)")
    // The first flag that is printed, as a shell reads it.
    let flag = try #require(found.fix?.firstMatch(of: #/--version-table (.+?) or /#)?.output.1)
    let words = try await CommandRun.run("/bin/sh", ["-c", "printf %s \(flag)"]).output
    #expect(try records(world) == before)
    for command in [["status"], ["plan"], ["up"], ["verify"], ["repair"], ["stamp", "008"]] {
      let result = try await CommandRun.invitectl(
        ["migrate"] + command + ["--version-table", words],
        environment: ["DATABASE_URL": world.database.url()])
      #expect(result.exitCode == 0, "\(command): \(result.output)\(result.errors)")
    }
    #expect(try records(world) == before)
    try await expectTakenOver(world, table: name, schema: schema)
    let doctor = try await DoctorFinding(
      "revision", world.database, nil, ["INVITECTL_DATABASE_VERSION_TABLE": argument])
    #expect(doctor.verdict == "pass", "\(doctor)")
    let back = try await world.migrate("down", "--to", "006", "--yes", "--version-table", words)
    #expect(back.exitCode == 0, "\(back.errors)")
    let current = try await alembic(world, ["current"], table: name, schema: schema)
    #expect(current.output.contains("006_add_commercial_fields"), "\(current.errors)")
  }

  @Test func `another application's record is no concern`() async throws {
    let world = try MigrateWorld()
    try world.database.run(
      """
      CREATE SCHEMA other; CREATE TABLE other.alembic_version (version_num varchar(32));
      INSERT INTO other.alembic_version VALUES ('ae1027a6acf0')
      """)
    let status = try await world.migrate("status")
    #expect(status.output.contains("Alembic does not look at other.alembic_version"))
    #expect(try await world.migrate("up").exitCode == 0)
    try await expectTakenOver(world)
    try world.database.run("DROP TABLE public.alembic_version")
    let lost = try await world.migrate("up")
    #expect(lost.errors.contains("migrate stamp 008_add_composite_indexes"), "\(lost.errors)")
  }
}
