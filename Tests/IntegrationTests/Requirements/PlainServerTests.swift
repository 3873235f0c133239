import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// What a PostgreSQL may lack, since it was built without it or its administrator took it away.
@Suite struct PlainServerTests {
  private static let commands: [[String]] = [
    ["migrate", "up"], ["migrate", "verify"], ["migrate", "prove"],
    ["doctor", "--only", "invitectl-schema"],
    ["sync-counts"], ["sync-counts", "-n"], ["force-resync", "--all", "-n"], ["metrics-dump"],
    ["force-resync", "audit", "--all"], ["forecast"],
    ["cleanup-queue", "--yes"], ["redeem", "DIRECT10", "a@example.com", "--explain"],
  ]

  @Test(
    .enabled(
      if: PrivatePostgres.plainPrograms != nil,
      "needs scripts/bootstrap matrix postgresql-16-plain"))
  func `a server without libxml and without pg_stat_statements is enough`() async throws {
    let server = try PrivatePostgres(programs: PrivatePostgres.plainPrograms)
    let database = try TestDatabase(on: server)
    try database.load(["enums-upper", "schema-006", "invite-queue", "seed-small"])
    let connection = try database.connect()
    #expect(throws: PostgresError.self) {
      try connection.query(
        "SELECT query_to_xml('SELECT 1', false, false, '')", deadline: .soon)
    }
    try await every(database, role: "postgres")
  }

  @Test func `no command needs a function that reads or writes XML`() async throws {
    let world = try RequirementWorld()
    try world.database.run(
      """
      DO $$ DECLARE f regprocedure; BEGIN
        FOR f IN SELECT oid FROM pg_proc
          WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ 'xml'
        LOOP EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f); END LOOP;
      END $$
      """)
    try await every(world.database, role: world.role.name, but: ["migrate up"])
  }

  /// Each command passes, and what the look says of the recorded version is right.
  private func every(
    _ database: TestDatabase, role: String, but left: Set<String> = []
  ) async throws {
    let redis = try TestRedis()
    try redis.declareInvites()
    let environment = Sandbox.variables(database: database, role: role, redis: redis)
    for command in Self.commands where !left.contains(command.joined(separator: " ")) {
      let result = try await CommandRun.invitectl(command, environment: environment)
      #expect(!result.errors.contains("XML"), "\(command): \(result.errors)")
      #expect([0, 8].contains(result.exitCode), "\(command): \(result.output)\(result.errors)")
    }
    for (change, says) in [
      ("SET version = version + 5", "newer"), ("SET version = -2147483648", "-2147483648"),
    ] {
      try database.run("BEGIN; UPDATE invitectl.schema_version \(change); COMMIT")
      let result = try await CommandRun.invitectl(["sync-counts"], environment: environment)
      #expect(result.exitCode == 1)
      #expect(result.errors.contains(says), "\(result.errors)")
    }
  }
}
