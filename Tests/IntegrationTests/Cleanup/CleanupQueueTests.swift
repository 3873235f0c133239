import ClientSupport
import Foundation
import Glibc
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

@Suite struct CleanupQueueTests {
  @Test(arguments: [false, true], ["UTC", "Asia/Shanghai"])
  func `finished rows older than 30 days go and no other, in any zone and case`(
    lowerCase: Bool, zone: String
  ) throws {
    let fixture = try CleanupFixture(lowerCase: lowerCase, queue: 6000)
    // Rows just inside and just outside, and finished rows without a time.
    try fixture.database.run(
      """
      INSERT INTO invite_queue (email, status, processed_at, created_at)
      SELECT 'edge' || h || '@example.com', s,
        (now() AT TIME ZONE 'utc') - interval '30 days' + make_interval(hours => h),
        now() AT TIME ZONE 'utc'
      FROM unnest(ARRAY[-9, -7, -1, 1, 7, 9]) AS h, unnest(enum_range(NULL::invitequeuestatus)) AS s;
      INSERT INTO invite_queue (email, status)
      SELECT 'timeless@example.com', s FROM unnest(enum_range(NULL::invitequeuestatus)) AS s;
      ALTER DATABASE \(fixture.database.name) SET timezone TO '\(zone)'
      """)
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    let kept = try fixture.rows("invite_queue", where: "NOT coalesce(\(CleanupFixture.old), false)")
    #expect(doomed > 3000)
    let cleanup = CleanupQueue(try fixture.context())
    let plan = try cleanup.plan(CleanupRequest())
    #expect(plan.tables.map(\.rows) == [doomed])
    #expect(
      Set(plan.tables[0].groups.map(\.status))
        == (lowerCase ? ["success", "failed"] : ["SUCCESS", "FAILED"]))
    let outcome = try cleanup.run(CleanupRequest())
    #expect(outcome.deleted == doomed)
    #expect(outcome.tables[0].finished)
    #expect(outcome.stopped == nil)
    #expect(try fixture.rows("invite_queue") == kept)
  }

  @Test(arguments: [false, true])
  func `a row that a worker holds is left, and nobody waits`(archives: Bool) throws {
    let fixture = try CleanupFixture(queue: 2000)
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    let worker = try fixture.database.connect()
    try worker.executeScript(
      """
      BEGIN;
      UPDATE invite_queue SET retry_count = 9
      WHERE id = (SELECT min(id) FROM invite_queue WHERE \(CleanupFixture.old))
      """, deadline: .soon)
    var request = CleanupRequest()
    if archives { request.archive = fixture.directory }
    let outcome = try CleanupQueue(try fixture.context()).run(request)
    #expect(outcome.deleted == doomed - 1)
    #expect(try fixture.archived().count == (archives ? doomed - 1 : 0))
    try worker.execute("ROLLBACK", deadline: .soon)
    #expect(try CleanupQueue(try fixture.context()).run(request).deleted == 1)
    #expect(try fixture.archived().count == (archives ? doomed : 0))
  }

  @Test func `a locked table is waited for, and the worker of it is not`() throws {
    let fixture = try CleanupFixture(queue: 500)
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    let session = try fixture.database.connect()
    try session.executeScript("BEGIN; LOCK TABLE invite_queue", deadline: .soon)
    let holder = SeenBackend(of: session)
    let end = meanwhile {
      // It gives up after a second, and tries again.
      try holder.waitUntilInTheWay(of: 2)
      try holder.terminate()
    }
    let outcome = try CleanupQueue(try fixture.context()).run(CleanupRequest())
    try end.wait()
    #expect(outcome.deleted == doomed)
  }

  @Test func `one run at a time, and three ways to meet another`() throws {
    let fixture = try CleanupFixture(queue: 500)
    let holder = try fixture.database.connect()
    try holder.execute("SELECT pg_advisory_lock(1768846953, 30)", deadline: .soon)
    var request = CleanupRequest()
    request.ifLocked = .fail
    let failure = #expect(throws: Failure.self) {
      try CleanupQueue(try fixture.context()).run(request)
    }
    #expect(failure?.kind == .locked)
    #expect(failure?.message.contains("pid \(holder.backendPID)") == true)
    request.ifLocked = .skip
    #expect(try CleanupQueue(try fixture.context()).run(request).stopped == .locked)
    request.ifLocked = .wait
    request.maximumRuntime = .milliseconds(300)
    #expect(throws: Failure.self) { try CleanupQueue(try fixture.context()).run(request) }
    request.maximumRuntime = nil
    request.lockWait = .milliseconds(300)
    #expect(throws: Failure.self) { try CleanupQueue(try fixture.context()).run(request) }
    request.lockWait = .seconds(60)
    var waited = false
    let outcome = try CleanupQueue(try fixture.context()).run(request) { progress in
      guard case .waitingForLock = progress else { return }
      waited = true
      holder.close()
    }
    #expect(waited)
    #expect(outcome.deleted > 0)
  }

  @Test func `the rate holds, and the runtime ends a run between two batches`() throws {
    let fixture = try CleanupFixture(queue: 20_000)
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    var request = CleanupRequest()
    request.rate = 2000
    request.maximumRuntime = .seconds(2)
    let outcome = try CleanupQueue(try fixture.context()).run(request)
    #expect(outcome.stopped == .maxRuntime)
    #expect(!outcome.tables[0].finished)
    #expect(outcome.deleted < doomed)
    // A tenth of a second's rows at a time: neither the start nor the end is a burst.
    #expect(outcome.deleted <= 2000 * 2 + 200, "\(outcome.deleted)")
    let rest = try CleanupQueue(try fixture.context()).run(CleanupRequest())
    #expect(rest.deleted == doomed - outcome.deleted)
  }

  @Test func `a run that never comes to a row says so`() async throws {
    let fixture = try CleanupFixture(queue: 2000)
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--max-runtime", "1ms"], environment: fixture.environment)
    #expect(result.exitCode == 75)
    #expect(result.errors.contains("timed out before a row was deleted"))
    let none = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--max-runtime", "0"], environment: fixture.environment)
    #expect(none.exitCode == 2)
    #expect(none.errors.contains("leaves no time"))
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == doomed)
  }

  @Test func `a signal ends it between two batches`() throws {
    let fixture = try CleanupFixture(queue: 20_000)
    let interrupt = Interrupt()
    var request = CleanupRequest()
    request.rate = 1000
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    let cleanup = CleanupQueue(try fixture.context(interrupt: interrupt))
    let outcome = try cleanup.run(request) { progress in
      if case .swept(_, blocks: _, of: _, deleted: let deleted) = progress, deleted > 0 {
        interrupt.trigger()
      }
    }
    #expect(outcome.stopped == .interrupted)
    #expect(outcome.deleted > 0 && outcome.deleted < doomed)
    let left = try fixture.count("invite_queue", where: CleanupFixture.old)
    #expect(left == doomed - outcome.deleted)
  }

  @Test func `a replica that falls behind is waited for`() throws {
    let primary = try PrivatePostgres()
    let replica = try primary.replica()
    let connection = try primary.connect()
    for file in ["enums-upper", "schema-006", "invite-queue"] {
      try Fixture.load(file, into: connection)
    }
    try connection.executeScript(
      """
      INSERT INTO invite_queue (email, status, processed_at)
      SELECT 'a@example.com', 'SUCCESS', (now() AT TIME ZONE 'utc') - interval '40 days'
      FROM generate_series(1, 60000)
      """, deadline: .soon)
    // One that is paused before it streams never begins to; the copying of the base streams, too.
    try waitUntil("the replica streams") {
      try connection.query(
        """
        SELECT count(*) AS n FROM pg_stat_replication
        WHERE state = 'streaming' AND replay_lsn IS NOT NULL
          AND application_name <> 'pg_basebackup'
        """, deadline: .soon
      ).only().int("n") == 1
    }
    let paused = try replica.connect()
    try paused.execute("SELECT pg_wal_replay_pause()", deadline: .soon)
    try waitUntil("the replica has paused") {
      try paused.query("SELECT pg_get_wal_replay_pause_state() AS state", deadline: .soon)
        .only().string("state") == "paused"
    }
    let environment = ["DATABASE_URL": primary.url]
    let interrupt = Interrupt()
    let waiting = CleanupQueue(
      try OperationContext.test(environment: environment, interrupt: interrupt))
    var request = CleanupRequest()
    request.maximumLag = .milliseconds(300)
    // The pause after the first batch is longer than the lag that is allowed.
    request.rate = 5000
    var (behind, looks, wentOn) = (0.0, 0, false)
    let held = try waiting.run(request) { progress in
      guard case .waitingForReplica(name: _, secondsBehind: let seconds) = progress else {
        wentOn = wentOn || looks > 0
        return
      }
      (behind, looks) = (seconds, looks + 1)
      if looks == 5 { interrupt.trigger() }
    }
    #expect(!wentOn)
    let standing = try connection.query(
      """
      SELECT coalesce(string_agg(r::text, ', '), 'none') || ' of ' || pg_current_wal_lsn() AS text
      FROM pg_stat_replication AS r
      """, deadline: .soon
    ).only().string("text")
    #expect(behind > 0.3, "replicas: \(standing)")
    #expect(held.deleted < 20_000)
    try paused.execute("SELECT pg_wal_replay_resume()", deadline: .soon)
    request.rate = nil
    let context = try OperationContext.test(environment: environment)
    #expect(try CleanupQueue(context).run(request).deleted == 60_000 - held.deleted)
  }
}
