import ClientSupport
import Foundation
import Glibc
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// A partitioned table with others at work, and runs that are broken off.
@Suite struct MigratePartitionCrashTests {
  /// Sessions of a run, by a pattern of their name.
  private static func sessions(_ name: String) -> String {
    """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE '\(name)'
    """
  }

  @Test func `kill -9 at 20 random moments, and every rerun ends well`() async throws {
    var random = SeededGenerator()
    let template = try PartitionWorld(records: 40_000)
    for round in 0..<20 {
      let world = PartitionWorld(
        MigrateWorld(try TestDatabase(copying: template.plain.database)))
      let delay = Duration.milliseconds(Int.random(in: 5...900, using: &random))
      _ = try await world.plain.migrate("up") { pid in
        // No event stands for a random moment.
        try await Task.sleep(for: delay)
        kill(pid, SIGKILL)
      }
      let good = try world.valid()
      let rerun = try await world.plain.migrate("up")
      #expect(rerun.exitCode == 0, "round \(round), killed after \(delay): \(rerun.errors)")
      try world.expectDone()
      #expect(try world.valid().filter { good[$0.key] != nil } == good, "round \(round)")
      if round == 19 { #expect(try await world.plain.migrate("verify").exitCode == 0) }
    }
  }

  /// From the moment on at which a session of it has its name.
  @Test func `sessions that are ended at random are replaced`() async throws {
    var random = SeededGenerator()
    let template = try PartitionWorld(records: 40_000)
    for round in 0..<9 {
      let world = PartitionWorld(
        MigrateWorld(try TestDatabase(copying: template.plain.database)))
      let delay = Duration.milliseconds(Int.random(in: 0...700, using: &random))
      // The one that builds, the one that watches it, or all at once.
      let names = ["invitectl migrate", "invitectl migrate (watch)", "invitectl migrate%"]
      let sessions = Self.sessions(names[round % names.count])
      let result = try await world.plain.migrate("up") { _ in
        try await eventually("a session of the run") {
          try world.plain.value("\(sessions) LIMIT 1") != nil
        }
        // No event stands for a random moment.
        try await Task.sleep(for: delay)
        _ = try world.plain.value(
          """
          SELECT count(pg_terminate_backend(pid)) FROM (\(sessions)) AS session
          """)
      }
      #expect(result.exitCode == 0, "round \(round), ended after \(delay): \(result.errors)")
      try world.expectDone()
    }
  }

  /// Before there is anything to do again.
  @Test(arguments: ["status", "up"])
  func `a look that is lost is taken again`(verb: String) async throws {
    let world = try PartitionWorld(records: 100)
    let other = try world.plain.hold("BEGIN; LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
    let result = try await world.plain.migrate(verb) { _ in
      let waiting = """
        SELECT pid FROM pg_stat_activity WHERE datname = current_database()
          AND application_name LIKE 'invitectl%' AND wait_event_type = 'Lock'
        """
      try await eventually("it looks") { try world.plain.value(waiting) != nil }
      let lost = try #require(try world.plain.value(waiting))
      #expect(try world.plain.value("SELECT pg_terminate_backend(\(lost))") == "true")
      try await eventually("it looks again") {
        try world.plain.value("\(waiting) AND pid <> \(lost)") != nil
      }
      other.release()
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    if verb == "up" { try world.expectDone() }
  }

  @Test func `partitions that are made, attached, detached and dropped meanwhile`() async throws {
    let world = try PartitionWorld(months: 8, records: 4000)
    // The first build waits for it, so that what changes does so between two looks.
    let snapshot = try world.plain.holdSnapshot()
    let result = try await world.plain.migrate("up") { pid in
      try await world.plain.waitForPhase("waiting for old snapshots")
      try world.plain.database.run(
        """
        CREATE TABLE invite_records_2026_01 PARTITION OF invite_records
          FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        CREATE TABLE late (LIKE invite_records);
        INSERT INTO late SELECT * FROM invite_records_2025_05;
        DROP TABLE invite_records_2025_05;
        ALTER TABLE late RENAME TO invite_records_2025_05;
        ALTER TABLE invite_records ATTACH PARTITION invite_records_2025_05
          FOR VALUES FROM ('2025-05-01') TO ('2025-06-01');
        ALTER TABLE invite_records DETACH PARTITION invite_records_2025_06;
        DROP TABLE invite_records_2025_07
        """)
      snapshot.release()
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    try world.expectDone()
    #expect(
      try world.plain.value(
        "SELECT count(*) FROM pg_indexes WHERE tablename = 'invite_records_2025_06'") == "0")
  }

  @Test func `a partition that is dropped under its build is passed over`() async throws {
    let world = try PartitionWorld()
    let writer = try world.plain.hold(
      "BEGIN; LOCK TABLE invite_records_2025_02 IN ACCESS EXCLUSIVE MODE")
    let result = try await world.plain.migrate("up") { _ in
      try await eventually("the build waits for the table") {
        try world.plain.value(
          """
          SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            AND query LIKE 'CREATE INDEX CONCURRENTLY%invite_records_2025_02%'
          """) != nil
      }
      try writer.run("DROP TABLE invite_records_2025_02; COMMIT")
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    try world.expectDone()
  }

  @Test func `a writer that does not end stops the putting together, and nobody else`() async throws
  {
    let world = try PartitionWorld()
    // It has written to another table of the tree than any that is still to be built.
    #expect(try await world.plain.migrate("up").exitCode == 0)
    #expect(try await world.plain.migrate("down", "--to", "007", "--yes").exitCode == 0)
    let writer = try world.plain.hold("BEGIN; LOCK TABLE ONLY invite_records IN ROW EXCLUSIVE MODE")
    let result = try await world.plain.migrate("up", "--writer-wait", "20s") { _, said in
      try await eventually("it waits") { said().contains("has to wait") }
      // Whoever comes later is let through between two tries.
      let other = try world.plain.database.connect()
      try other.executeScript(
        """
        SET lock_timeout = '9s';
        INSERT INTO invite_records (team_id, email, status, created_at)
          VALUES (1, 'x@example.com', 'SUCCESS', '2025-02-02')
        """, deadline: .soon)
    }
    #expect(result.exitCode == 75, "\(result.errors)")
    #expect(result.errors.contains("pid \(writer.pid)"), "\(result.errors)")
    #expect(result.errors.contains("--writer-wait"))
    #expect(try world.plain.flags("ix_invite_records_team_status_created") == nil)
    writer.release()
    let again = try await world.plain.migrate("up")
    #expect(again.exitCode == 0, "\(again.errors)")
    // What was built is put together, and not built again.
    #expect(!again.errors.contains("building ix_invite_records"), "\(again.errors)")
    try world.expectDone()
  }

  @Test func `a reader that does not end stops down, which gives up and says who`() async throws {
    let world = try PartitionWorld()
    #expect(try await world.plain.migrate("up").exitCode == 0)
    let before = try world.valid()
    let reader = try world.plain.hold("BEGIN; SELECT count(*) FROM invite_records_2025_04")
    let result = try await world.plain.migrate("down", "--yes", "--writer-wait", "2s")
    #expect(result.exitCode == 75, "\(result.errors)")
    #expect(result.errors.contains("pid \(reader.pid)"), "\(result.errors)")
    #expect(try world.valid() == before)
    reader.release()
    #expect(try await world.plain.migrate("down", "--yes").exitCode == 0)
    #expect(try world.plain.flags("ix_invite_records_team_status_created") == nil)
  }
}
