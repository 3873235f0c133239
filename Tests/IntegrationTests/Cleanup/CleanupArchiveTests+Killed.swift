import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Runs that are killed, and archives that cannot be finished.
extension CleanupArchiveTests {
  /// Runs the binary until it dies or ends.
  func run(
    _ fixture: CleanupFixture, failpoint: String? = nil, killAfter: Duration? = nil,
    batchTime: String = "1ms"
  ) async throws -> CommandResult {
    var environment = fixture.environment
    environment["INVITECTL_FAILPOINT"] = failpoint
    return try await CommandRun.invitectl(
      [
        "cleanup-queue", "--yes", "--archive", fixture.directory, "--batch-time", batchTime,
        "--if-locked", "wait",
      ], environment: environment
    ) { pid in
      guard let killAfter else { return }
      // A moment drawn at random, wherever the run then is.
      try await Task.sleep(for: killAfter)
      kill(pid, SIGKILL)
    }
  }

  /// After recovery every deleted row is in the archives exactly once, and none that is there is
  /// still in the table.
  private func check(_ fixture: CleanupFixture) throws {
    #expect(try fixture.wronglyGone() == [])
    #expect(try fixture.wronglyArchived() == [])
    for manifest in try FileManager.default.contentsOfDirectory(atPath: fixture.directory)
    where manifest.hasSuffix(".manifest.json") {
      let text = try String(
        contentsOfFile: "\(fixture.directory)/\(manifest)", encoding: .utf8)
      #expect(text.contains(#""state" : "complete""#), "\(manifest)")
    }
  }

  @Test func `kill -9 at 20 random moments loses no row and doubles none`() async throws {
    let fixture = try CleanupFixture(queue: 12_000)
    try fixture.keepQueue()
    var random = SeededGenerator()
    var killed = 0
    for _ in 0..<20 {
      let delay = Duration.milliseconds(Int.random(in: 10...150, using: &random))
      if try await run(fixture, killAfter: delay).exitCode == nil { killed += 1 }
    }
    #expect(killed > 0)
    #expect(try await run(fixture).exitCode == 0)
    try check(fixture)
    // And back again: restore of all archives gives the very rows.
    for path in try archives(fixture) {
      _ = try CleanupRestore(try fixture.context()).run(path, dryRun: false)
    }
    #expect(try fixture.changes() == [])
  }

  /// Puts every archived row back, and takes the archives away.
  private func putBack(_ fixture: CleanupFixture) throws {
    for path in try archives(fixture) {
      _ = try CleanupRestore(try fixture.context()).run(path, dryRun: false)
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: fixture.directory) {
      try FileManager.default.removeItem(atPath: "\(fixture.directory)/\(name)")
    }
    try pack(fixture)
  }

  /// The rows in the blocks they were in at first. CLUSTER would keep deleted ones that somebody's snapshot may
  /// still see, e.g. an ANALYZE of autovacuum's.
  private func pack(_ fixture: CleanupFixture) throws {
    try fixture.database.run(
      """
      BEGIN;
      CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM invite_queue;
      TRUNCATE invite_queue;
      INSERT INTO invite_queue SELECT * FROM kept ORDER BY id;
      COMMIT
      """)
  }

  /// At the first step of the run, at the second, … until a run comes to its end. The batches have
  /// all the time they want, so that every machine makes the same: 64 blocks, then twice as many,
  /// then the rest. Batches of 1 ms would be 200 on a slow machine, and none of them another case.
  @Test func `kill -9 at every step of every batch loses no row and doubles none`() async throws {
    let unhurried = "10m"
    let fixture = try CleanupFixture(queue: 12_000)
    try pack(fixture)
    try fixture.keepQueue()
    let traced = try await run(fixture, failpoint: "trace", batchTime: unhurried)
    let steps = traced.errors.split(separator: "\n").filter { $0.hasPrefix("failpoint archive-") }
    #expect(
      Set(steps) == [
        "failpoint archive-before-write", "failpoint archive-half-written",
        "failpoint archive-synchronized", "failpoint archive-committed",
        "failpoint archive-before-manifest",
      ])
    // All of the first batch, of a second one, and of the end.
    #expect(steps.count >= 9, "\(steps)")
    try putBack(fixture)
    var number = 1
    while number <= steps.count + 1 {
      let result = try await run(fixture, failpoint: "\(number)", batchTime: unhurried)
      guard result.exitCode == nil else {
        #expect(result.exitCode == 0, "\(result.errors)")
        break
      }
      for path in try archives(fixture) {
        let failure = #expect(throws: Failure.self) {
          try CleanupRestore(try fixture.context()).run(path, dryRun: false)
        }
        #expect(failure?.kind == .debris)
      }
      #expect(try await run(fixture).exitCode == 0)
      try check(fixture)
      try putBack(fixture)
      #expect(try fixture.changes() == [])
      number += 1
    }
    #expect(number == steps.count + 1, "killed at \(number - 1) of \(steps.count) steps")
  }

  @Test func `rows of the last batch that another cleanup deleted meanwhile stay archived`()
    async throws
  {
    let fixture = try CleanupFixture(queue: 3000)
    let before = try fixture.rows("invite_queue")
    let doomed = try fixture.rows("invite_queue", where: CleanupFixture.old)
    // On disk, and not committed: then the backend's own cleanup deletes half of it.
    #expect(try await run(fixture, failpoint: "archive-synchronized").exitCode == nil)
    fixture.database.letGo()
    try waitUntil("the server has ended the session") {
      try fixture.count(
        "pg_stat_activity", where: "datname = current_database() AND pid <> pg_backend_pid()") == 0
    }
    try fixture.database.run(
      "DELETE FROM invite_queue WHERE \(CleanupFixture.old) AND id % 2 = 0")
    #expect(try await run(fixture).exitCode == 0)
    let left = try fixture.rows("invite_queue")
    let archived = try fixture.archived()
    #expect(Set(archived).count == archived.count)
    #expect(before.filter { left[$0.key] == nil } == doomed)
    #expect(Set(archived).isSubset(of: Set(doomed.values)))
    // The odd ones were deleted by us alone.
    let ours = doomed.filter { $0.key % 2 == 1 }
    #expect(Set(ours.values).isSubset(of: Set(archived)))
  }

  @Test func `a manifest that cannot be written ends the run, and what was deleted is told`()
    async throws
  {
    let fixture = try CleanupFixture(queue: 500)
    let old = try fixture.count("invite_queue", where: CleanupFixture.old)
    let folder = fixture.directory
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--archive", folder],
      environment: fixture.environment.merging([
        "INVITECTL_FAILPOINT": "archive-before-manifest:stop"
      ]) {
        $1
      }
    ) { pid in
      #expect(try await HeldProcess.stop(pid))
      // A directory is in the way of the file that would replace it.
      for name in try FileManager.default.contentsOfDirectory(atPath: folder)
      where name.hasSuffix(".manifest.json") {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(name).new", withIntermediateDirectories: false)
      }
      try await HeldProcess.letGo(pid)
    }
    #expect(result.exitCode == 1, "\(result)")
    #expect(result.output.contains("\(old) rows deleted"), "\(result)")
    #expect(result.errors.contains(".manifest.json.new"), "\(result)")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name.hasSuffix(".new") {
      try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
    let again = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--archive", folder], environment: fixture.environment)
    #expect(again.exitCode == 0, "\(again)")
    #expect(try fixture.archived().count == old)
  }
}
