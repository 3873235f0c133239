import Foundation
import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// What is chosen, may not be read, or is no record.
extension RecordPlaceTests {
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
