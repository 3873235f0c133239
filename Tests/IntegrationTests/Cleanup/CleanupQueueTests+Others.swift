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

/// Subscribers that stand still, and what is refused.
extension CleanupQueueTests {
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
    // It says where it is once a second, and on a busy machine later.
    limits.followerSilence = .seconds(90)
    #expect(try !context.doctor(.replication, limits: limits).detail.contains("said nothing"))
    kill(subscriber.processIdentifier, SIGSTOP)
    limits.followerSilence = .seconds(3)
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
    // An entry is evidence of a use for thirty days, whatever is asked for.
    var short = CleanupRequest()
    short.keepLogs = .seconds(86_400)
    let more = try CleanupQueue(try fixture.context()).run(short)
    #expect(more.logs == ["run_log": 89, "redeem_sync_ledger": 22_250, "redeem_outbox": 60])
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
