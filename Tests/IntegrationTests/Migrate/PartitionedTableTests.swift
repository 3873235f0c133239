import TestSupport
import TestWorlds
import Testing

/// Each of the tables that have indexes may be the one that is partitioned.
@Suite struct PartitionedTableTests {
  @Test(arguments: ["team_members", "invite_records", "invite_queue", "redeem_codes"])
  func `a partitioned table gets its indexes, loses them and gets them again`(
    table: String
  ) async throws {
    let world = try MigrateWorld(records: 20)
    try world.database.run(Self.conversion(table))
    for _ in 1...2 {
      let up = try await world.migrate("up")
      #expect(up.exitCode == 0, "\(up.errors)")
      // Of the tree: the whole and two parts for each of the table's indexes.
      #expect(try world.value(Self.parts(table)) == "0")
      #expect(
        try world.value(
          "SELECT count(*) FROM pg_index WHERE NOT indisvalid OR NOT indisready OR NOT indislive")
          == "0")
      let verified = try await world.migrate("verify")
      #expect(verified.exitCode == 0, "\(verified.output)\(verified.errors)")
      let down = try await world.migrate("down", "--to", "006", "--yes")
      #expect(down.exitCode == 0, "\(down.errors)")
      #expect(
        try world.value(
          """
          SELECT string_agg(c.relname, ', ') FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
          WHERE i.indrelid IN (SELECT relid FROM pg_partition_tree('\(table)')) AND NOT i.indisunique
          """) == nil)
    }
  }

  @Test func `rows of a partitioned queue are archived, deleted and put back`() async throws {
    let fixture = try CleanupFixture(queue: 600)
    try fixture.database.run(Self.conversion("invite_queue"))
    let before = try fixture.rows("invite_queue")
    let doomed = try fixture.rows("invite_queue", where: CleanupFixture.old)
    let run = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--archive", fixture.directory, "-o", "json"],
      environment: fixture.environment)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try fixture.rows("invite_queue").count == before.count - doomed.count)
    #expect(try fixture.archived().sorted() == doomed.values.sorted())
    let manifest = try #require(
      run.output.firstMatch(of: /"([^"]+\.ndjson\.gz)"/), "\(run.output)")
    let back = try await CommandRun.invitectl(
      ["cleanup-queue", "restore", String(manifest.output.1)],
      environment: fixture.environment)
    #expect(back.exitCode == 0, "\(back.errors)")
    #expect(try fixture.rows("invite_queue") == before)
  }

  /// The table as two partitions by id, with its rows.
  private static func conversion(_ table: String) -> String {
    """
    ALTER TABLE \(table) RENAME TO plain;
    CREATE TABLE \(table) (LIKE plain INCLUDING DEFAULTS) PARTITION BY HASH (id);
    CREATE TABLE \(table)_0 PARTITION OF \(table) FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE \(table)_1 PARTITION OF \(table) FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    INSERT INTO \(table) SELECT * FROM plain;
    ALTER SEQUENCE \(table)_id_seq OWNED BY \(table).id;
    DROP TABLE plain CASCADE;
    ANALYZE \(table)
    """
  }

  /// How many parts the indexes of the table lack.
  private static func parts(_ table: String) -> String {
    """
    SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    CROSS JOIN generate_series(0, 1) AS n
    WHERE i.indrelid = '\(table)'::regclass AND c.relname LIKE 'ix\\_%' AND NOT EXISTS (
      SELECT FROM pg_inherits h JOIN pg_index p ON p.indexrelid = h.inhrelid
      WHERE h.inhparent = c.oid AND p.indisvalid AND p.indrelid = ('\(table)_' || n)::regclass)
    """
  }
}
