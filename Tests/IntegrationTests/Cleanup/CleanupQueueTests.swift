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
    let other = fixture.database
    let session = try other.connect()
    try session.executeScript("BEGIN; LOCK TABLE invite_queue", deadline: .soon)
    endLater(.milliseconds(1500), session)
    let outcome = try CleanupQueue(try fixture.context()).run(CleanupRequest())
    #expect(outcome.deleted == doomed)
  }

  /// Ends the session's transaction from the server's side after a while.
  private func endLater(_ delay: Duration, _ session: PostgresConnection) {
    let pid = session.backendPID
    later(delay) {
      _ = try? Sandbox.connect().execute(
        "SELECT pg_terminate_backend($1::int)", [String(pid)], deadline: .soon)
    }
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
    endLater(.milliseconds(300), holder)
    var waited = false
    let outcome = try CleanupQueue(try fixture.context()).run(request) { progress in
      if case .waitingForLock = progress { waited = true }
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
    later(.milliseconds(500)) { interrupt.trigger() }
    let outcome = try CleanupQueue(try fixture.context(interrupt: interrupt)).run(request)
    #expect(outcome.stopped == .interrupted)
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
    let context = try OperationContext.test(environment: ["DATABASE_URL": primary.url])
    var request = CleanupRequest()
    request.maximumLag = .milliseconds(300)
    request.maximumRuntime = .seconds(4)
    // The pause after the first batch is longer than the lag that is allowed.
    request.rate = 5000
    var behind = 0.0
    let held = try CleanupQueue(context).run(request) { progress in
      if case .waitingForReplica(_, let seconds) = progress { behind = seconds }
    }
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
    request.maximumRuntime = .seconds(60)
    #expect(try CleanupQueue(context).run(request).deleted == 60_000 - held.deleted)
  }

  /// A subscriber that never says how far it is: nobody can tell whether it will move again.
  @Test func `a subscriber that stands still ends the run, named, and can be left out`() throws {
    let primary = try PrivatePostgres(settings: ["wal_level": "logical"])
    let connection = try primary.connect()
    for file in ["enums-upper", "schema-006", "invite-queue"] {
      try Fixture.load(file, into: connection)
    }
    try connection.execute(
      "SELECT pg_create_logical_replication_slot('news', 'test_decoding')", deadline: .soon)
    try connection.executeScript(
      """
      INSERT INTO invite_queue (email, status, processed_at)
      SELECT 'a@example.com', 'SUCCESS', (now() AT TIME ZONE 'utc') - interval '40 days'
      FROM generate_series(1, 60000)
      """, deadline: .soon)
    // Never with word of what it has got.
    let subscriber = try ChildProcess([
      "pg_recvlogical", "-d", primary.url, "--slot", "news", "--start", "-f", "/dev/null",
      "--status-interval", "0", "--fsync-interval", "0", "--no-loop",
    ])
    defer { subscriber.kill() }
    try waitUntil("the subscriber reads") {
      try connection.query(
        "SELECT count(*) AS n FROM pg_replication_slots WHERE slot_name = 'news' AND active",
        deadline: .soon
      ).only().int("n") == 1
    }
    let context = try OperationContext.test(environment: ["DATABASE_URL": primary.url])
    var request = CleanupRequest()
    request.maximumLag = .milliseconds(300)
    request.lagPatience = .seconds(2)
    request.rate = 5000
    let folder = try TemporaryFolder()
    request.archive = folder.path
    var waited: Set<String> = []
    let outcome = try CleanupQueue(context).run(request) { progress in
      if case .waitingForReplica(let name, _) = progress { waited.insert(name) }
    }
    let failure = try #require(outcome.failure)
    #expect(outcome.deleted > 0 && outcome.deleted < 60_000)
    #expect(waited == ["subscriber 'pg_recvlogical' (slot news)"])
    #expect(failure.message.contains("subscriber 'pg_recvlogical' (slot news) is"))
    #expect(failure.message.contains("has not moved for"))
    #expect(failure.hint?.contains("'--ignore-replica news'") == true)
    // The run has ended in order: of every row in its archive it is known that it was deleted.
    let archive = try #require(outcome.tables.first?.archive)
    let restored = try CleanupRestore(context).run(archive, dryRun: true)
    #expect(restored.rows == outcome.deleted)
    // Where the hint sends to there is more.
    #expect(failure.hint?.contains("'invitectl doctor --only replication'") == true)
    let reading = try context.doctor(.replication).detail
    #expect(reading.contains("subscriber 'pg_recvlogical' (slot news, pid "), "\(reading)")
    #expect(reading.contains("B behind"), "\(reading)")
    request.rate = nil
    for name in ["news", "pg_recvlogical"] {
      request.ignoredReplicas = [name]
      let next = try CleanupQueue(context).run(request)
      #expect(next.recovered.isEmpty)
    }
    #expect(
      try connection.query("SELECT count(*) AS n FROM invite_queue", deadline: .soon).only()
        .int("n") == 0)
    try isGone(subscriber, context, primary)
  }

  private func isGone(
    _ subscriber: ChildProcess, _ context: OperationContext, _ primary: PrivatePostgres
  ) throws {
    subscriber.kill()
    try waitUntil("the slot is free") { try !isRead(primary) }
    try isStopped(context, primary)
    try waitUntil("nobody reads the slot") {
      try context.doctor(.replication).detail.contains("nobody reads slot news, which is ")
    }
    // How far the stopped one came before it was, nobody knows: it may have read nearly all.
    var limits = DoctorLimits()
    limits.unreadLog = 1 << 10
    let left = try context.doctor(.replication, limits: limits)
    #expect(left.verdict == .warn, "\(left)")
    let statement = try #require(left.fixes.last)
    #expect(statement == "SELECT pg_drop_replication_slot('news');")
    _ = try primary.connect().query(statement, deadline: .soon)
    #expect(try context.doctor(.replication).verdict == .pass)
  }

  private func isRead(_ primary: PrivatePostgres, and condition: String = "true") throws -> Bool {
    try primary.connect().query(
      """
      SELECT count(*) > 0 AS is_read FROM pg_replication_slots s
      JOIN pg_stat_replication r ON r.pid = s.active_pid WHERE slot_name = 'news' AND \(condition)
      """, deadline: .soon
    ).only().bool("is_read")
  }

  /// One whose process is stopped is connected still: it is told by its silence, with what ends it.
  private func isStopped(_ context: OperationContext, _ primary: PrivatePostgres) throws {
    let subscriber = try ChildProcess([
      "pg_recvlogical", "-d", primary.url, "--slot", "news", "--start", "-f", "/dev/null",
      "--status-interval", "1", "--no-loop",
    ])
    defer { subscriber.kill() }
    try waitUntil("it has said where it is") {
      try isRead(primary, and: "reply_time IS NOT NULL")
    }
    var limits = DoctorLimits()
    limits.unreadLog = 1 << 10
    limits.followerSilence = .seconds(3)
    #expect(try !context.doctor(.replication, limits: limits).detail.contains("said nothing"))
    kill(subscriber.processIdentifier, SIGSTOP)
    _ = try primary.connect().query(
      "SELECT pg_logical_emit_message(false, 'x', repeat('x', 1 << 16))", deadline: .soon)
    try waitUntil("its silence is noticed") {
      try context.doctor(.replication, limits: limits).verdict == .warn
    }
    let found = try context.doctor(.replication, limits: limits)
    #expect(found.detail.contains("and has said nothing for "), "\(found)")
    let statement = try #require(found.fixes.first)
    #expect(statement.hasPrefix("SELECT pg_terminate_backend("), "\(found)")
    _ = try primary.connect().query(statement, deadline: .soon)
  }

  @Test func `a database without the table says so`() throws {
    let database = try TestDatabase.inviteHub(queue: false)
    let outcome = try CleanupQueue(try .test(database: database)).run(CleanupRequest())
    #expect(outcome.notes == ["there is no table invite_queue"])
  }

  @Test func `what would delete rows in use is refused`() throws {
    let fixture = try CleanupFixture()
    var request = CleanupRequest()
    request.olderThan = .seconds(60)
    #expect(throws: Failure.self) { try CleanupQueue(try fixture.context()).run(request) }
    request = CleanupRequest()
    request.recordsOlderThan = .seconds(86_400)
    #expect(throws: Failure.self) { try CleanupQueue(try fixture.context()).run(request) }
  }

  @Test func `our own tables keep 90 days, and what is to be published for ever`() throws {
    let fixture = try CleanupFixture()
    try fixture.database.run(
      """
      CREATE SCHEMA invitectl;
      \(OwnSchema.versions.joined().filter { $0.table != nil }.map(\.sql).joined(separator: ";\n"));
      INSERT INTO invitectl.run_log (command, started_at)
        SELECT 'sync-counts', now() - make_interval(days => d) FROM generate_series(1, 100) AS d;
      INSERT INTO invitectl.redeem_sync_ledger (at, run_id, code_id, why, delta, used_before,
          used_after, pushed, state, spread_low, spread_high)
        SELECT now() - make_interval(days => d % 100), 1, 1, 'fold', 0, 0, 0, 0, 'exact', 0, 0
        FROM generate_series(1, 25000) AS d;
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, state, changed_at)
        SELECT s || d, 'direct', 'A', 'a@x.com', s, now() - make_interval(days => d)
        FROM unnest(ARRAY['recorded', 'published']) AS s, generate_series(1, 100) AS d
      """)
    let outcome = try CleanupQueue(try fixture.context()).run(CleanupRequest())
    #expect(outcome.logs == ["run_log": 11, "redeem_sync_ledger": 2500, "redeem_outbox": 11])
    #expect(try fixture.count("invitectl.redeem_outbox", where: "state = 'recorded'") == 100)
    #expect(
      try fixture.count("invitectl.run_log", where: "command = 'cleanup-queue' AND exit_code = 0")
        == 1)
  }

  @Test func `the command asks for --yes, shows numbers, and is silent with -q`() async throws {
    let fixture = try CleanupFixture(queue: 1000)
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    func run(_ arguments: [String]) async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["cleanup-queue"] + arguments, environment: fixture.environment)
    }
    let unasked = try await run([])
    #expect(unasked.exitCode == 2)
    #expect(unasked.errors.contains("add --yes"))
    let plan = try await run(["--dry-run"])
    #expect(plan.exitCode == 0)
    #expect(plan.output.contains("\(doomed) rows would go"))
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == doomed)
    let done = try await run(["--yes", "-q"])
    #expect(done.exitCode == 0)
    #expect(done.output.isEmpty && done.errors.isEmpty)
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == 0)
    let json = try await run(["--yes", "-o", "json"])
    #expect(json.output.contains(#""deleted":0"#))
  }
}
