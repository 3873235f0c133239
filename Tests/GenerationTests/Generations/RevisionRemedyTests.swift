import Foundation
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// Check `revision`: which of record and tables is ahead, by what, and that what it says to type mends it.
@Suite struct RevisionRemedyTests {
  private func alembic(_ world: GenerationWorld, _ arguments: String...) async throws {
    let result = try await PythonPeer.alembic(
      ["-c", "later.ini"] + arguments, on: world.database)
    try #require(result.exitCode == 0, "alembic \(arguments): \(result.errors.suffix(2000))")
  }

  /// Types what is between quotes or begins with invitectl or DROP, in turn.
  private func type(_ fix: String, _ world: GenerationWorld) async throws {
    for part in fix.components(separatedBy: "; ") {
      if part.hasPrefix("invitectl ") {
        let words = part.split(separator: " ").dropFirst().map(String.init)
        let result = try await CommandRun.invitectl(words, environment: world.environment)
        #expect(result.exitCode == 0, "\(part): \(result.errors)")
      } else if part.hasPrefix("DROP TABLE ") {
        try world.run(
          String(
            part.prefix { $0 != ";" }.split(separator: ", where")[0]
              .split(separator: ", if")[0]))
        return
      } else if let stamp = part.firstMatch(of: /'alembic stamp --purge ([0-9]+)'/) {
        try await alembic(world, "stamp", "--purge", String(stamp.1))
      } else {
        #expect(part.contains("then 'alembic upgrade' to the revision"), "\(part)")
        try await alembic(world, "upgrade", "head")
      }
    }
  }

