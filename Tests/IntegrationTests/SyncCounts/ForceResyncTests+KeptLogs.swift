import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// `cleanup-queue --keep-logs` deletes nothing that tells what evidence is worth.
extension ForceResyncTests {
  /// Everything goes that may: "older" than in an hour.
  private static let all = ["-3600"]

  private func commands(_ world: SyncWorld) throws -> [String] {
    try world.postgres.query(
      "SELECT command || ' ' || coalesce(changed, 0) AS run FROM invitectl.run_log ORDER BY id",
      deadline: .soon
    ).map { try $0.string("run") }
  }

  @Test func `what took evidence away stays in the log for as long as it is asked for`() throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 3)
    try world.postgres.executeScript(
      """
      INSERT INTO invitectl.run_log (command, changed, started_at) VALUES
        ('cleanup-queue', 3, now() - interval '30 days'),
        ('control purge', 3, now() - interval '30 days');
      INSERT INTO invitectl.run_log (command, changed, exit_code) VALUES
        ('cleanup-queue', 5, 0), ('control purge', 1, 0), ('control revoke', 1, 0),
        ('control terminate', 1, 0), ('cleanup-queue', 0, 0), ('control revoke', 0, 8)
      """, deadline: .soon)
    try world.prune(.runLog)
    #expect(
      try commands(world) == [
        "cleanup-queue 5", "control purge 1", "control revoke 1", "control terminate 1",
      ])
    let operation = try resync(world)
    _ = try operation.apply(operation.plan())
    #expect(try world.standing("A").hasPrefix("vanished -0 +7"))
  }

  @Test func `lines of tokens that came back stay for as long as marks of refunds live`() throws {
    let world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    for code in ["A", "B"] {
      try world.addSyncedCode(code)
      try world.take(code, 2)
    }
    try world.sync()
    try world.refund("A")
    try world.sync()
    #expect(try world.used("A") == 1)
    let kept = try lines(world, "A")
    #expect(try !lines(world, "B").isEmpty)
    #expect(try said(world, .ledger).count { $0.contains("GROUP BY l.code_id") } == 1)
    #expect(try lines(world, "A") == kept)
    #expect(try lines(world, "B").isEmpty)
    let stays = try world.postgres.query(OwnCleanupQueries.stays, Self.all, deadline: .soon).only()
    try world.postgres.execute(
      OwnCleanupQueries.oldLedger,
      Self.all + [try stays.string("codes"), try stays.string("lines")], deadline: .soon)
    #expect(try lines(world, "A") == kept)
    let check = try LedgerCheck.run(world.context(), code: nil)
    #expect(check.broken == 0 && check.chained == kept.count, "\(check)")
    // What is evidence of two uses is evidence of one.
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    try world.sync()
    try leaveTraces(world, "A", records: 2)
    let operation = try resync(world)
    let plan = try operation.plan()
    #expect(plan.items.filter { $0.code == "A" }.map(\.evidence.refunded) == [1])
    _ = try operation.apply(plan)
    #expect(try world.used("A") == 1)
    #expect(try !world.standing("A").hasPrefix("exact"))
    // A mark would have come to its end by then.
    try world.postgres.execute(
      "UPDATE invitectl.redeem_sync_ledger SET at = at - interval '91 days'", deadline: .soon)
    try world.prune(.ledger)
    #expect(try lines(world, "A").isEmpty)
  }

  private func lines(_ world: SyncWorld, _ code: String) throws -> [Int] {
    try world.postgres.query(
      """
      SELECT l.delta FROM invitectl.redeem_sync_ledger l JOIN redeem_codes c ON c.id = l.code_id
      WHERE c.code = $1 ORDER BY l.id
      """, [code], deadline: .soon
    ).map { try $0.int("delta") }
  }

  /// The statements by which something was deleted, and then nothing: what goes through the whole ledger is among them
  /// once, and not with each batch.
  private func said(_ world: SyncWorld, _ table: OwnTable) throws -> [String] {
    var statements: [String] = []
    world.postgres.onStatement = { statements.append($0.statement.sql) }
    defer { world.postgres.onStatement = nil }
    #expect(try world.prune(table) > 0)
    #expect(statements.count { $0.contains("DELETE FROM") } == 2)
    return statements
  }

  @Test func `a log without anything old has nobody read the ledger`() throws {
    let world = try SyncWorld()
    try world.postgres.executeScript(
      """
      INSERT INTO invitectl.run_log (command, changed, started_at) VALUES
        ('sync-counts', 0, now() - interval '1 hour'),
        ('cleanup-queue', 3, now() - interval '10 days')
      """, deadline: .soon)
    let before = try commands(world)
    var statements: [String] = []
    world.postgres.onStatement = { statements.append($0.statement.sql) }
    // The clean-up is older than a day, and stays.
    #expect(try world.prune(.runLog, 86_400) == 0)
    world.postgres.onStatement = nil
    #expect(statements.contains { $0.contains("invitectl.run_log") })
    #expect(!statements.contains { $0.contains("redeem_sync_ledger") }, "\(statements)")
    #expect(try commands(world) == before)
  }

  @Test func `the look before a token that came back late stays as well`() throws {
    let world = try SyncWorld()
    try world.postgres.executeScript(
      """
      INSERT INTO invitectl.run_log (command, started_at, finished_at, exit_code)
        SELECT 'sync-counts', at, at, 0 FROM generate_series(
          now() - interval '6 hours', now() - interval '2 hours', interval '1 hour') AS at;
      INSERT INTO invitectl.redeem_sync_ledger (at, run_id, code_id, why, delta, used_before,
          used_after, pushed, state, spread_low, spread_high)
        SELECT r.started_at, r.id, 7, 'fold', d.delta, 1, 1, 0, 'exact', 0, 0
        FROM (VALUES (6, 1), (2, -1)) AS d (hours, delta)
          JOIN invitectl.run_log r ON r.started_at = now() - make_interval(hours => d.hours)
        ORDER BY r.id
      """, deadline: .soon)
    func late() throws -> [Int] {
      let statement = HistoryQueries.lateRefund(.standard, hasAnchor: true)
      return try world.postgres.query(statement, ["3600000"], deadline: .soon)
        .map { try $0.int("code_id") }
    }
    #expect(try late() == [7])
    let runLog = try said(world, .runLog)
    #expect(runLog.count { $0.contains("l.delta < 0") } == 1)
    #expect(runLog.count { $0.contains("l.why IN ('resynced', 'rebuilt')") } == 1)
    try world.prune(.ledger)
    #expect(try commands(world) == ["sync-counts 0"])
    #expect(try late() == [7])
    // The line before it may be of any age: then its anchor is left.
    try world.postgres.executeScript(
      """
      INSERT INTO invitectl.redeem_sync_anchor (id, run_id, code_id, at, why, delta, used_before,
          used_after, pushed, state, spread_low, spread_high)
        SELECT id, run_id, code_id, at, why, delta, used_before, used_after, pushed, state,
          spread_low, spread_high
        FROM invitectl.redeem_sync_ledger ORDER BY id LIMIT 1;
      DELETE FROM invitectl.redeem_sync_ledger WHERE delta > 0
      """, deadline: .soon)
    try world.prune(.runLog)
    #expect(try commands(world) == ["sync-counts 0"])
    #expect(try late() == [7])
  }
}
