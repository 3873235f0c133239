import CeleryProtocol
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Of a redemption and the attempt that went on with its token one token comes back, whichever is named first.
extension RetryRefundedTests {
  /// Its failed invite, tried again; the attempt's task.
  private func tried(_ world: RetryWorld) async throws -> String {
    try await world.settle()
    let run = try await world.retry("--yes")
    #expect(run.output.contains("1 invite put into the queue"), "\(run)")
    try world.emptied()
    return try #require(try world.world.value("SELECT task_id FROM invitectl.invite_retry"))
  }

  /// Of a task of a batch, or of the backend, nothing says whose it was but the code that is named.
  @Test(arguments: [true, false])
  func `an attempt has no token once that of its redemption is back`(isKnown: Bool) async throws {
    let world = try await world(withOther: false)
    let attempt = try await tried(world)
    if !isKnown {
      let broker = try TestRedis.connect(world.world.redis.broker)
      #expect(try broker.send("DEL", RedeemMarker.key(taskID: Self.id)).asInteger() == 1)
    }
    let tokens = try world.tokens("DIRECT10")
    let given = try await refund(world, Self.id, "--force")
    #expect(given.exitCode == 0, "\(given)")
    for words in [[], ["--force"]] {
      let refused = try await refund(world, attempt, words)
      #expect(refused.exitCode == 7, "\(refused)")
      #expect(
        refused.errors.contains(
          isKnown
            ? "was given back before, as that of task \(Self.id)"
            : "it may have been that of its invite"), "\(refused)")
      #expect(refused.errors.contains("name the task of the redemption"), "\(refused)")
    }
    #expect(try world.tokens("DIRECT10") == tokens.map { $0 + 1 })
  }

  @Test func `of two uses of one invite, one of them tried again, two tokens come back`()
    async throws
  {
    let world = try await world(withOther: false)
    let attempt = try await tried(world)
    let second = CeleryID.random()
    let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", second)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    try world.emptied()
    let tokens = try world.tokens("DIRECT10")
    let exits = try await [
      refund(world, attempt, "--force"), refund(world, second, "--force"),
      refund(world, Self.id, "--force"),
    ].map(\.exitCode)
    #expect(exits == [0, 0, 7])
    #expect(try world.tokens("DIRECT10") == tokens.map { $0 + 2 })
  }
}
