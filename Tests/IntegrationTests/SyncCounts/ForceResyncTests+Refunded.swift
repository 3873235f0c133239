import CeleryProtocol
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What uses left that were given back is no evidence of a use.
extension ForceResyncTests {
  private func redeem(_ world: SyncWorld, _ email: String, _ id: String) async throws {
    let redeemed = try await CommandRun.invitectl(
      ["redeem", "A", email, "--flow", "direct", "--id", id], environment: world.environment)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
  }

  /// Two redeemed it, the first of them in vain, and his token was given back. No sync has seen any of it, or one
  /// has seen them redeem it.
  func refunded(afterSync isSynced: Bool = false) async throws -> SyncWorld {
    let world = try SyncWorld(
      redis: PrivateRedis(["--appendonly", "yes"]), believesFirstSight: false)
    try world.outliveStart()
    try world.addCode("A", max: 20)
    try world.initialise("A")
    try world.bucket.send("EXPIRE", world.key("A"), 86_000)
    let id = CeleryID.random()
    try await redeem(world, "r1@x.com", id)
    try await redeem(world, "r2@x.com", CeleryID.random())
    // What a worker makes of them.
    let broker = try TestRedis.connect(world.redis.broker)
    try broker.send("DEL", "invites\u{06}\u{16}3")
    try leaveTraces(world, "A", records: 2)
    try world.postgres.executeScript(
      """
      UPDATE invite_records SET created_at = now() AT TIME ZONE 'utc';
      UPDATE invite_records SET status = 'FAILED' WHERE email = 'r1@x.com'
      """, deadline: .soon)
    try TestRedis.connect(world.redis.result).send(
      "SET", TaskResult.key(id: id),
      #"{"status": "SUCCESS", "result": {"success": false}, "task_id": "\#(id)"}"#)
    if isSynced { try world.sync() }
    let given = try await CommandRun.invitectl(
      ["redeem", "refund", "A", "--task", id], environment: world.environment)
    #expect(given.exitCode == 0, "\(given)")
    #expect(try world.tokens("A") == 19)
    return world
  }

  @Test func `the record of an invite whose token was given back is no use`() async throws {
    let world = try await refunded()
    try world.sync()
    #expect(try world.used("A") == 1)
    let told = try await CommandRun.invitectl(
      ["force-resync", "A", "--yes"], environment: world.environment)
    #expect(told.exitCode == 0, "\(told)")
    let text = told.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains(" narrowed ") && !text.contains(" settled "), "\(told)")
    #expect(text.contains("uses of it were given back"), "\(told)")
    #expect(text.contains("invitectl force-resync A --from database"), "\(told)")
    #expect(try world.used("A") == 1)
    #expect(try world.standing("A").hasPrefix("baseline -0 +1 "))
    // Had it come back a day ago, what is younger would be of another use.
    for mark in try world.bucket.send("KEYS", "invitectl:refunded-invite:*").asStrings() {
      try world.bucket.send("EXPIRE", mark, 89 * 86_400)
    }
    #expect(try resync(world).plan().items.map(\.evidence.refunded) == [0])
    let word = try await CommandRun.invitectl(
      ["force-resync", "A", "--from", "database", "--yes"], environment: world.environment)
    #expect(word.exitCode == 0, "\(word)")
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  @Test func `where nothing tells whose token came back, no more people prove a use than are left`()
    throws
  {
    let world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    try world.addSyncedCode("A")
    try world.take("A", 2)
    try world.sync()
    // By hand, or by a mark that is gone.
    try world.refund("A")
    try world.sync()
    #expect(try world.used("A") == 1)
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    try world.sync()
    try leaveTraces(world, "A", records: 2)
    let operation = try resync(world)
    let plan = try operation.plan()
    #expect(plan.items.map(\.evidence.refunded) == [1])
    #expect(try operation.apply(plan).rebuilt == ["A"])
    #expect(try world.used("A") == 1)
    #expect(try !world.standing("A").hasPrefix("exact"))
  }

  @Test func `a mark from before the first line makes no token of the ledger another's`()
    async throws
  {
    let world = try await refunded()
    try world.sync()
    // That of the other one, by hand.
    try world.refund("A")
    try world.sync()
    #expect(try world.used("A") == 0)
    let item = try #require(try resync(world).plan().items.first)
    #expect(item.evidence.refunded == 2 && item.evidence.least == 0, "\(item)")
  }

  @Test func `a token that came back is of whoever has its mark, redeemed again or not`()
    async throws
  {
    let world = try await refunded(afterSync: true)
    try world.sync()
    #expect(try world.used("A") == 1)
    // As if that had been some time ago.
    for mark in try world.bucket.send("KEYS", "invitectl:refunded-invite:*").asStrings() {
      try world.bucket.send("EXPIRE", mark, 90 * 86_400 - 600)
    }
    try world.postgres.executeScript(
      """
      UPDATE invite_records SET created_at = (now() AT TIME ZONE 'utc') - interval '2000 s';
      UPDATE invitectl.redeem_sync_ledger SET at = now() - interval '300 s';
      UPDATE invitectl.redeem_sync_ledger SET at = now() - interval '1200 s' WHERE delta >= 0
      """, deadline: .soon)
    #expect(try resync(world).plan().items.map(\.evidence.refunded) == [1])
    try world.postgres.executeScript(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT team_id, email, 'SUCCESS', redeem_code, (now() AT TIME ZONE 'utc') - interval '100 s', false
      FROM invite_records WHERE email = 'r1@x.com'
      """, deadline: .soon)
    try world.take("A")
    try world.sync()
    #expect(try world.used("A") == 2)
    let item = try #require(try resync(world).plan().items.first)
    #expect(item.evidence.refunded == 0 && item.evidence.least == 2, "\(item)")
    // The mark may be of another one, whose name it has in capitals.
    try world.addCode("a", max: 10)
    let beside = try resync(world).plan().items.first { $0.code == "A" }
    #expect(beside?.evidence.refunded == 1)
  }
}
