import ClientSupport
import Foundation
import Glibc
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// The lock of migrate when the process of its holder is stopped.
@Suite struct MigrateLockTests {
  private static let quick = ["--timeout", "5s", "--lock-wait", "5m"]

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
      ) { _, said in
        try await eventually("it waits for the build") { said().contains("is still building") }
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

  @Test func `skipping for too long is an error, until a run has ended`() async throws {
    let world = try MigrateWorld()
    #expect(try await world.migrate("up").exitCode == 0)
    for round in 0..<2 {
      // Something to do, or the lock is not asked for.
      _ = try await world.migrate("down", "--yes")
      let holder = try world.hold(
        "SET application_name = 'psql'; SELECT pg_advisory_lock(1768846953, 1)")
      var results: [CommandResult] = []
      for _ in 0..<4 {
        results.append(
          try await world.migrate("up", "--if-locked", "skip", "--max-skips", "2"))
      }
      #expect(results.map(\.exitCode) == [0, 0, 4, 4], "round \(round): \(results)")
      #expect(results[3].errors.contains("skipped migrate 4 times in a row"), "\(results[3])")
      #expect(results[3].errors.contains("pid \(holder.pid)"), "\(results[3])")
      holder.release()
      try await isFree(world)
      #expect(try await world.migrate("up").exitCode == 0)
    }
    // A run that finds nothing to do is one that has ended, too.
    _ = try await world.migrate("down", "--yes")
    let holder = try world.hold("SELECT pg_advisory_lock(1768846953, 1)")
    #expect(try await world.migrate("up", "--if-locked", "skip").exitCode == 0)
    #expect(try skips(world) == 1)
    holder.release()
    try await isFree(world)
    #expect(try await world.migrate("up").exitCode == 0)
    #expect(try skips(world) == 0)
    let rows = try world.value("SELECT count(*) FROM invitectl.run_log")
    #expect(try await world.migrate("up", "--if-locked", "skip").exitCode == 0)
    #expect(try world.value("SELECT count(*) FROM invitectl.run_log") == rows)
    let bad = try await world.migrate("up", "--max-skips", "0")
    #expect(bad.exitCode == 2)
  }

  private func isFree(_ world: MigrateWorld) async throws {
    try await eventually("the lock is free") {
      try world.value(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = "
          + "(SELECT oid FROM pg_database WHERE datname = current_database())") == "0"
    }
  }

  /// Skipped runs since one last ended.
  private func skips(_ world: MigrateWorld) throws -> Int {
    try SkippedRuns.counts(world.database.connect(), deadline: .soon)
      .first { $0.command == Migrate.command }?.count ?? -1
  }

  /// Whoever reads the revision waits for whoever has locked its table, up to the deadline.
  @Test(
    arguments: [
      ["status"], ["plan"], ["verify"], ["up"], ["up", "-n"], ["repair"], ["down", "--yes"],
      ["stamp", "006"],
    ])
  func `who has locked the revision's table is named, and what is printed ends it`(
    command: [String]
  ) async throws {
    let world = try MigrateWorld()
    let holder = try world.hold("BEGIN; LOCK TABLE alembic_version")
    let url = world.database.url()
    let result = try await CommandRun.invitectl(
      ["migrate"] + command + ["--timeout", "8s"], environment: ["DATABASE_URL": url])
    #expect([1, 75].contains(result.exitCode), "\(result.errors)")
    #expect(result.errors.contains("; pid \(holder.pid) ("), "\(result.errors)")
    #expect(result.errors.contains(") has locked alembic_version"), "\(result.errors)")
    let printed = try PrintedStatements(result)
    #expect(printed.all == ["SELECT pg_terminate_backend(\(holder.pid));"])
    try await printed.type("SELECT", into: world.database)
    let after = try await CommandRun.invitectl(
      ["migrate"] + command, environment: ["DATABASE_URL": url])
    #expect(after.exitCode == 0, "\(after.errors)")
  }

  @Test func `a prepared transaction that has locked the revision's table is named`() async throws {
    let world = try MigrateWorld()
    let gid = "locks \(world.database.name)"
    try world.database.connect().executeScript(
      "BEGIN; LOCK TABLE alembic_version; PREPARE TRANSACTION '\(gid)'", deadline: .soon)
    defer { try? world.database.run("ROLLBACK PREPARED '\(gid)'") }
    let result = try await world.migrate("status", "--timeout", "8s", "-o", "json")
    #expect(result.errors.contains("prepared transaction '\(gid)' ("), "\(result.errors)")
    #expect(
      result.errors.contains(
        #""statements":["COMMIT PREPARED '\#(gid)';","ROLLBACK PREPARED '\#(gid)';"]"#),
      "\(result.errors)")
    let text = try await world.migrate("status", "--timeout", "8s")
    try await PrintedStatements(text).type("ROLLBACK", into: world.database)
    #expect(try await world.migrate("status").exitCode == 0)
  }

  @Test func `a stranger with the lock is named and left alone`() async throws {
    let world = try MigrateWorld()
    let holder = try world.hold(
      "SET application_name = 'psql'; SELECT pg_advisory_lock(1768846953, 1)")
    let result = try await world.migrate("up", "--timeout", "5s", "--lock-wait", "33s")
    #expect(result.exitCode == 4)
    #expect(result.errors.contains("pid \(holder.pid) ("), "\(result.errors)")
    let statement = "SELECT pg_terminate_backend(\(holder.pid))"
    #expect(result.errors.contains(statement), "\(result.errors)")
    _ = try world.value("pg_terminate_backend(\(holder.pid))")
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }
}