  private func mend(
    _ world: GenerationWorld, verdict: String = "fail", shown: String...
  ) async throws {
    let found = try await DoctorFinding("revision", world.database)
    #expect(found.verdict == verdict, "\(found)")
    for words in shown { #expect(found.detail.contains(words), "\(found.detail)") }
    try await type(try #require(found.fix), world)
    let again = try await DoctorFinding("revision", world.database)
    #expect(again.verdict == "pass" && again.fix == nil, "\(again)")
  }

  private func record(_ revision: String?, _ world: GenerationWorld) throws {
    try world.run(
      """
      CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(64) NOT NULL);
      ALTER TABLE alembic_version ALTER version_num TYPE varchar(64); DELETE FROM alembic_version;
      """)
    if let revision { try world.run("INSERT INTO alembic_version VALUES ('\(revision)')") }
  }

  @Test(arguments: FixtureGeneration.allCases)
  func `as the migrations leave it, all is well`(generation: FixtureGeneration) async throws {
    let world = try await GenerationWorld(generation, prepared: false)
    #expect(try await DoctorFinding("revision", world.database).verdict == "pass")
  }

  // MARK: - Nothing is recorded

  @Test
  func
    `tables of 008 that create_all has made: what is typed is enough, and schema invitectl is there`()
    async throws
  {
    let world = try await GenerationWorld(.g008, .createAll, prepared: false)
    let status = try await world.invitectl("migrate", "status")
    #expect(
      status.output.contains("would make schema invitectl, and then refuse"), "\(status.output)")
    let plan = try await world.invitectl("migrate", "plan")
    #expect(plan.output.contains("1. make schema invitectl"), "\(plan.output)")
    let up = try await world.invitectl("migrate", "up")
    #expect(up.exitCode == 7, "\(up.errors)")
    #expect(up.errors.contains("migrate stamp 007_add_performance_indexes"), "\(up.errors)")
    #expect(
      try world.value("SELECT version FROM invitectl.schema_version") == "\(OwnSchema.latest)")
    #expect(try world.value("SELECT to_regclass('alembic_version')") == nil)
    try await mend(world, shown: "there is no table alembic_version")
    #expect(
      try world.value("SELECT version_num FROM alembic_version") == "008_add_composite_indexes")
    #expect(try await DoctorFinding("indexes", world.database).verdict == "pass")
    try record(nil, world)
    try await mend(world, verdict: "warn", shown: "alembic_version is empty")
  }

  @Test
  func
    `a revision that Alembic does not know is replaced by what the tables are, and Alembic goes on`()
    async throws
  {
    let world = try await GenerationWorld(.g023, prepared: false)
    try record("027_abc", world)
    try await mend(world, shown: "alembic_version says 027_abc and is ahead of the tables")
    #expect(
      try world.value("SELECT version_num FROM alembic_version")?.hasPrefix("026_") == true)
  }

  @Test(arguments: [FixtureGeneration.g013, .g019, .g023, .g026])
  func `tables of later revisions that create_all has made are a statement`(
    generation: FixtureGeneration
  ) async throws {
    let world = try await GenerationWorld(generation, .createAll, prepared: false)
    let found = try await DoctorFinding("revision", world.database)
    #expect(found.verdict == "pass" && found.fix == nil, "\(found)")
    #expect(found.detail.contains("there is nothing to record"), "\(found)")
    let privileges = try await DoctorFinding("postgres-privileges", world.database)
    #expect(privileges.verdict == "pass", "\(privileges)")
    // No migration has made the composite indexes; migrate up leaves them to repair.
    let indexes = try await DoctorFinding("indexes", world.database)
    #expect(indexes.verdict == "warn" && indexes.fix == "invitectl migrate repair", "\(indexes)")
    try await type("invitectl migrate repair", world)
    #expect(try await DoctorFinding("indexes", world.database).verdict == "pass")
    // Empty it invites the backend's entrypoint to record 003.
    for revision in [nil, "003_remove_gemini"] {
      try record(revision, world)
      let wrong = try await DoctorFinding("revision", world.database)
      #expect(wrong.verdict == (revision == nil ? "warn" : "fail"), "\(wrong)")
      try await type(try #require(wrong.fix), world)
      #expect(try await DoctorFinding("revision", world.database).verdict == "pass")
    }
  }

  @Test func `another database has its missing tables named`() async throws {
    let database = try TestDatabase()
    let found = try await DoctorFinding("revision", database)
    #expect(found.verdict == "fail")
    #expect(found.detail.contains("team_members, invite_records, redeem_codes"), "\(found)")
  }

  // MARK: - What is recorded is ahead of the tables

  @Test(arguments: ["013_normalize_enum_casing", "026_add_bulk_email_jobs_logs", "009_x"])
  func `a later revision on tables of 008`(revision: String) async throws {
    let world = try await GenerationWorld(.g008, prepared: false)
    try record(revision, world)
    let down = try await world.invitectl("migrate", "down", "--yes")
    #expect(down.exitCode == 7, "\(down.errors)")
    #expect(down.errors.contains("by alembic_version alone"), "\(down.errors)")
    let up = try await world.invitectl("migrate", "up")
    #expect(up.exitCode == 0, "\(up.errors)")
    #expect(up.errors.contains("the tables are those of revision 008"), "\(up.errors)")
    #expect(try await world.invitectl("migrate", "stamp", "006").exitCode == 0)
    try record(revision, world)
    try await mend(
      world, shown: "is ahead of the tables: there is no redeem_codes.rebind_count (009)")
    #expect(
      try world.value("SELECT version_num FROM alembic_version") == "026_add_bulk_email_jobs_logs")
  }

  @Test func `026 on tables of 019, and 022 on those of 013`() async throws {
    for (generation, revision, words) in [
      (
        FixtureGeneration.g019, "026_add_bulk_email_jobs_logs",
        "label reserved of invitestatus (020)"
      ),
      (.g013, "022_add_plan_stock_fields", "teams.status (014)"),
    ] {
      let world = try await GenerationWorld(generation, prepared: false)
      try record(revision, world)
      #expect(try await world.invitectl("migrate", "stamp", "008").exitCode == 7)
      try await mend(world, shown: "is ahead of the tables: there is no \(words)")
    }
  }

  // MARK: - The tables are ahead

  @Test(arguments: [FixtureGeneration.g013, .g026], [6, 8])
  func `a revision before 009 on later tables: down drops nothing`(
    generation: FixtureGeneration, number: Int
  ) async throws {
    let world = try await GenerationWorld(generation, prepared: false)
    try record(number == 6 ? "006_add_commercial_fields" : "008_add_composite_indexes", world)
    let indexes = "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'ix_%'"
    let before = try world.value(indexes)
    for command in [["migrate", "down", "--yes"], ["migrate", "down", "--to", "006", "--yes"]] {
      let down = try await CommandRun.invitectl(command, environment: world.environment)
      #expect(down.exitCode == 7, "\(down.output)\(down.errors)")
      #expect(down.errors.contains("with the tables of revision 0"), "\(down.errors)")
    }
    let up = try await world.invitectl("migrate", "up")
    #expect(up.exitCode == 0, "\(up.errors)")
    #expect(try world.value(indexes) == before)
    #expect(try world.value("SELECT left(version_num, 3) FROM alembic_version") == "00\(number)")
    #expect(
      try world.value("SELECT version FROM invitectl.schema_version") == "\(OwnSchema.latest)")
    try await mend(
      world, shown: "the tables are ahead of alembic_version", "redeem_codes.rebind_count (009)")
  }

  @Test func `003, which the entrypoint records, on tables of 008`() async throws {
    let world = try await GenerationWorld(.g008, .createAll, prepared: false)
    try record("003_remove_gemini", world)
    #expect(try await world.invitectl("migrate", "up").exitCode == 7)
    try await mend(world, shown: "the tables are ahead", "redeem_codes.validity_days (006)")
  }

  @Test func `tables alone that create_all has added too early are named and dropped`() async throws
  {
    let world = try await GenerationWorld(.g008, prepared: false)
    try world.run("CREATE TABLE rebind_history (id serial PRIMARY KEY, redeem_code text)")
    // The rest is of 008: what is made there can be taken back.
    #expect(try await world.invitectl("migrate", "down", "--yes").exitCode == 0)
    #expect(try await world.invitectl("migrate", "up").exitCode == 0)
    try await mend(world, shown: "table rebind_history (010)")
    #expect(try world.value("SELECT to_regclass('rebind_history')") == nil)
  }

  // MARK: - Indexes

  @Test func `what the indexes say of 006 to 008`() async throws {
    let world = try await GenerationWorld(.g008, prepared: false)
    try record("006_add_commercial_fields", world)
    try await mend(world, verdict: "warn", shown: "are there already")
    try world.run("DROP INDEX ix_team_members_email")
    try await mend(world, verdict: "warn", shown: "missing of the indexes", "ix_team_members_email")
    // Recorded is 007, and those of 008 are there: none of them stays above 006.
    try record("007_add_performance_indexes", world)
    let down = try await world.invitectl("migrate", "down", "--yes")
    #expect(down.exitCode == 0, "\(down.errors)")
    #expect(try world.value("SELECT left(version_num, 3) FROM alembic_version") == "006")
    #expect(
      try world.lines(
        "SELECT indexname::text AS line FROM pg_indexes WHERE indexname ~ '_team_(status|email)'")
        == [])
    try await mend(world, verdict: "warn", shown: "missing of the indexes")
  }

  @Test func `an index that is missing beyond 008 is built by repair`() async throws {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run("DROP INDEX ix_team_members_team_email")
    try await mend(world, verdict: "warn", shown: "ix_team_members_team_email")
  }
}
