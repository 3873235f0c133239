import Foundation
import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Where Alembic's revision is kept, and what stands there: judged beside Alembic itself.
@Suite struct RecordPlaceTests {
  /// Real Alembic, with its version_table and version_table_schema.
  private func alembic(
    _ world: MigrateWorld, _ arguments: [String], table: String? = nil, schema: String? = nil
  ) async throws -> CommandResult {
    var chosen: [String: String] = [:]
    chosen["VERSION_TABLE"] = table
    chosen["VERSION_TABLE_SCHEMA"] = schema
    return try await PythonPeer.alembic(arguments, on: world.database, chosen)
  }

  /// Alembic finds what invitectl has recorded, and has nothing left to do.
  private func expectTakenOver(
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

  private func path(_ world: MigrateWorld, _ path: String, of role: String? = nil) throws {
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

  @Test func `what is chosen and not there says where one is, and what to type keeps the choice`()
    async throws
  {
    let world = try MigrateWorld()
    let up = try await world.migrate("up", "--version-table", "alembic_versoin")
    #expect(up.exitCode == 7)
    #expect(up.errors.contains("there is one in public.alembic_version"), "\(up.errors)")
    try world.database.run("DROP TABLE alembic_version; CREATE SCHEMA app")
    let lost = try await world.migrate("up", "--version-table", "app.v")
    #expect(
      lost.errors.contains(
        "'invitectl migrate stamp 006_add_commercial_fields --version-table app.v'"),
      "\(lost.errors)")
    #expect(
      try await world.migrate("stamp", "006", "--version-table", "app.v").exitCode == 0)
    #expect(try await world.migrate("up", "--version-table", "app.v").exitCode == 0)
    try await expectTakenOver(world, table: "v", schema: "app")
    for name in ["a.b.c", "app.", "\"app"] {
      let wrong = try await world.migrate("status", "--version-table", name)
      #expect(wrong.exitCode == 2 && wrong.errors.contains("--version-table"), "\(wrong.errors)")
    }
  }

  @Test func `a table that may not be read is named with its own GRANTs`() async throws {
    let world = try MigrateWorld()
    let role = try TestRole(in: world.database)
    try world.database.run(
      """
      CREATE SCHEMA app; ALTER TABLE alembic_version SET SCHEMA app;
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role.quoted)
      """)
    try path(world, "app, public")
    let result = try await CommandRun.invitectl(
      ["doctor", "--only", "postgres-privileges", "-o", "json"],
      environment: [
        "DATABASE_URL": world.database.url(role: role.name),
        "INVITECTL_DATABASE_VERSION_TABLE": "app.alembic_version",
      ])
    let fix = try #require(
      try JSONValue(parsing: result.output)["checks"]?.array?.first?["fix"]?.string)
    for statement in fix.components(separatedBy: "; ") { try world.database.run(statement) }
    #expect(
      fix.contains(#"GRANT USAGE ON SCHEMA app TO \#(role.quoted)"#)
        && fix.contains("GRANT SELECT ON app.alembic_version TO"), "\(fix)")
    let grants = try await CommandRun.invitectl(
      ["doctor", "--grants", "--version-table", "app.v"],
      environment: ["DATABASE_URL": world.database.url()])
    #expect(grants.output.contains("GRANT SELECT ON \"app\".v TO"), "\(grants.output)")
  }

  // MARK: - What

  @Test(arguments: [
    ("006_add_commercial_fields ", "006_add_commercial_fields"),
    ("006", "006_add_commercial_fields"), ("7", "007_add_performance_indexes"),
    ("head", "006_add_commercial_fields"), ("", "006_add_commercial_fields"),
    ("006_ADD_COMMERCIAL_FIELDS", "006_add_commercial_fields"),
    ("008_composite", "008_add_composite_indexes"), ("006_add", "006_add_commercial_fields"),
    ("'007_add_performance_indexes'", "007_add_performance_indexes"),
    ("007_add_performance_indexes.py", "007_add_performance_indexes"),
  ])
  func `what is no revision is named, with the statement that mends it`(
    value: String, meant: String
  ) async throws {
    let world = try MigrateWorld()
    let text = value.replacing("'", with: "''")
    try world.database.run("UPDATE alembic_version SET version_num = '\(text)'")
    for command in [["up"], ["down", "--yes"], ["repair"], ["stamp", "006"], ["verify"]] {
      let result = try await CommandRun.invitectl(
        ["migrate"] + command, environment: ["DATABASE_URL": world.database.url()])
      #expect(result.exitCode == 7, "\(command): \(result.errors)")
      let words = value.isEmpty ? "without a revision" : "says '\(value)', which is no revision"
      #expect(result.errors.contains(words), "\(command): \(result.errors)")
    }
    #expect(try world.valid().isEmpty)
    let found = try await DoctorFinding("revision", world.database)
    #expect(found.verdict == "fail", "\(found)")
    try found.type(into: world.database)
    #expect(try world.revision() == meant)
    #expect(try await world.migrate("up").exitCode == 0)
    try await expectTakenOver(world)
  }

  @Test(arguments: [
    // 006 and 007 both, without and with the indexes of 007.
    (
      ["006_add_commercial_fields", "007_add_performance_indexes"], false,
      "006_add_commercial_fields"
    ),
    (
      ["006_add_commercial_fields", "007_add_performance_indexes"], true,
      "007_add_performance_indexes"
    ),
    (["006_add_commercial_fields", "0aa_other_branch"], false, "006_add_commercial_fields"),
    (["006_add_commercial_fields", "head"], false, "006_add_commercial_fields"),
    (
      ["006_add_commercial_fields", "013_normalize_enum_casing"], false, "006_add_commercial_fields"
    ),
    (["003_add_team_groups", "006_add_commercial_fields"], false, "006_add_commercial_fields"),
    (
      ["006_add_commercial_fields", "006_add_commercial_fields"], false, "006_add_commercial_fields"
    ),
  ])
  func `the row too many is named, with the statement that takes it out`(
    rows: [String], hasIndexes: Bool, kept: String
  ) async throws {
    let world = try MigrateWorld(more: hasIndexes ? ["indexes-007"] : [])
    let values = rows.map { "('\($0)')" }.joined(separator: ", ")
    try world.database.run(
      """
      ALTER TABLE alembic_version DROP CONSTRAINT alembic_version_pkc; DELETE FROM alembic_version;
      INSERT INTO alembic_version VALUES \(values)
      """)
    let up = try await world.migrate("up")
    #expect(up.exitCode == 7)
    #expect(!up.errors.contains("merge"), "\(up.errors)")
    let found = try await DoctorFinding("revision", world.database)
    #expect(found.verdict == "fail", "\(found)")
    let fix = try #require(found.fix)
    #expect(
      fix.hasPrefix("DELETE FROM public.alembic_version ") && up.errors.contains(fix), "\(fix)")
    try world.database.run(fix)
    #expect(try world.revision() == kept)
    let current = try await alembic(world, ["current"])
    #expect(current.output.contains(kept), "\(current.errors)")
    #expect(try await world.migrate("up").exitCode == 0)
    try await expectTakenOver(world)
  }
}
