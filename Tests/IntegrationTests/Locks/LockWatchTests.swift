import ClientSupport
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// What doctor and metrics-dump say of the locks.
@Suite struct LockWatchTests {
  @Test func `doctor names a holder that is not invitectl, and what it types helps`() throws {
    let world = try SyncWorld()
    let context = try world.context()
    #expect(try context.doctor(.locks).verdict == .pass)
    #expect(try context.doctor(.locks).detail == "none is held")
    let holder = try HeldSession(
      world.database.parameters,
      "SET application_name = 'psql'; SELECT pg_advisory_lock(1768846953, 30)")
    let check = try context.doctor(.locks)
    #expect(check.verdict == .warn)
    #expect(check.detail.contains("cleanup-queue: pid \(holder.pid) (psql, role "))
    let statement = "SELECT pg_terminate_backend(\(holder.pid))"
    #expect(check.fix?.contains(statement) == true)
    _ = try world.postgres.query(statement, deadline: .soon)
    try waitUntil("the session is gone") { try context.doctor(.locks).verdict == .pass }
  }

  @Test func `a run that works is no finding, skipped runs are`() throws {
    let world = try SyncWorld()
    let holder = try HeldSession(
      world.database.parameters,
      "SET application_name = 'invitectl sync-counts [1]'; SELECT pg_advisory_lock(1768846953, 3)")
    let working = try world.context().doctor(.locks)
    #expect(working.verdict == .pass)
    #expect(working.detail.contains("pid \(holder.pid) (invitectl sync-counts [1], role "))
    for _ in 0..<3 { try world.sync { $0.ifLocked = .skip } }
    let skipping = try world.context().doctor(.locks)
    #expect(skipping.verdict == .warn)
    #expect(skipping.detail.contains("sync-counts was skipped 3 times in a row"))
    holder.release()
  }

  @Test func `metrics show the lock's age and the skipped runs`() async throws {
    let world = try SyncWorld()
    func samples() async throws -> [Substring] {
      let dump = try await CommandRun.invitectl(
        ["metrics-dump", "--collectors", "locks"], environment: world.environment)
      #expect(dump.exitCode == 0, "\(dump.errors)")
      return dump.output.split(separator: "\n")
    }
    let free = try await samples()
    #expect(free.contains(#"invitectl_lock_held_seconds{command="sync-counts"} 0.0"#))
    #expect(free.contains(#"invitectl_skipped_runs{command="sync-counts"} 0"#))
    let holder = try HeldSession(
      world.database.parameters, "SELECT pg_advisory_lock(1768846953, 3), pg_sleep(1.1)")
    for _ in 0..<2 { try world.sync { $0.ifLocked = .skip } }
    let held = try await samples()
    #expect(held.contains(#"invitectl_skipped_runs{command="sync-counts"} 2"#), "\(held)")
    #expect(held.contains(#"invitectl_lock_held_seconds{command="cleanup-queue"} 0.0"#))
    let age = held.first { $0.hasPrefix(#"invitectl_lock_held_seconds{command="sync-counts"}"#) }
    #expect(try #require(Double(age?.split(separator: " ").last ?? "")) > 1)
    holder.release()
  }
}
