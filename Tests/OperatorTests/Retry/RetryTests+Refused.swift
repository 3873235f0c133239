import InviteDomain
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import CeleryProtocol
@testable import InviteOps
@testable import InviteStorage

/// What is left alone, and what is no longer given back.
extension RetryTests {
  @Test func `where a use was given back nobody is invited without one`() async throws {
    let world = try await RetryWorld()
    for email in ["a@x.io", "b@x.io", "c@x.io"] {
      try await world.redeemed("DIRECT10", email)
      try world.failed(email, "DIRECT10")
    }
    try await world.settle()
    // Two uses for three: whose was given back nothing tells.
    let bucket = try TestRedis.connect(world.world.redis.bucket)
    try bucket.send("INCR", "redeem:DIRECT10:remaining")
    for arguments in [["--yes"], ["--yes", "--email", "a@x.io"]] {
      let run = try await world.retry(arguments)
      #expect(run.exitCode == 8, "\(run)")
      #expect(run.output.contains("2 uses of its code are counted"), "\(run)")
      #expect(run.output.contains("3 that failed"), "\(run)")
      #expect(try world.queued() == 0)
    }
    #expect(try world.attempts() == [])
    // One of them has redeemed again since, and has a message.
    let again = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io")
    #expect(again.exitCode == 0, "\(again)")
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.contains("2 invites put into the queue"), "\(run)")
    #expect(run.output.contains("1 under-way"), "\(run)")
    #expect(try world.queued() == 3)
  }

  @Test func `what nobody can be sure of is named and left alone`() async throws {
    let world = try await RetryWorld()
    for email in ["a@x.io", "b@x.io", "c@x.io"] { try await world.redeemed("DIRECT10", email) }
    for email in ["a@x.io", "b@x.io", "c@x.io"] { try world.failed(email, "DIRECT10") }
    try await world.settle()
    try world.failed("d@x.io", "DIRECTINACTIVE")
    try world.failed("e@x.io", "DIRECTEXPIRED")
    try world.failed("f@x.io", "GONE")
    try world.world.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
        VALUES ('a@x.io', 'DIRECT10', 'pending', 0, now() AT TIME ZONE 'utc');
      INSERT INTO team_members (team_id, email, joined_at, synced_at)
        VALUES (1, 'b@x.io', now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc')
      """)
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 8, "\(run)")
    for reason in [
      "of the same email and code, is open", "is a member of team 1", "its code is not active",
      "its code is past expires_at", "its code is not stored any more",
    ] {
      #expect(run.output.contains(reason), "\(reason): \(run)")
    }
    // The row that is open has a use besides.
    #expect(run.output.contains("whether its own was given back is not clear"), "\(run)")
    #expect(try world.queued() == 0)
  }

  @Test func `a message that cannot be read leaves everything alone`() async throws {
    let world = try await RetryWorld()
    try await world.redeemed("DIRECT10", "a@x.io")
    try world.failed("a@x.io", "DIRECT10")
    try await world.settle()
    let message = try InviteTask(email: "z@x.io", code: "DIRECTHALF").message()
    let pickled = String(decoding: message.encoded, as: UTF8.self).replacing(
      "application/json", with: "application/x-python-serialize")
    let broker = try TestRedis.connect(world.world.redis.broker)
    try broker.send("LPUSH", RedeemWorld.queue, pickled)
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 8, "\(run)")
    #expect(try world.attempts() == [])
    #expect(try world.queued() == 1)
    try broker.send("DEL", RedeemWorld.queue)
    let after = try await world.retry("--yes")
    #expect(after.exitCode == 0, "\(after)")
    #expect(try world.queued() == 1)
  }

  @Test func `of several rows of one invite one is tried, and no more than are asked for`()
    async throws
  {
    let world = try await RetryWorld()
    for email in ["a@x.io", "b@x.io", "c@x.io"] { try await world.redeemed("DIRECT10", email) }
    for ago in ["3 hours", "2 hours"] { try world.failed("a@x.io", "DIRECT10", ago: ago) }
    let last = try world.failed(" A@x.io", "direct10")
    try world.failed("b@x.io", "DIRECT10")
    try world.failed("c@x.io", "DIRECT10")
    try await world.settle()
    let run = try await world.retry("--yes", "--limit", "2")
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.contains("2 duplicate"), "\(run)")
    #expect(run.output.contains("2 invites put into the queue"), "\(run)")
    #expect(try world.attempts().first == "invite_queue \(last) 1 sent")
    let rest = try await world.retry("--yes")
    #expect(rest.output.contains("1 invite put into the queue"), "\(rest)")
    #expect(try world.queued() == 3)
    let nothing = try await world.retry("--yes")
    #expect(nothing.exitCode == 0, "\(nothing)")
    #expect(try world.queued() == 3)
  }

  @Test
  func `the token of an invite that was tried again is not given back, until that failed too`()
    async throws
  {
    let world = try await RetryWorld()
    let id = "11111111-2222-4333-8444-555555555555"
    let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", id)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    try world.emptied()
    let results = try TestRedis.connect(world.world.redis.result)
    try results.send(
      "SET", TaskResult.key(id: id),
      #"{"status": "SUCCESS", "result": {"success": false}, "task_id": "\#(id)"}"#)
    try world.failed("a@x.io", "DIRECT10", ago: "0 seconds")
    try await world.settle()
    let run = try await world.retry("--yes")
    #expect(run.output.contains("1 invite put into the queue"), "\(run)")
    let tokens = try world.tokens("DIRECT10")
    let refused = try await world.world.invitectl("redeem", "refund", "DIRECT10", "--task", id)
    #expect(refused.exitCode == 7, "\(refused)")
    #expect(refused.errors.contains("was tried again as task"), "\(refused)")
    #expect(try world.tokens("DIRECT10") == tokens)
    try world.emptied()
    try world.failed("a@x.io", "DIRECT10", ago: "0 seconds")
    let given = try await world.world.invitectl("redeem", "refund", "DIRECT10", "--task", id)
    #expect(given.exitCode == 0, "\(given)")
    #expect(try world.tokens("DIRECT10") == tokens.map { $0 + 1 })
    // And then the invite has no use any more.
    let last = try await world.retry("--yes")
    #expect(last.exitCode == 8, "\(last)")
    #expect(try world.queued() == 0)
  }

  @Test func `where a job overwrites the counts it refuses, and lists all the same`() async throws {
    for generation in [FixtureGeneration.g019, .g023] {
      let world = try await RetryWorld(generation)
      try world.failed("a@x.io", "DIRECT10")
      let run = try await world.retry("--yes", "-o", "json")
      #expect(run.exitCode == 1, "\(run)")
      #expect(run.errors.contains("still counted cannot be told"), "\(run)")
      #expect(try world.queued() == 0)
      let list = try await world.retry("-n")
      #expect(list.exitCode == 0, "\(list)")
      #expect(list.output.contains("1 failed row, 1 error"), "\(list)")
    }
  }
}
