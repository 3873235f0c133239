import ClientSupport
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

/// Schema `invitectl` at each of its versions, whole and with each of its tables missing: `doctor` and
/// the commands say so, and `migrate up` brings it to the latest.
@Suite(.timeLimit(.minutes(5))) struct OwnSchemaTests {
  /// One version, and a table that somebody dropped.
  struct State: Sendable, CustomTestStringConvertible {
    let version: Int
    let missing: OwnTable?

    var testDescription: String {
      "version \(version)" + (missing.map { " without \($0.rawValue)" } ?? "")
    }

    static let all = (1...InvitectlSchema.latest).flatMap { version in
      ([nil] + InvitectlSchema.tables(at: version).sorted { $0.rawValue < $1.rawValue }).map {
        State(version: version, missing: $0)
      }
    }
  }

  /// A database whose schema `invitectl` was made by the invitectl of that version.
  private func world(_ version: Int) throws -> SyncWorld {
    let world = try SyncWorld()
    try world.postgres.executeScript(
      "DROP SCHEMA invitectl CASCADE; CREATE SCHEMA invitectl", deadline: .soon)
    try world.postgres.executeScript(SchemaQueries.create, deadline: .soon)
    for statement in InvitectlSchema.versions.prefix(version).joined() {
      try world.postgres.executeScript(statement.sql, deadline: .soon)
    }
    try setVersion(version, world)
    return world
  }

  private func setVersion(_ version: Int, _ world: SyncWorld) throws {
    try world.postgres.executeScript(
      "UPDATE invitectl.schema_version SET version = \(version)", deadline: .soon)
  }

  private func version(_ world: SyncWorld) throws -> Int {
    try world.postgres.query(SchemaQueries.version, deadline: .soon).only().int("version")
  }

  private func run(_ words: [String], _ world: SyncWorld) async throws -> CommandResult {
    // A command that never ends is a failure of its own, and not of the time limit alone.
    try await CommandRun.run(
      "/usr/bin/timeout", ["30", CommandRun.invitectlPath] + words, environment: world.environment)
  }

  @Test(arguments: State.all) func `migrate up brings it to the latest`(state: State) async throws {
    let world = try world(state.version)
    if let missing = state.missing {
      try world.postgres.executeScript(
        "DROP TABLE invitectl.\(missing.rawValue)", deadline: .soon)
    }
    let isWhole = state.missing == nil && state.version == InvitectlSchema.latest
    try world.addCode("A", max: 10)
    try world.initialise("A")
    let first = try await run(["migrate", "up"], world)
    #expect(first.exitCode == 0, "\(first.status) \(first.errors)")
    #expect(first.errors.contains("schema invitectl") != isWhole, "\(first.errors)")
    #expect(try version(world) == InvitectlSchema.latest)
    let facts = try world.context().with(.doctor).postgres().facts
    for table in InvitectlSchema.tables(at: InvitectlSchema.latest) {
      let own = try #require(facts?.own[table.rawValue], "\(table)")
      for (column, type) in table.latestColumns {
        #expect(own.columns[column]?.type == type, "\(table).\(column)")
      }
      #expect(own.columns.mapValues(\.type) == table.columns, "\(table)")
    }
    let second = try await run(["migrate", "up"], world)
    #expect(second.exitCode == 0, "\(second.errors)")
    #expect(!second.errors.contains("schema invitectl"), "\(second.errors)")
    let sync = try await run(["sync-counts"], world)
    #expect(sync.exitCode == 0, "\(sync.errors)")
    // No table of ours is without a key.
    let keyless = try world.postgres.query(
      """
      SELECT relname FROM pg_class c WHERE relnamespace = 'invitectl'::regnamespace
        AND relkind = 'r' AND NOT EXISTS (
          SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary)
      """, deadline: .soon
    ).map { try $0.string("relname") }
    #expect(keyless.isEmpty)
  }

  @Test(arguments: 1..<InvitectlSchema.latest)
  func `doctor and the commands that write call an older version by the same words`(older: Int)
    async throws
  {
    let world = try world(older)
    let words = "of schema invitectl in database \(world.database.name) are of an older version"
    let hint = "bring them up to date with 'invitectl migrate up'"
    for command in [
      ["sync-counts"], ["sync-counts", "-n"], ["force-resync", "--all", "-n"],
      ["sync-counts", "history", "--verify"],
    ] {
      let result = try await run(command, world)
      #expect(result.exitCode == 1, "\(command)")
      #expect(result.errors.contains(words), "\(command): \(result.errors)")
      #expect(result.errors.contains(hint), "\(command): \(result.errors)")
    }
    let check = try #require(
      Doctor(world.context(), checks: [.invitectlSchema]).run().checks.first)
    #expect(check.verdict == .warn)
    #expect(check.detail.contains(words))
    #expect(check.fix == hint)
    #expect(try await run(["migrate", "up"], world).exitCode == 0)
    let mended = try #require(
      Doctor(world.context(), checks: [.invitectlSchema]).run().checks.first)
    #expect(mended.verdict == .pass, "\(mended.detail)")
  }

  /// Beside this backend all commands do with it, and beside the next one redeem does not.
  @Test func `doctor names an outbox that is older than the fourth version`() async throws {
    let world = try world(3)
    let resume = try await run(["redeem", "--resume"], world)
    #expect(resume.exitCode == 0, "\(resume.errors)")
    func check() throws -> DoctorReport.Check {
      try #require(Doctor(world.context(), checks: [.invitectlSchema]).run().checks.first)
    }
    let found = try check()
    #expect(found.verdict == .warn, "\(found)")
    #expect(found.detail.contains("are of an older version"), "\(found.detail)")
    #expect(found.fix?.contains("'invitectl migrate up'") == true, "\(found)")
    #expect(try await run(["migrate", "up"], world).exitCode == 0)
    #expect(try check().verdict == .pass)
  }

  @Test func `an empty table of the version is filled`() async throws {
    let world = try world(InvitectlSchema.latest)
    try world.postgres.executeScript("DELETE FROM invitectl.schema_version", deadline: .soon)
    #expect(try await run(["migrate", "up"], world).exitCode == 0)
    #expect(try version(world) == InvitectlSchema.latest)
  }

  @Test func `what is no version ends in a sentence, and what is printed mends it`() async throws {
    let world = try world(InvitectlSchema.latest)
    try setVersion(-2_147_483_648, world)
    for command in [["migrate", "up"], ["sync-counts"], ["force-resync", "--all", "-n"]] {
      let result = try await run(command, world)
      #expect(result.exitCode == 1, "\(result.status) \(result.errors)")
      #expect(result.errors.contains("says -2147483648, which is no version"))
    }
    try world.postgres.executeScript(
      "UPDATE invitectl.schema_version SET version = 0", deadline: .soon)
    #expect(try await run(["migrate", "up"], world).exitCode == 0)
    #expect(try version(world) == InvitectlSchema.latest)
    #expect(try await run(["sync-counts"], world).exitCode == 0)
  }

  @Test func `row security on a table of ours is named even to its owner`() async throws {
    let world = try world(InvitectlSchema.latest)
    let role = try TestRole(in: world.database)
    for table in PerformanceIndex.requiredTables + [PerformanceIndex.optionalTable] {
      try world.postgres.executeScript(
        "ALTER TABLE \(table) OWNER TO \(role.name)", deadline: .soon)
    }
    try world.postgres.executeScript(
      """
      GRANT USAGE ON SCHEMA invitectl TO \(role.name);
      ALTER TABLE invitectl.redeem_sync OWNER TO \(role.name);
      ALTER TABLE invitectl.redeem_sync ENABLE ROW LEVEL SECURITY;
      ALTER TABLE invitectl.redeem_sync FORCE ROW LEVEL SECURITY
      """, deadline: .soon)
    let environment = world.environment.merging([
      "DATABASE_URL": world.database.url(role: role.name)
    ]) { $1 }
    let sync = try await CommandRun.invitectl(["sync-counts"], environment: environment)
    let words = "row security hides rows of invitectl.redeem_sync from role \(role.name)"
    #expect(sync.exitCode == 1 && sync.errors.contains(words), "\(sync.errors)")
    let doctor = try await CommandRun.invitectl(
      ["doctor", "--only", "row-security"], environment: environment)
    #expect(doctor.output.contains(words), "\(doctor.output)")
    let line = try #require(sync.errors.split(separator: "\n").first { $0.contains("next:") })
    let statement = try #require(line.firstRange(of: "ALTER"))
    try world.postgres.executeScript(
      String(line[statement.lowerBound...].prefix { $0 != "," }), deadline: .soon)
    let again = try await CommandRun.invitectl(["sync-counts"], environment: environment)
    #expect(!again.errors.contains("row security"), "\(again.errors)")
  }

  @Test func `something else of a table's name is named`() async throws {
    let world = try world(InvitectlSchema.latest)
    try world.postgres.executeScript(
      "DROP TABLE invitectl.run_log; CREATE VIEW invitectl.run_log AS SELECT 1", deadline: .soon)
    let result = try await run(["migrate", "up"], world)
    #expect(result.exitCode == 7, "\(result.status) \(result.errors)")
    #expect(result.errors.contains("invitectl.run_log is not a table"), "\(result.errors)")
  }

  @Test func `what a newer invitectl made is left to it`() async throws {
    let world = try world(InvitectlSchema.latest)
    try setVersion(InvitectlSchema.latest + 1, world)
    try world.postgres.executeScript("DROP TABLE invitectl.index_work", deadline: .soon)
    let result = try await run(["migrate", "up"], world)
    #expect(result.exitCode == 7, "\(result.status) \(result.errors)")
    #expect(result.errors.contains("a newer invitectl"), "\(result.errors)")
    #expect(try version(world) == InvitectlSchema.latest + 1)
  }

  /// A role that owns the backend's tables and may make tables here, but not read the journal.
  @Test func `a journal that may not be read ends migrate up`() async throws {
    let world = try world(InvitectlSchema.latest)
    let role = try TestRole(in: world.database)
    try world.postgres.executeScript(
      """
      GRANT USAGE, CREATE ON SCHEMA invitectl TO \(role.name);
      GRANT SELECT, INSERT, UPDATE ON invitectl.schema_version TO \(role.name);
      GRANT CREATE ON SCHEMA public TO \(role.name);
      GRANT SELECT, UPDATE ON alembic_version TO \(role.name)
      """, deadline: .soon)
    for table in PerformanceIndex.requiredTables + [PerformanceIndex.optionalTable] {
      try world.postgres.executeScript(
        "ALTER TABLE \(table) OWNER TO \(role.name)", deadline: .soon)
    }
    let environment = world.environment.merging([
      "DATABASE_URL": world.database.url(role: role.name)
    ]) { $1 }
    func up() async throws -> CommandResult {
      try await CommandRun.run(
        "/usr/bin/timeout", ["30", CommandRun.invitectlPath, "migrate", "up"],
        environment: environment)
    }
    let result = try await up()
    #expect(result.exitCode == 1, "\(result.status) \(result.errors)")
    #expect(
      result.errors.contains("role \(role.name) may not use schema invitectl"), "\(result.errors)")
    // What is printed to be typed works.
    let line = try #require(result.errors.split(separator: "\n").first { $0.contains("next:") })
    let grants = try #require(line.firstRange(of: "GRANT"))
    try world.postgres.executeScript(String(line[grants.lowerBound...]), deadline: .soon)
    let again = try await up()
    #expect(again.exitCode == 0, "\(again.status) \(again.errors)")
  }
}
