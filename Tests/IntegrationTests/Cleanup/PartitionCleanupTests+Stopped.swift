import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Runs that are stopped or kept waiting.
extension PartitionCleanupTests {
  /// Its rows are in the table still; what has the name of an archive is one.
  @Test func `a run that is stopped leaves no part of an archive`() throws {
    let fixture = try CleanupFixture.partitioned()
    let interrupt = Interrupt()
    let cleanup = PartitionCleanup(try fixture.context(interrupt: interrupt))
    let outcome = try cleanup.run(try request(fixture)) { progress in
      if case .partition = progress { interrupt.trigger() }
    }
    #expect(outcome.stopped == .interrupted)
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.directory) == [])
    #expect(try PartitionCleanup(try fixture.context()).run(try request(fixture)).failure == nil)
    #expect(try fixture.archived().count == 120)
  }

  /// A month without rows has an archive, too: by it the next run knows it again.
  @Test func `an empty month that was detached is dropped by a later run`() throws {
    let fixture = try CleanupFixture.partitioned()
    try fixture.database.run("DELETE FROM months.m5")
    let cleanup = PartitionCleanup(try fixture.context())
    let first = try cleanup.run(try request(fixture))
    #expect(first.failure == nil && first.partitions.map(\.rows) == [40, 0, 40], "\(first)")
    let path = try #require(first.partitions[1].archive)
    let restored = try CleanupRestore(try fixture.context()).run(path, dryRun: false)
    #expect(restored.rows == 0 && restored.failure == nil, "\(restored)")
    // Somebody has found a use for it: then it is not dropped.
    try fixture.database.run(
      "INSERT INTO months.m5 SELECT * FROM months.m4 ORDER BY id LIMIT 1")
    let second = try cleanup.run(try request(fixture, drops: true))
    #expect(Set(second.partitions.map(\.state)) == [.dropped, .failed], "\(second)")
    #expect(try fixture.count("months.m5") == 1)
    try fixture.database.run("DELETE FROM months.m5")
    let third = try cleanup.run(try request(fixture, drops: true))
    #expect(third.partitions.map(\.state) == [.dropped] && third.failure == nil, "\(third)")
    #expect(
      try fixture.connection.query(
        "SELECT to_regclass('months.m5') IS NULL AS gone", deadline: .soon
      ).only().bool("gone"))
  }

  @Test(arguments: [(false, false), (false, true), (true, false)])
  func `who uses the table is not waited for without end`(
    hasDefault: Bool, isFinishedByHand: Bool
  ) throws {
    let fixture = try CleanupFixture.partitioned(default: hasDefault)
    let reader = try HeldSession(
      fixture.database.parameters, "BEGIN; SELECT count(*) FROM invite_records")
    var request = try self.request(fixture)
    // Within it the first one has to be marked, on a busy server as well.
    request.lockWait = .seconds(8)
    let cleanup = PartitionCleanup(try fixture.context())
    let outcome = try cleanup.run(request)
    #expect(outcome.failure?.kind == .transient)
    // One that is on its way out goes on being that; the others wait for it.
    #expect(outcome.partitions.allSatisfy { $0.state == .failed || $0.state == .detaching })
    #expect(outcome.count(.detaching) == (hasDefault ? 0 : 1))
    // Nobody else was held up.
    try fixture.database.run(
      "SET lock_timeout = '1s'; INSERT INTO invite_records (team_id, email, created_at) VALUES (1, 'z@example.com', now())"
    )
    // It is named, with what ends it and what finishes the partition that is on its way out.
    let failure = try #require(outcome.failure)
    #expect(failure.message.contains("pid \(reader.pid) ("), "\(failure)")
    #expect(failure.statements.first == "SELECT pg_terminate_backend(\(reader.pid));", "\(failure)")
    #expect(failure.statements.count == (hasDefault ? 1 : 2), "\(failure)")
    if !hasDefault { #expect(failure.statements[1].hasSuffix(" FINALIZE;"), "\(failure)") }
    try fixture.database.run(failure.statements[0])
    if isFinishedByHand { try fixture.database.run(failure.statements[1]) }
    let again = try cleanup.run(try self.request(fixture))
    #expect(again.failure == nil && again.count(.detached) == (isFinishedByHand ? 2 : 3))
    #expect(try partitions(fixture).contains("months.m6") == false)
    #expect(try fixture.archived().count == 120)
  }

  @Test(arguments: [
    "partition-archived", "partition-detached", "archive-before-manifest", "archive-synchronized",
  ])
  func `kill -9 at any step loses nothing, and the next run goes on`(failpoint: String) async throws
  {
    let fixture = try CleanupFixture.partitioned()
    let before = try fixture.rows("invite_records")
    let command = [
      "cleanup-queue", "partitions", "--older-than", "\(try age(fixture))s", "--archive",
      fixture.directory, "--yes",
    ]
    let killed = try await CommandRun.invitectl(
      command, environment: fixture.environment.merging(["INVITECTL_FAILPOINT": failpoint]) { $1 })
    #expect(killed.exitCode == nil, "\(killed.errors)")
    let rerun = try await CommandRun.invitectl(
      command + ["--drop"], environment: fixture.environment)
    #expect(rerun.exitCode == 0, "\(rerun.output) \(rerun.errors)")
    #expect(try partitions(fixture) == ["months.m3", "now", "other"])
    let gone = before.filter { $0.value.contains("\"NONE\"") }
    #expect(try fixture.archived().sorted() == gone.values.sorted())
    #expect(
      try fixture.connection.query(
        "SELECT count(*) AS n FROM pg_class WHERE relname ~ '^m[456]'", deadline: .soon
      )
      .only().int("n") == 0)
  }

  @Test func `what cannot be judged is refused`() throws {
    let plain = try CleanupFixture()
    var failure = #expect(throws: Failure.self) {
      try PartitionCleanup(try plain.context()).plan(try request(plain))
    }
    #expect(failure?.message.contains("is partitioned") == true)
    try plain.database.run(
      """
      ALTER TABLE invite_queue RENAME TO q;
      CREATE TABLE invite_queue (LIKE q) PARTITION BY LIST (id)
      """)
    failure = #expect(throws: Failure.self) {
      try PartitionCleanup(try plain.context()).plan(try request(plain))
    }
    #expect(failure?.message.contains("invite_queue is partitioned by LIST (id)") == true)
    var none = try request(plain)
    none.archive = nil
    failure = #expect(throws: Failure.self) { try PartitionCleanup(try plain.context()).run(none) }
    #expect(failure?.kind == .usage)
  }
}
