import InviteOps
import InviteStorage
import TestSupport
import TestWorlds
import Testing

/// What the printed roles may do with partitions, to which rights on their table say nothing.
@Suite struct PartitionGrantTests {
  @Test func `rights on partitions are printed, missed by name, and given as printed`() async throws
  {
    let fixture = try CleanupFixture.partitioned()
    let (database, redis) = (fixture.database, try TestRedis())
    try database.run("ALTER SCHEMA months RENAME TO \"Arch Ive\"")
    _ = try Migrate(OperationContext.test(database: database, redis: redis)).up()
    let (writer, reader) = (database.name + "_w", database.name + "_r")
    defer {
      for role in [writer, reader] {
        _ = try? database.run("DROP OWNED BY \(role); DROP ROLE \(role)")
      }
    }
    try database.run(GrantStatements.sql(writer: writer, reader: reader))
    func cleanUp(_ role: String, _ flag: String) async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["cleanup-queue", flag, "--older-than", "30d", "--invite-records", "20d"],
        environment: Sandbox.variables(database: database, role: role, redis: redis))
    }
    let old = try fixture.count("invite_records", where: "redeem_code = 'NONE'")
    let done = try await cleanUp(writer, "--yes")
    #expect(done.exitCode == 0, "\(done)")
    #expect(try old > 0 && fixture.count("invite_records", where: "redeem_code = 'NONE'") == 0)

    // New months, one of them in a schema of its own.
    let variables = Sandbox.variables(database: database, role: writer, redis: redis)
    try database.run(
      """
      CREATE TABLE "Arch Ive".m70 PARTITION OF invite_records
        FOR VALUES FROM ('2001-01-01') TO ('2001-02-01');
      CREATE SCHEMA "Other One";
      CREATE TABLE "Other One".m71 PARTITION OF invite_records
        FOR VALUES FROM ('2001-02-01') TO ('2001-03-01')
      """)
    let refused = try await cleanUp(writer, "--yes")
    #expect(refused.exitCode == 1, "\(refused)")
    #expect(refused.errors.contains("2 partitions of invite_records"), "\(refused)")
    // Who only counts is not asked for more.
    #expect(try await cleanUp(reader, "--dry-run").exitCode == 0)
    let finding = try await DoctorFinding("postgres-privileges", database, redis, variables)
    #expect(
      finding.verdict == "warn" && finding.detail.contains("lacks 2 privileges"), "\(finding)")
    let hint = try #require(refused.errors.split(separator: "next: ").last)
      .trimmingPrefix(" ").split(separator: "\n")[0]
    #expect(finding.fix.map { String(hint) == $0 } == true, "\(hint) and \(finding)")
    try finding.type(into: database)
    let after = try await DoctorFinding("postgres-privileges", database, redis, variables)
    #expect(!after.detail.contains("lacks"), "\(after)")
    #expect(try await cleanUp(writer, "--yes").exitCode == 0)
  }
}
