import ClientSupport
import Foundation
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Indexes of a partitioned invite_records.
@Suite struct MigratePartitionTests {
  @Test func `each partition is built beside its writers and all are put together`() async throws {
    let world = try PartitionWorld()
    let plan = try await world.plain.migrate("plan")
    #expect(
      plan.output.contains(
        "CREATE INDEX CONCURRENTLY ix_invite_records_2025_03_1_email ON public.invite_records_2025_03_1 (email)"
      ), "\(plan.output)")
    #expect(
      plan.output.contains(
        "ALTER INDEX public.ix_invite_records_2025_03_email ATTACH PARTITION public.ix_invite_records_2025_03_0_email"
      ), "\(plan.output)")
    let result = try await world.plain.migrate("up")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.errors.contains(
        "building \(PartitionWorld.first) on invite_records_2025_01, partition 1 of 6"))
    try world.expectDone()
    #expect(try await world.plain.migrate("verify").exitCode == 0)
    let status = try await world.plain.migrate("status", "--exit-code")
    #expect(status.exitCode == 0, "\(status.output)")
    #expect(status.output.contains("valid, on 6 partitions"), "\(status.output)")
    // A month that is made afterwards has them from the start.
    try world.plain.database.run(
      """
      CREATE TABLE invite_records_2026_01 PARTITION OF invite_records
        FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')
      """)
    try world.expectDone()
    #expect(try await world.plain.migrate("up").output.contains("nothing to do"))
    let doctor = try await CommandRun.invitectl(
      ["doctor", "--only", "indexes"], environment: ["DATABASE_URL": world.plain.database.url()])
    #expect(doctor.output.contains("11 of 11 are well"), "\(doctor.output) \(doctor.errors)")
  }

  @Test func `what it will take on disk is told by size where nothing was analyzed`() async throws {
    struct Plan: Decodable {
      struct Step: Decodable { let action: String, estimatedBytes: Int? }
      let steps: [Step]
      let estimatedBySize: [String]
    }
    let world = try PartitionWorld(records: 0)
    try world.plain.database.run(
      """
      DO $$ DECLARE place text; BEGIN
        FOR place IN SELECT relid FROM pg_partition_tree('invite_records') WHERE isleaf LOOP
          EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', place::regclass);
        END LOOP;
      END $$
      """)
    // As a month has it that came after the last ANALYZE: one is known, the others are not.
    try world.fill(20_000, months: 4)
    try world.plain.database.run("ANALYZE invite_records_2025_01")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let plan = try await world.plain.migrate("plan", "-o", "json")
    let told = try decoder.decode(Plan.self, from: Data(plan.output.utf8))
    #expect(told.estimatedBySize.contains("invite_records_2025_02"), "\(plan.output)")
    #expect(!told.estimatedBySize.contains("invite_records_2025_01"))
    let builds = told.steps.filter { $0.action == "build" }
    #expect(builds.allSatisfy { $0.estimatedBytes != nil }, "\(plan.output)")
    let text = try await world.plain.migrate("plan")
    #expect(text.output.contains("never analyzed"), "\(text.output)")
    let status = try await world.plain.migrate("status")
    #expect(status.output.contains("never analyzed"), "\(status.output)")
    #expect(try await world.plain.migrate("up").exitCode == 0)
    let taken = try #require(
      world.plain.value(
        """
        SELECT sum(pg_relation_size(c.oid)) FROM pg_class c
        WHERE c.relkind = 'i' AND c.relname LIKE 'ix\\_%'
        """
      ).flatMap { Int($0) })
    let estimate = builds.compactMap(\.estimatedBytes).reduce(0, +)
    #expect(estimate > taken / 2 && estimate < taken * 3, "\(estimate) for \(taken)")
  }

  @Test func `Alembic finds nothing to do afterwards`() async throws {
    let world = try PartitionWorld()
    #expect(try await world.plain.migrate("up").exitCode == 0)
    let before = try world.valid()
    let upgrade = try await PythonPeer.alembic(["upgrade", "head"], on: world.plain.database)
    #expect(upgrade.exitCode == 0, "\(upgrade.errors)")
    #expect(!upgrade.errors.contains("Running upgrade"), "\(upgrade.errors)")
    #expect(try world.valid() == before)
  }

  @Test func `plan --sql can be run by psql and is what up would do`() async throws {
    let world = try PartitionWorld()
    let plan = try await world.plain.migrate("plan", "--sql")
    // As psql sends it: a statement at a time.
    let session = try world.plain.database.connect()
    for line in plan.output.split(separator: "\n") where !line.hasPrefix("--") {
      try session.executeScript(String(line), deadline: .soon)
    }
    #expect(try world.lacking() == nil)
    #expect(try await world.plain.migrate("verify").exitCode == 0)
  }

  @Test func `an equal index of a partition is attached and not built again`() async throws {
    let world = try PartitionWorld()
    try world.plain.database.run(
      """
      CREATE INDEX "Mail, by hand" ON invite_records_2025_01 (email);
      CREATE INDEX ON invite_records_2025_03_0 (team_id);
      CREATE INDEX ix_invite_records_2025_03_email ON invite_records_2025_03 (email);
      CREATE INDEX ix_invite_records_created_at ON ONLY invite_records (created_at);
      CREATE INDEX halfway ON invite_records_2025_02 (created_at);
      ALTER INDEX ix_invite_records_created_at ATTACH PARTITION halfway;
      CREATE INDEX partly ON invite_records_2025_01 (status) WHERE team_id = 1
      """)
    let before = try world.valid()
    let result = try await world.plain.migrate("up")
    #expect(result.exitCode == 0, "\(result.errors)")
    // What is not equal stays beside ours.
    try world.expectDone(more: 1)
    #expect(try world.valid().filter { before[$0.key] != nil } == before)
    #expect(!result.errors.contains("building ix_invite_records_2025_01_email"))
    #expect(!result.errors.contains("building ix_invite_records_2025_03_0_email"))
  }

  @Test func `partitions in other schemas and with odd and long names`() async throws {
    let world = try PartitionWorld()
    // 61 bytes, of characters of two, and a quote.
    let long = String(repeating: "ä", count: 30) + "\""
    try world.plain.database.run(
      """
      CREATE SCHEMA "Old Months";
      ALTER TABLE invite_records_2025_01 SET SCHEMA "Old Months";
      ALTER TABLE invite_records_2025_02 RENAME TO \(PostgresIdentifier.quoted(long));
      ALTER TABLE invite_records_2025_04 RENAME TO "user"
      """)
    let plan = try await world.plain.migrate("plan", "--sql")
    #expect(plan.output.contains(#"ON "Old Months".invite_records_2025_01 "#))
    let result = try await world.plain.migrate("up")
    #expect(result.exitCode == 0, "\(result.errors)")
    try world.expectDone()
    #expect(
      try world.plain.value(
        "SELECT max(octet_length(relname)) FROM pg_class WHERE relname LIKE 'ix_ää%'") == "62")
    #expect(try await world.plain.migrate("verify").exitCode == 0)
    #expect(try await world.plain.migrate("down", "--to", "006", "--yes").exitCode == 0)
    #expect(try world.valid().isEmpty)
  }

  @Test func `a name that is taken and another definition are named, and nothing is dropped`()
    async throws
  {
    for (sql, word) in [
      ("CREATE TABLE ix_invite_records_2025_02_status ()", "belongs to a table"),
      (
        "CREATE INDEX ix_invite_records_2025_02_status ON invite_records_2025_01 (id)",
        "belongs to an index on public.invite_records_2025_01"
      ),
      (
        "CREATE INDEX ix_invite_records_2025_02_status ON invite_records_2025_02 (status DESC)",
        "exists with another definition"
      ),
    ] {
      let world = try PartitionWorld()
      try world.plain.database.run(sql)
      let result = try await world.plain.migrate("up")
      #expect(result.exitCode == 7, "\(result.errors)")
      #expect(result.errors.contains("ix_invite_records_2025_02_status"))
      #expect(result.errors.contains(word), "\(result.errors)")
      #expect(try world.valid().filter { $0.key.hasSuffix("_email") }.isEmpty)
    }
  }
}
