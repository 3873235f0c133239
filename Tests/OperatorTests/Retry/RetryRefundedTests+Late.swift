import CeleryProtocol
import InviteDomain
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// What marks of refunds say later, and in which order things came.
extension RetryRefundedTests {
  private static let hour = 3600
  private static let day = 86_400

  /// Its message in quarantine, and then its token given back by force.
  private func takenOut(_ world: RetryWorld, to file: String) async throws {
    let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", Self.id)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    try await takeOut(world, to: file)
    let given = try await refund(world, Self.id, "--force")
    #expect(given.exitCode == 0, "\(given)")
  }

  private func takeOut(_ world: RetryWorld, to file: String) async throws {
    let out = try await world.world.invitectl(
      "inspect-workers", "control", "quarantine", "invites", "--id", Self.id, "--to", file, "--yes")
    #expect(out.exitCode == 0, "\(out)")
  }

  private func putBack(_ world: RetryWorld, _ file: String, _ more: String...) async throws
    -> CommandResult
  {
    try await CommandRun.invitectl(
      ["inspect-workers", "control", "quarantine", "--put-back", file, "--yes"] + more,
      environment: world.world.environment)
  }

  @Test func `for as long as the mark of its invite lives it comes back by force alone, once`()
    async throws
  {
    let world = try await RetryWorld()
    let folder = try TemporaryFolder()
    let file = folder.file("q.msg")
    try await takenOut(world, to: file)
    let tokens = try world.tokens("DIRECT10")
    // 80 days pass: what lives no longer is gone.
    let bucket = try TestRedis.connect(world.world.redis.bucket)
    for mark in [Self.mark, RefundedInvites.mark(ofTask: Self.id)] {
      let left = try bucket.send("TTL", mark).asInteger()
      #expect(try bucket.send("EXPIRE", mark, left - 80 * Self.day).asInteger() == 1)
    }
    let again = try await refund(world, Self.id, "--force")
    #expect(again.output.contains("was given back before"), "\(again)")
    #expect(try world.tokens("DIRECT10") == tokens)
    let plain = try await putBack(world, file)
    #expect(plain.exitCode == 7 && plain.errors.contains("was given back"), "\(plain)")

    // What is refused is as it was: the broker does not know that it is out.
    let broker = try TestRedis.connect(world.world.redis.broker)
    try broker.send("RENAME", "invitectl:quarantine", "aside")
    let context = try OperationContext.test(
      database: world.world.database, redis: world.world.redis)
    #expect(throws: Failure.self) {
      _ = try QueueQuarantine(context).putBack(file, force: true)
    }
    #expect(try bucket.send("GET", Self.mark).asString() == "over")
    try broker.send("RENAME", "aside", "invitectl:quarantine")

    let forced = try await putBack(world, file, "--force")
    #expect(forced.exitCode == 0, "\(forced)")
    #expect(try bucket.send("GET", Self.mark).asString() == "held")
    #expect(try world.queued() == 1)
    withExtendedLifetime(folder) {}
  }

  /// Marks of tasks once lived for a week: then nothing tells whose token it was.
  @Test(arguments: [8, 6])
  func `what goes back after the mark of its task has gone may be of the invite's refund`(
    days: Int
  ) async throws {
    let world = try await RetryWorld()
    let folder = try TemporaryFolder()
    let file = folder.file("q.msg")
    try await takenOut(world, to: file)
    let bucket = try TestRedis.connect(world.world.redis.bucket)
    #expect(try bucket.send("DEL", RefundedInvites.mark(ofTask: Self.id)).asInteger() == 1)
    let rest = RefundedInvites.lifetime - days * Self.day
    #expect(try bucket.send("EXPIRE", Self.mark, rest).asInteger() == 1)
    let back = try await putBack(world, file)
    #expect(back.exitCode == 0, "\(back)")
    #expect(try world.queued() == 1)
    #expect(try bucket.send("GET", Self.mark).asString() == (days > 7 ? "held" : "over"))
    withExtendedLifetime(folder) {}
  }

  @Test func `a message that is taken out later makes the refund no younger`() async throws {
    let world = try await RetryWorld()
    let folder = try TemporaryFolder()
    let bucket = try TestRedis.connect(world.world.redis.bucket)
    let broker = try TestRedis.connect(world.world.redis.broker)
    // The second redemption, an hour ago, and the first one, whose token came back two hours ago.
    let second = CeleryID.random()
    let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", second)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    try world.emptied()
    let week = RedeemMarker.lifetime
    #expect(
      try broker.send("EXPIRE", RedeemMarker.key(taskID: second), week - Self.hour).asInteger() == 1
    )
    let first = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", Self.id)
    #expect(first.exitCode == 0, "\(first)")
    let given = try await refund(world, Self.id, "--force")
    #expect(given.exitCode == 0, "\(given)")
    #expect(try bucket.send("GET", Self.mark).asString() == "held")
    let life = RefundedInvites.lifetime
    #expect(try bucket.send("EXPIRE", Self.mark, life - 2 * Self.hour).asInteger() == 1)
    try await takeOut(world, to: folder.file("q.msg"))
    #expect(try bucket.send("GET", Self.mark).asString().hasPrefix("over:"))
    #expect(try bucket.send("TTL", Self.mark).asInteger() <= life - 2 * Self.hour)

    // An hour later: what was written between the two may be of either.
    #expect(try bucket.send("EXPIRE", Self.mark, life - 3 * Self.hour).asInteger() == 1)
    let marks = try RefundedInvites(
      [(code: "DIRECT10", email: "a@x.io")], seen: ContinuousClock.now, on: bucket, deadline: .soon)
    func standing(_ age: Int) -> RefundedInvites.Standing? {
      marks.standing(code: "DIRECT10", email: "a@x.io", age: Double(age))
    }
    #expect(standing(4 * Self.hour) == .own)
    #expect(standing(2 * Self.hour) == .ownByForce)
    #expect(standing(Self.hour / 4) == nil)
    let moment = try #require(marks.moment(code: "DIRECT10", email: "a@x.io"))
    #expect(moment.least > 2.5 * Double(Self.hour), "\(moment)")

    try world.failed("a@x.io", "DIRECT10", ago: "0 seconds")
    try TestRedis.connect(world.world.redis.result).send(
      "SET", TaskResult.key(id: second),
      #"{"status": "SUCCESS", "result": {"success": false}, "task_id": "\#(second)"}"#)
    let back = try await refund(world, second)
    #expect(back.exitCode == 0, "\(back)")
    withExtendedLifetime(folder) {}
  }
}
