import Foundation
import TestSupport
import TestWorlds
import Testing

/// What `up` makes of each state in which live databases are found.
@Suite struct MigrateStartStateTests {
  @Test func `a database at 006 gets the eleven indexes and both revisions`() async throws {
    let world = try MigrateWorld()
    let status = try await world.migrate("status", "--exit-code")
    #expect(status.exitCode == 3)
    #expect(status.output.contains("11 of 11 indexes to build"))
    let result = try await world.migrate("up")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("11 built"))
    #expect(result.errors.contains("built ix_team_members_team_id"))
    try world.expectDone()
    let again = try await world.migrate("up")
    #expect(again.exitCode == 0)
    #expect(again.output.contains("nothing to do"))
    #expect(again.errors.isEmpty)
    #expect(try await world.migrate("status", "--exit-code").exitCode == 0)
    #expect(try await world.migrate("verify").exitCode == 0)
  }

  @Test func `without invite_queue its two indexes are left out, and said so`() async throws {
    let world = try MigrateWorld(queue: false)
    let result = try await world.migrate("up")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("left out, because table invite_queue is not there"))
    try world.expectDone(indexes: 9)
    #expect(try await world.migrate("verify").exitCode == 0)
    // When create_all has made the table, the rest can be built.
    try world.database.load(["invite-queue"])
    #expect(try await world.migrate("status", "--exit-code").exitCode == 3)
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }

  @Test func `12 - indexes that create_all made are only recorded`() async throws {
    let world = try MigrateWorld(more: ["indexes-007", "indexes-008"])
    let before = try world.valid()
    let result = try await world.migrate("up", "-o", "json")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(!result.output.contains(#""action":"build""#))
    try world.expectDone()
    #expect(try world.valid() == before)
  }

  @Test func `some indexes already there are kept and the others built`() async throws {
    let world = try MigrateWorld(more: ["drift-some"])
    let before = try world.valid()
    #expect(!before.isEmpty && before.count < 11)
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
    #expect(try world.valid().filter { before[$0.key] != nil } == before)
  }

  @Test func `lower-case enums make no difference`() async throws {
    let world = MigrateWorld(try TestDatabase.inviteHub(lowerCase: true, indexes: false))
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }

  @Test func `13 - another definition is a conflict, shown and never dropped`() async throws {
    let world = try MigrateWorld()
    try world.database.run("CREATE INDEX ix_invite_records_email ON invite_records (lower(email))")
    let before = try world.valid()
    let result = try await world.migrate("up")
    #expect(result.exitCode == 7)
    #expect(result.errors.contains("ix_invite_records_email"))
    #expect(result.errors.contains("lower((email)::text)"))
    #expect(result.errors.contains("btree (email)"))
    #expect(try world.valid() == before)
    #expect(try world.revision() == "006_add_commercial_fields")
    let verify = try await world.migrate("verify")
    #expect(verify.exitCode == 7)
    #expect(verify.output.contains("should be CREATE INDEX USING btree (email)"))
  }

  @Test(arguments: [
    "CREATE UNIQUE INDEX ix_team_members_email ON team_members (email)",
    "CREATE INDEX ix_team_members_email ON team_members (email) WHERE is_unauthorized",
    "CREATE INDEX ix_team_members_email ON team_members (email DESC)",
    "CREATE INDEX ix_team_members_email ON team_members USING hash (email)",
    #"CREATE INDEX ix_team_members_email ON team_members (email COLLATE "C")"#,
    "CREATE INDEX ix_team_members_email ON team_members (email varchar_pattern_ops)",
    "CREATE INDEX ix_team_members_email ON team_members (email) INCLUDE (name)",
  ])
  func `13 - every kind of difference is seen`(statement: String) async throws {
    let world = try MigrateWorld()
    try world.database.run(statement)
    #expect(try await world.migrate("up").exitCode == 7)
    #expect(try await world.migrate("verify").exitCode == 7)
  }

  @Test(arguments: [
    ("CREATE TABLE ix_team_members_email (a int)", "a table"),
    ("CREATE VIEW ix_team_members_email AS SELECT 1", "a view"),
    ("CREATE SEQUENCE ix_team_members_email", "a sequence"),
    ("CREATE INDEX ix_team_members_email ON teams (name)", "an index on public.teams"),
  ])
  func `14 - a name that is taken is a conflict`(statement: String, noun: String) async throws {
    let world = try MigrateWorld()
    try world.database.run(statement)
    let result = try await world.migrate("up")
    #expect(result.exitCode == 7)
    #expect(result.errors.contains("belongs to \(noun)"))
    #expect(try world.revision() == "006_add_commercial_fields")
  }

  @Test func `14 - tables in another schema are pointed at`() async throws {
    let world = try MigrateWorld()
    try world.database.run(
      "CREATE SCHEMA app; ALTER TABLE invite_records SET SCHEMA app")
    let result = try await world.migrate("up")
    #expect(result.exitCode == 7)
    #expect(result.errors.contains("schema app has one of that name"))
  }

  @Test(arguments: ["001_initial", "005_add_unauthorized"])
  func `below 006 nothing is written`(revision: String) async throws {
    let world = try MigrateWorld()
    try world.database.run(
      """
      UPDATE alembic_version SET version_num = '\(revision)';
      ALTER TABLE redeem_codes DROP validity_days, DROP activated_at, DROP bound_email;
      ALTER TABLE invite_records DROP is_rebind
      """)
    let result = try await world.migrate("up")
    #expect(result.exitCode == 7)
    #expect(result.errors.contains("alembic upgrade 006_add_commercial_fields"))
    #expect(try world.valid().isEmpty)
    #expect(try world.value("SELECT to_regnamespace('invitectl')") == nil)
  }

  @Test func `missing tables are a conflict`() async throws {
    let world = MigrateWorld(try TestDatabase())
    try world.database.run(
      "CREATE TABLE alembic_version (version_num varchar(32) NOT NULL);"
        + "INSERT INTO alembic_version VALUES ('006_add_commercial_fields')")
    let result = try await world.migrate("up")
    #expect(result.exitCode == 7)
    #expect(result.errors.contains("team_members, invite_records, redeem_codes"))
  }

  @Test func `23 - several heads are named`() async throws {
    let world = try MigrateWorld()
    try world.database.run("INSERT INTO alembic_version VALUES ('0aa_other_branch')")
    for command in ["up", "down", "repair"] {
      let result = try await world.migrate(command)
      #expect(result.exitCode == 7)
      #expect(result.errors.contains("006_add_commercial_fields, 0aa_other_branch"))
    }
    #expect(try world.valid().isEmpty)
  }

  @Test(arguments: ["009_next", "026_a_revision_whose_identifier_is_longer_than_40", "f00ba4"])
  func `24 - a database that is ahead is verified and left alone`(revision: String) async throws {
    let world = MigrateWorld(try TestDatabase.inviteHub())
    try world.database.run(
      "ALTER TABLE alembic_version ALTER COLUMN version_num TYPE varchar(64);"
        + "UPDATE alembic_version SET version_num = '\(revision)'")
    let result = try await world.migrate("up")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("ahead"))
    #expect(try world.revision() == revision)
    // Schema invitectl is made at any revision: without it nothing else works there.
    #expect(try world.value("SELECT to_regnamespace('invitectl')") == "invitectl")
    try world.database.run("DROP INDEX ix_invite_records_status")
    let missing = try await world.migrate("up")
    #expect(missing.exitCode == 7)
    #expect(missing.errors.contains("ix_invite_records_status is missing"))
    #expect(try await world.migrate("down", "--yes").exitCode == 7)
    #expect(try await world.migrate("repair").exitCode == 0)
    #expect(try world.valid().count == 11)
    #expect(try world.revision() == revision)
  }

  @Test func `26 - without a revision it asks for a stamp and says which`() async throws {
    let world = try MigrateWorld(more: ["indexes-007"])
    for statement in ["DELETE FROM alembic_version", "DROP TABLE alembic_version"] {
      try world.database.run(statement)
      let result = try await world.migrate("up")
      #expect(result.exitCode == 7)
      #expect(result.errors.contains("migrate stamp 007_add_performance_indexes"))
      #expect(try await world.migrate("stamp", "008").exitCode == 7)
      #expect(try await world.migrate("stamp", "007").exitCode == 0)
      #expect(try world.revision() == "007_add_performance_indexes")
      // Again it is nothing to do; another one is refused.
      #expect(try await world.migrate("stamp", "007").exitCode == 0)
      #expect(try await world.migrate("stamp", "006").exitCode == 7)
    }
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }

  @Test func `28 - a partitioned table without partitions gets its indexes at once`() async throws {
    let world = try MigrateWorld()
    try world.database.run(
      """
      ALTER TABLE invite_records RENAME TO invite_records_old;
      CREATE TABLE invite_records (LIKE invite_records_old) PARTITION BY RANGE (created_at)
      """)
    let result = try await world.migrate("up")
    #expect(result.exitCode == 0, "\(result.errors)")
    try world.expectDone()
    #expect(
      try world.value("SELECT relkind FROM pg_class WHERE relname = 'ix_invite_records_email'")
        == "I")
  }

  @Test func `a revision that does not fit is refused before any work`() async throws {
    let world = try MigrateWorld()
    try world.database.run(
      """
      ALTER TABLE alembic_version ALTER COLUMN version_num TYPE varchar(25)
        USING '006_add_commercial_fields'
      """)
    let result = try await world.migrate("up")
    #expect(result.exitCode == 7)
    #expect(result.errors.contains("varchar(64)"))
    #expect(try world.valid().isEmpty)
  }
}
