import CeleryProtocol
import Glibc
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What clients of ours that were killed have left of their replies.
@Suite struct LeftReplyTests {
  private static let binding = "_kombu.binding.\(ControlRequest.replyExchange)"

  private static func members(_ redis: TestRedis) throws -> Set<String> {
    Set(try TestRedis.connect(redis.broker).send("SMEMBERS", binding).asStrings())
  }

  @Test func `the binding of a client that was killed goes with the next question, no other's`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("asked", on: redis)
    let broker = try TestRedis.connect(redis.broker)
    worker.signal(SIGSTOP)
    for count in 1...2 {
      // It waits for the worker, which does not answer.
      let killed = try await inspect("ping", "-d", worker.node, "--wait", "60s") { pid in
        try waitUntil("it has asked") { try Self.members(redis).count == count }
        kill(pid, SIGKILL)
      }
      #expect(killed.signal == SIGKILL, "\(killed)")
      // Slow machines are no reason for them to go by themselves.
      try broker.send("PERSIST", Self.binding)
      for member in try Self.members(redis) {
        let left = try #require(QueueBinding(member: member))
        try broker.send("PERSIST", left.queue)
      }
    }
    let dead = try Self.members(redis)
    #expect(dead.count == 2, "\(dead)")
    worker.signal(SIGCONT)
    // As long as the list of one lives, its client may.
    #expect(try await inspect("ping").exitCode == 0)
    #expect(try Self.members(redis) == dead)
    // The life of their lists is over.
    for member in dead {
      let left = try #require(QueueBinding(member: member))
      try broker.send("DEL", left.queue)
    }
    let living = ControlRequest.ReplyAddress(oid: "invitectl-living").binding
    let foreign = ControlRequest.ReplyAddress(oid: "foreign").binding
    try broker.send("RPUSH", living.queue, "-")
    for one in [living, foreign] { try broker.send("SADD", Self.binding, one.member) }
    #expect(try await inspect("ping").exitCode == 0)
    #expect(try Self.members(redis) == [living.member, foreign.member])
  }
}
