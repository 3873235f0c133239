import CeleryProtocol
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Beside a message in quarantine whose invite was made: it stays out as well.
extension RetryRefundedTests {
  /// In quarantine: that was two hours ago, and its worker ended between the record and the acknowledgement.
  private func madeAndOut(_ world: RetryWorld, _ folder: TemporaryFolder) async throws {
    let broker = try TestRedis.connect(world.world.redis.broker)
    let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", Self.id)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    let age = RedeemMarker.lifetime - 7200
    #expect(
      try broker.send("EXPIRE", RedeemMarker.key(taskID: Self.id), age).asInteger() == 1)
    let message = try #require(try world.messages().first)
    let entry = JSONValue.array([message.json, "", .string(InviteTask.queue)])
    try world.emptied()
    try broker.send(
      "RPUSH", RedeemWorld.queue, UnackedEntry.restoredMessage(of: entry.pythonJSON))
    try world.world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      VALUES (1, 'a@x.io', 'success', 'DIRECT10',
        (now() AT TIME ZONE 'utc') - interval '100 minutes', false)
      """)
    let out = try await world.world.invitectl(
      "inspect-workers", "control", "quarantine", "invites", "--id", Self.id, "--to",
      folder.file("q.msg"), "--yes")
    #expect(out.exitCode == 0, "\(out)")
  }

  /// What is counted is said to be right.
  private func counted(_ world: RetryWorld) async throws {
    let synced = try await world.world.invitectl("sync-counts", "DIRECT10")
    #expect(synced.exitCode == 0, "\(synced)")
    let word = try await world.world.invitectl(
      "force-resync", "DIRECT10", "--from", "database", "--yes")
    #expect(word.exitCode == 0, "\(word)")
  }

  /// - Parameter isFirst: whether the second use was queued after the record, or may have left it.
  @Test(arguments: [true, false])
  func `a message in quarantine whose invite was made stands in no later use's way`(
    isFirst: Bool
  ) async throws {
    let world = try await RetryWorld()
    let folder = try TemporaryFolder()
    let broker = try TestRedis.connect(world.world.redis.broker)
    try await madeAndOut(world, folder)

    let second = CeleryID.random()
    let anew = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", second)
    #expect(anew.exitCode == 0, "\(anew)")
    try world.emptied()
    let left = RedeemMarker.lifetime - (isFirst ? 600 : 6060)
    #expect(try broker.send("EXPIRE", RedeemMarker.key(taskID: second), left).asInteger() == 1)
    try world.failed("a@x.io", "DIRECT10", ago: "0 seconds")
    try await counted(world)
    let traced = try await world.world.invitectl("trace", "a@x.io")
    let retry = "redeem retry --code DIRECT10 --email a@x.io --yes"
    #expect(traced.exitCode == (isFirst ? 5 : 3), "\(traced)")
    #expect(traced.output.contains("invitectl \(retry)") == isFirst, "\(traced)")
    let run = try await world.retry("--code", "DIRECT10", "--email", "a@x.io", "--yes")
    #expect(run.output.contains("1 invite put into the queue") == isFirst, "\(run)")
    #expect(try world.queued() == (isFirst ? 1 : 0))
    withExtendedLifetime(folder) {}
  }

  /// Of the person, and not of the website, of which no mark tells: nobody else is invited with the message's use.
  @Test func `the use of a message in quarantine is nobody else's, whose ever its record is`()
    async throws
  {
    let world = try await RetryWorld()
    let folder = try TemporaryFolder()
    try await madeAndOut(world, folder)
    let bucket = try TestRedis.connect(world.world.redis.bucket)
    try bucket.send("DECR", "redeem:DIRECT10:remaining")
    // Its own use was given back by who left no mark of it.
    try world.failed("b@x.io", "DIRECT10", ago: "0 seconds")
    try await counted(world)
    let run = try await world.retry("--code", "DIRECT10", "--yes")
    #expect(run.output.contains("2 uses of its code are counted, for 2 that have one"), "\(run)")
    #expect(try world.queued() == 0)
    withExtendedLifetime(folder) {}
  }
}
