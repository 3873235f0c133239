import Foundation
import Glibc
import LosslessJSON
import PostgresClient
import Synchronization
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps
@testable import InviteStorage

/// Runs that died or go on, and which are shown.
extension RunsTests {
  @Test func `one that goes on is told from one that died`() async throws {
    let world = try world()
    try world.addSyncedCode("A")
    try world.take("A")
    let environment = world.environment
    let id = Mutex<Int?>(nil)
    let result = try await CommandRun.invitectl(
      ["sync-counts"],
      environment: environment.merging(["INVITECTL_FAILPOINT": "sync-before-first:stop"]) { $1 }
    ) { pid in
      #expect(try await HeldProcess.stop(pid))
      let run = try #require(try await Self.runs(environment, ["--limit", "1"]).first)
      #expect(run["state"]?.string == "running", "\(run)")
      #expect(run["pid"]?.int == Int(pid), "\(run)")
      id.withLock { $0 = run["id"]?.int }
      kill(pid, SIGKILL)
    }
    #expect(result.signal == SIGKILL)
    let killed = try #require(id.withLock { $0 })
    // Its session ends when the server notices.
    let end = ContinuousClock.now + .seconds(60)
    var last: JSONValue?
    repeat {
      last = try await runs(world, "--limit", "1").first
    } while last?["state"]?.string == "running" && ContinuousClock.now < end
    #expect(last?["id"]?.int == killed && last?["state"]?.string == "died", "\(last ?? .null)")
    // It is among those that failed; the ones before it are not.
    let failed = try await runs(world, "--failed")
    #expect(failed.count == 1 && failed[0]["id"]?.int == killed, "\(failed)")
  }

  @Test func `runs are chosen by command, time and outcome`() async throws {
    let world = try world()
    try world.postgres.executeScript(
      """
      INSERT INTO invitectl.run_log (command, started_at, finished_at, exit_code, detail) VALUES
        ('cleanup-queue', now() - interval '3 days', now() - interval '3 days', 1, '{}'),
        ('cleanup-queue', now() - interval '2 hours', now() - interval '1 hour', 8, '{}'),
        ('control drain', now() - interval '4 days', now() - interval '4 days', 0, '{}'),
        ('sync-counts', now(), now(), 0, '{}'), ('sync-counts', now(), NULL, NULL, '{}');
      INSERT INTO invitectl.run_log (command, finished_at, changed, problems, detail)
        VALUES ('sync-counts', now(), 0, 0, '{"skipped": true}')
      """, deadline: .soon)
    let all = try await runs(world).compactMap { $0["state"]?.string }
    #expect(all == ["skipped", "open", "finished", "finished", "finished", "finished"])
    // By its name as it is recorded, and as people call it.
    for name in ["control drain", "drain"] {
      let drains = try await runs(world, "--command", name)
      #expect(drains.compactMap { $0["command"]?.string } == ["control drain"], "\(name)")
    }
    #expect(try await runs(world, "--command", "cleanup-queue").count == 2)
    #expect(try await runs(world, "--command", "cleanup-queue", "--since", "1d").count == 1)
    #expect(try await runs(world, "--failed").compactMap { $0["exit_code"]?.int } == [8, 1])
    #expect(try await runs(world, "--limit", "2").count == 2)
    let text = try await CommandRun.invitectl(["runs"], environment: world.environment)
    #expect(text.output.contains("exit 8") && text.output.contains("skipped"), "\(text.output)")
    #expect(!text.output.contains(" as "), "nothing is known of who: \(text.output)")
  }

  /// Commands go on with the table that an older invitectl made; only who ran them is not known.
  @Test func `of a table of an older version nothing else is missing`() async throws {
    let world = try SyncWorld()
    try world.addSyncedCode("A")
    let sync = try await CommandRun.invitectl(["sync-counts"], environment: world.environment)
    #expect(sync.exitCode == 0, "\(sync.errors)")
    let run = try #require(try await runs(world).first)
    #expect(run["state"]?.string == "finished" && run["role"]?.isNull ?? true, "\(run)")
    let doctor = try await CommandRun.invitectl(
      ["doctor", "--only", "invitectl-schema"], environment: world.environment)
    #expect(doctor.output.contains("are of an older version"), "\(doctor.output)")
  }

  @Test func `without the table it says how to make it`() async throws {
    let database = try TestDatabase.inviteHub()
    let result = try await CommandRun.invitectl(
      ["runs"], environment: Sandbox.variables(database: database))
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("'invitectl migrate up'"), "\(result.errors)")
  }
}
