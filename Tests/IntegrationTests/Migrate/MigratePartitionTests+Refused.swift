import ClientSupport
import Foundation
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Partitions that cannot be built on, and the ways back.
extension MigratePartitionTests {
  @Test func `a foreign table is named, and works once it is detached as printed`() async throws {
    let world = try PartitionWorld()
    try world.plain.database.run(
      """
      CREATE FOREIGN DATA WRAPPER nothing;
      CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing;
      CREATE FOREIGN TABLE invite_records_2024 PARTITION OF invite_records
        FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') SERVER elsewhere
      """)
    let result = try await world.plain.migrate("up")
    #expect(result.exitCode == 7, "\(result.errors)")
    #expect(
      result.errors.contains(
        "invite_records_2024, a partition of invite_records, is a foreign table"))
    let match = try #require(
      result.errors.firstMatch(of: /ALTER TABLE [^,]*DETACH PARTITION [^,]*/))
    try world.plain.database.run(String(match.output))
    #expect(try await world.plain.migrate("up").exitCode == 0)
    try world.expectDone()
  }

  @Test func `who may not build on a partition is told before anything is done`() async throws {
    let world = try PartitionWorld()
    let role = try TestRole(in: world.plain.database)
    let other = try TestRole(in: world.plain.database)
    try role.takeTables()
    try world.plain.database.run(
      """
      ALTER TABLE invite_records OWNER TO \(role.name);
      ALTER TABLE invite_records_2025_03 OWNER TO \(role.name);
      ALTER TABLE invite_records_2025_03_1 OWNER TO \(other.name);
      CREATE SCHEMA months; ALTER TABLE invite_records_2025_01 SET SCHEMA months;
      GRANT CREATE ON SCHEMA public TO \(role.name);
      GRANT CREATE ON DATABASE \(world.plain.database.name) TO \(role.name)
      """)
    let url = world.plain.database.url(role: role.name)
    var typed: [String] = []
    for _ in 0..<4 {
      let result = try await world.plain.migrate("up", url: url)
      if result.exitCode == 0 { break }
      let grant = try #require(result.errors.firstMatch(of: /GRANT [^;\n]*? TO "[^"]*"/))
      #expect(try world.valid().isEmpty)
      typed.append(String(grant.output))
      try world.plain.database.run(String(grant.output))
    }
    #expect(typed.count == 2, "\(typed)")
    try world.expectDone()
  }

  @Test func `down drops what was made, attached or not, and up makes it again`() async throws {
    let world = try PartitionWorld()
    #expect(try await world.plain.migrate("up").exitCode == 0)
    let down = try await world.plain.migrate("down", "--to", "006", "--yes")
    #expect(down.exitCode == 0, "\(down.errors)")
    #expect(try world.valid().isEmpty)
    #expect(try world.plain.revision() == "006_add_commercial_fields")
    // What an interrupted run has built goes too.
    try world.plain.database.run(
      """
      CREATE INDEX \(PartitionWorld.first) ON invite_records_2025_01 (team_id);
      CREATE INDEX ix_invite_records_2025_03_email ON invite_records_2025_03 (email);
      UPDATE alembic_version SET version_num = '007_add_performance_indexes'
      """)
    let again = try await world.plain.migrate("down", "--to", "006", "--yes")
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(try world.valid().isEmpty)
    #expect(try await world.plain.migrate("up").exitCode == 0)
    try world.expectDone()
  }

  @Test func `repair builds what is lost, and what no ATTACH can make valid any more`() async throws
  {
    let world = try PartitionWorld()
    #expect(try await world.plain.migrate("up").exitCode == 0)
    // As the documented recipe leaves it when the last partition without its part is detached.
    try world.plain.database.run(
      """
      DROP INDEX ix_invite_records_email; DROP INDEX ix_invite_records_status;
      CREATE INDEX ix_invite_records_email ON ONLY invite_records (email);
      CREATE INDEX a ON invite_records_2025_01 (email);
      ALTER INDEX ix_invite_records_email ATTACH PARTITION a;
      ALTER TABLE invite_records DETACH PARTITION invite_records_2025_02;
      ALTER TABLE invite_records DETACH PARTITION invite_records_2025_03;
      ALTER TABLE invite_records DETACH PARTITION invite_records_2025_04;
      ALTER TABLE invite_records DETACH PARTITION invite_records_other
      """)
    let verify = try await world.plain.migrate("verify")
    #expect(verify.exitCode != 0)
    let up = try await world.plain.migrate("up")
    #expect(up.exitCode == 6, "\(up.errors)")
    #expect(
      up.errors.contains("ix_invite_records_email is not valid, though every partition's part"))
    let repair = try await world.plain.migrate("repair")
    #expect(repair.exitCode == 0, "\(repair.errors)")
    try world.expectDone()
  }
}
