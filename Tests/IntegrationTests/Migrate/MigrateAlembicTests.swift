import Foundation
import TestSupport
import TestWorlds
import Testing

/// What real Alembic says of a database that invitectl has migrated.
@Suite struct MigrateAlembicTests {
  private func alembic(_ database: TestDatabase, _ arguments: String...) async throws
    -> CommandResult
  {
    try await PythonPeer.alembic(arguments, on: database)
  }

  @Test func `Alembic takes it over as if it had done it itself`() async throws {
    let world = try MigrateWorld()
    #expect(try await world.migrate("up").exitCode == 0)
    let current = try await alembic(world.database, "current")
    #expect(current.output.contains("008_add_composite_indexes (head)"), "\(current.errors)")
    let before = try world.valid()
    let upgrade = try await alembic(world.database, "upgrade", "head")
    #expect(upgrade.exitCode == 0, "\(upgrade.errors)")
    #expect(try world.valid() == before)
    let downgrade = try await alembic(world.database, "downgrade", "006_add_commercial_fields")
    #expect(downgrade.exitCode == 0, "\(downgrade.errors)")
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }

  @Test func `006 made by Alembic alone succeeds where Alembic fails`() async throws {
    let world = MigrateWorld(try TestDatabase())
    let made = try await alembic(world.database, "upgrade", "006_add_commercial_fields")
    #expect(made.exitCode == 0, "\(made.errors)")
    let python = try await alembic(world.database, "upgrade", "head")
    #expect(python.exitCode != 0)
    #expect(python.errors.contains(#"relation "invite_queue" does not exist"#))
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone(indexes: 9)
  }

  @Test func `indexes of a newer create_all succeed where Alembic fails`() async throws {
    let world = try MigrateWorld(more: ["drift-some"])
    let python = try await alembic(world.database, "upgrade", "head")
    #expect(python.exitCode != 0)
    #expect(python.errors.contains("already exists"))
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }

  @Test func `an alembic stamp of ours is what alembic itself would write`() async throws {
    let world = try MigrateWorld()
    try world.database.run("DROP TABLE alembic_version")
    #expect(try await world.migrate("stamp", "006").exitCode == 0)
    let ours = try shape(world)
    try world.database.run("DROP TABLE alembic_version")
    let stamp = try await alembic(world.database, "stamp", "006_add_commercial_fields")
    #expect(stamp.exitCode == 0, "\(stamp.errors)")
    #expect(try shape(world) == ours)
    #expect(ours?.isEmpty == false)
  }

  private func shape(_ world: MigrateWorld) throws -> String? {
    try world.value(
      """
      SELECT string_agg(format('%s %s %s %s', a.attname, format_type(a.atttypid, a.atttypmod),
        a.attnotnull, k.conname), ',') || (SELECT version_num FROM alembic_version)
      FROM pg_attribute a LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid
      WHERE a.attrelid = 'alembic_version'::regclass AND a.attnum > 0
      """)
  }
}
