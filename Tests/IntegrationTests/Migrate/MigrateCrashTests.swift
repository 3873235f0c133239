import ClientSupport
import Foundation
import Glibc
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Signals, kills, and what a rerun makes of what they leave.
@Suite struct MigrateCrashTests {
  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func `5 - the first signal cancels on the server and removes the debris`(
    signal: Int32, code: Int32
  ) async throws {
    let world = try MigrateWorld()
    let snapshot = try world.holdSnapshot()
    let result = try await world.migrate("up") { pid in
      try await world.waitForPhase("waiting for old snapshots")
      kill(pid, signal)
      // A closed terminal does it twice.
      if signal == SIGHUP {
        try await eventually("the first is taken") { !SignalMask.pending.holds(signal, of: pid) }
        kill(pid, signal)
      }
    }
    #expect(result.exitCode == code, "\(result.errors)")
    #expect(result.errors.contains("has been removed"))
    #expect(try world.flags(MigrateWorld.first) == nil)
    #expect(try world.value("SELECT count(*) FROM invitectl.index_work") == "0")
    snapshot.release()
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }

  @Test func `5 - the second signal leaves at once and says how to recover`() async throws {
    let world = try MigrateWorld()
    let reader = try world.hold(
      "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM team_members")
    let result = try await world.migrate("up", "--cleanup-wait", "10m") { pid in
      try await world.waitForPhase("waiting for old snapshots")
      kill(pid, SIGINT)
      try await eventually("it cleans up") {
        try world.value(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
            + "AND query LIKE 'DROP INDEX CONCURRENTLY%' AND state = 'active'") != nil
      }
      // Within half a second it is taken for the same stop. More time than that does no harm.
      try await Task.sleep(for: .milliseconds(700))
      kill(pid, SIGINT)
    }
    #expect(result.exitCode == 130)
    #expect(result.errors.contains("migrate repair"))
    // The cleaning would have gone on: the reader is still there.
    reader.release()
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }

  @Test func `6 - after kill -9 the rerun waits for the orphan and records its work`() async throws
  {
    let world = try MigrateWorld()
    let snapshot = try world.holdSnapshot()
    let killed = try await world.migrate("up") { pid in
      try await world.waitForPhase("waiting for old snapshots")
      kill(pid, SIGKILL)
    }
    #expect(killed.exitCode == nil)
    let oid = try world.value("SELECT to_regclass('\(MigrateWorld.first)')::oid")
    let status = try await world.migrate("status")
    #expect(status.output.contains("lost its client"))
    // Longer than it would wait for a live run.
    let rerun = try await world.migrate("up", "--lock-wait", "1s") { _, said in
      try await eventually("it says whose build it waits for") {
        said().contains("is still building")
      }
      // More time than that does no harm.
      try await Task.sleep(for: .seconds(2))
      snapshot.release()
    }
    #expect(rerun.exitCode == 0, "\(rerun.errors)")
    #expect(rerun.errors.contains("lost its client is still building \(MigrateWorld.first)"))
    try world.expectDone()
    #expect(try world.valid()[MigrateWorld.first] == oid)
  }

  @Test func `9 - debris of ours is dropped, rebuilt, and said`() async throws {
    let world = try MigrateWorld()
    let snapshot = try world.holdSnapshot()
    _ = try await world.migrate("up") { pid in
      let builder = try await world.waitForPhase("waiting for old snapshots")
      kill(pid, SIGKILL)
      _ = try world.value("SELECT pg_terminate_backend(\(builder))")
    }
    snapshot.release()
    try await eventually("the orphan is gone") {
      try world.value(
        "SELECT 1 FROM pg_stat_progress_create_index WHERE datname = current_database()") == nil
    }
    #expect(try world.flags(MigrateWorld.first) == "ft")
    let status = try await world.migrate("status")
    #expect(status.output.contains("invalid, left by an interrupted run"))
    let result = try await world.migrate("up")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.errors.contains("dropped \(MigrateWorld.first), which was left invalid"))
    try world.expectDone()
  }

  @Test func `10 - debris of others is theirs until repair is asked for`() async throws {
    for repair in [["up", "--repair"], ["repair"]] {
      let world = try MigrateWorld()
      try await foreignDebris(world)
      let result = try await world.migrate("up")
      #expect(result.exitCode == 6, "\(result.errors)")
      #expect(result.errors.contains("invitectl did not make it"))
      #expect(try world.flags(MigrateWorld.first) == "ft")
      #expect(try world.valid().isEmpty)
      let repaired = try await CommandRun.invitectl(
        ["migrate"] + repair, environment: ["DATABASE_URL": world.database.url()])
      #expect(repaired.exitCode == 0, "\(repaired.errors)")
      #expect(try world.flags(MigrateWorld.first) == "tt")
      #expect(repaired.errors.contains("rebuilt \(MigrateWorld.first)"))
      #expect(repaired.errors.split(separator: "rebuilt ix_").count == 2, "\(repaired.errors)")
      #expect(repaired.output.contains("1 rebuilt in"), "\(repaired.output)")
      #expect(try await world.migrate("up").exitCode == 0)
      try world.expectDone()
    }
  }

  /// A build that was broken off while it waited, as a person's psql would leave it.
  private func foreignDebris(_ world: MigrateWorld) async throws {
    let snapshot = try world.holdSnapshot()
    buildElsewhere(
      world, "CREATE INDEX CONCURRENTLY \(MigrateWorld.first) ON public.team_members (team_id)")
    let builder = try await world.waitForPhase("waiting for old snapshots")
    #expect(try world.value("SELECT pg_cancel_backend(\(builder))") == "true")
    try await eventually("the build is broken off") {
      try world.value("SELECT 1 FROM pg_stat_activity WHERE pid = \(builder)") == nil
    }
    snapshot.release()
  }

  @Test func `kill -9 at 20 random moments, and every rerun ends well`() async throws {
    var random = SeededGenerator()
    let template = try MigrateWorld(records: 40_000)
    for round in 0..<20 {
      let world = MigrateWorld(try TestDatabase(copying: template.database))
      let delay = Duration.milliseconds(Int.random(in: 5...400, using: &random))
      _ = try await world.migrate("up") { pid in
        try await Task.sleep(for: delay)
        kill(pid, SIGKILL)
      }
      let good = try world.valid()
      let rerun = try await world.migrate("up")
      #expect(rerun.exitCode == 0, "round \(round), killed after \(delay): \(rerun.errors)")
      try world.expectDone()
      // What was good is the same index still.
      #expect(try world.valid().filter { good[$0.key] != nil } == good, "round \(round)")
      if round == 19 { #expect(try await world.migrate("verify").exitCode == 0) }
    }
  }
}
