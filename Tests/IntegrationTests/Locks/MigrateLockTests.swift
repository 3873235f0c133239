import Foundation
import Glibc
import PostgresClient
import TestSupport
import Testing

/// The lock of migrate when the process of its holder is stopped.
@Suite struct MigrateLockTests {
  private static let quick = ["--timeout", "1600ms", "--lock-wait", "5m"]

  @Test func `a stopped run's build is waited for, then its session is ended`() async throws {
    let world = try MigrateWorld()
    let snapshot = try world.holdSnapshot()
    let url = world.database.url()
    let stopped = try await CommandRun.invitectl(
      ["migrate", "up"] + Self.quick, environment: ["DATABASE_URL": url]
    ) { pid in
      let builder = try await world.waitForPhase("waiting for old snapshots")
      kill(pid, SIGSTOP)
      // The watching session ends by itself; the build goes on.
      try await eventually("the watch is gone") {
        try world.value(
          "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 2 AND database = "
            + "(SELECT oid FROM pg_database WHERE datname = current_database())") == nil
      }
      #expect(
        try world.value("SELECT state FROM pg_stat_activity WHERE pid = \(builder)") == "active")
      let next = try await CommandRun.invitectl(
        ["migrate", "up"] + Self.quick, environment: ["DATABASE_URL": url]
      ) { _ in
        try await Task.sleep(for: .seconds(2))
        snapshot.release()
      }
      #expect(next.exitCode == 0, "\(next.errors)")
      #expect(
        next.errors.contains("ended the session of a run that was stopped: pid \(builder) "),
        "\(next.errors)")
      try world.expectDone()
      kill(pid, SIGCONT)
    }
    // It looks again, and finds everything done.
    #expect(stopped.exitCode == 0, "\(stopped.errors)")
    try world.expectDone()
  }

  @Test func `a stranger with the lock is named and left alone`() async throws {
    let world = try MigrateWorld()
    let holder = try world.hold(
      "SET application_name = 'psql'; SELECT pg_advisory_lock(1768846953, 1)")
    let result = try await world.migrate("up", "--timeout", "1600ms", "--lock-wait", "12s")
    #expect(result.exitCode == 4)
    #expect(result.errors.contains("pid \(holder.pid) ("), "\(result.errors)")
    let statement = "SELECT pg_terminate_backend(\(holder.pid))"
    #expect(result.errors.contains(statement), "\(result.errors)")
    _ = try world.value("pg_terminate_backend(\(holder.pid))")
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }
}
