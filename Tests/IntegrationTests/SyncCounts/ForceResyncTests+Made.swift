import CeleryProtocol
import CountProtocol
import FoundationEssentials
import InviteDomain
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing
@testable import InviteOps
@testable import InviteStorage

/// Beside a message in quarantine whose invite may have been made.
extension ForceResyncTests {
  /// A use of the website, of which nothing but the record is known, may have left the one record that there is.
  ///
  /// - Parameter isMade: whether the message was seen to have made its invite when it was taken out, by the same rule.
  @Test(arguments: [false, true])
  func `a record that may be another use's takes no message in quarantine out of a count`(
    isMade: Bool
  ) async throws {
    let world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    try world.addSyncedCode("A")
    let id = CeleryID.random()
    let redeemed = try await CommandRun.invitectl(
      ["redeem", "A", "r1@x.com", "--flow", "direct", "--id", id], environment: world.environment)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    let broker = try TestRedis.connect(world.redis.broker)
    try broker.send("DEL", "invites\u{06}\u{16}3")
    var out = QuarantinedMessage(token: "k", digest: "d")
    (out.id, out.queue, out.file) = (id, "invites", "/m")
    out.taken = Date.now.timeIntervalSince1970
    out.calls = [
      try #require(try InviteCall(args: [.string("r1@x.com"), .string("A")], kwargs: .null))
    ]
    (out.isRedelivered, out.isMade) = (true, isMade)
    try broker.send("HSET", QuarantineScripts.marks, out.token, out.encoded)
    try world.take("A")
    try leaveTraces(world, "A", records: 1)
    try world.postgres.executeScript(
      "UPDATE invite_records SET created_at = now() AT TIME ZONE 'utc'", deadline: .soon)
    // Both takes go with the bucket.
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    try world.sync()

    let operation = try resync(world)
    let plan = try operation.plan()
    let item = try #require(plan.items.first)
    #expect(item.evidence.queued == 1 && item.evidence.records == 1, "\(item)")
    #expect(item.evidence.least == 1 && item.evidence.most == 2, "\(item)")
    #expect(item.newCertainty.state != .exact, "\(item)")
    // Its own result says whose the record is.
    try TestRedis.connect(world.redis.result).send(
      "SET", TaskResult.key(id: id),
      #"{"status": "SUCCESS", "result": {"success": true}, "task_id": "\#(id)"}"#)
    #expect(try resync(world).plan().items.map(\.evidence.queued) == [0])
  }
}
