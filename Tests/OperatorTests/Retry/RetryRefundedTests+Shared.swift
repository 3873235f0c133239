import CeleryProtocol
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Of a redemption and the attempt that went on with its token one token comes back, whichever is named first.
extension RetryRefundedTests {
  /// Its failed invite, tried again; the attempt's task.
  ///
  /// - Parameter isSaid: whether a person says how many uses there are, where evidence leaves that open.
  private func tried(_ world: RetryWorld, isSaid: Bool = false) async throws -> String {
    try await world.settle()
    if isSaid {
      let word = try await world.world.invitectl(
        "force-resync", "DIRECT10", "--from", "database", "--yes")
      #expect(word.exitCode == 0, "\(word)")
    }
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

  /// Which no migration makes: what cannot be asked there the records tell.
  @Test func `of a record and its attempt one token comes back without a queue, too`() async throws
  {
    let world = try await RetryWorld()
    let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", Self.id)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    try world.emptied()
    let record = try world.refused("a@x.io", "DIRECT10")
    try world.world.run(
      "UPDATE invite_records SET created_at = now() AT TIME ZONE 'utc' WHERE id = \(record)")
    let attempt = try await tried(world)
    try world.world.run("DROP TABLE invite_queue")
    let tokens = try world.tokens("DIRECT10")
    try TestRedis.connect(world.world.redis.result).send(
      "SET", TaskResult.key(id: Self.id),
      #"{"status": "SUCCESS", "result": {"success": false}, "task_id": "\#(Self.id)"}"#)
    // Its mark has digests alone: by the record it is known whose it was.
    let traced = try await world.world.invitectl("trace", Self.id, "-o", "json")
    #expect(traced.output.contains("a@x.io"), "\(traced)")
    let early = try await refund(world, Self.id)
    #expect(early.exitCode == 7, "\(early)")
    #expect(early.errors.contains("was tried again as task \(attempt)"), "\(early)")
    #expect(try world.tokens("DIRECT10") == tokens)
    let given = try await refund(world, attempt, "--force")
    #expect(given.exitCode == 0, "\(given)")
    let twice = try await refund(world, Self.id, "--force")
    #expect(twice.exitCode == 7, "\(twice)")
    #expect(
      twice.errors.contains("was given back before, as that of task \(attempt)"), "\(twice)")
    #expect(try world.tokens("DIRECT10") == tokens.map { $0 + 1 })
  }

  /// It says `1`, and lives for a week.
  @Test func `a code's mark of an older invitectl is as old as it is`() async throws {
    let world = try await world(withOther: false)
    let attempt = try await tried(world)
    let tokens = try world.tokens("DIRECT10")
    try TestRedis.connect(world.world.redis.bucket).send(
      "SET", RefundedInvites.mark(ofCode: "DIRECT10"), "1", "EX", RefundedInvites.codeLifetime)
    let refused = try await refund(world, attempt, "--force")
    #expect(refused.exitCode == 7, "\(refused)")
    #expect(refused.errors.contains("it may have been that of its invite"), "\(refused)")
    #expect(refused.errors.contains("as the worker's log has it"), "\(refused)")
    #expect(try world.tokens("DIRECT10") == tokens)
  }

  /// Another use of the person does not make room for a second token of one that was tried again.
  @Test(arguments: [true, false])
  func `another redemption of the person gives no second token of the one that was tried again`(
    isEarlier: Bool
  ) async throws {
    let world: RetryWorld
    let other = CeleryID.random()
    func redeemOther(_ world: RetryWorld) async throws {
      let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", other)
      #expect(redeemed.exitCode == 0, "\(redeemed)")
      try world.emptied()
    }
    if isEarlier {
      world = try await RetryWorld()
      try await redeemOther(world)
      try world.world.run(
        """
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        VALUES (1, 'a@x.io', 'success', 'DIRECT10', now() AT TIME ZONE 'utc', false)
        """)
      let first = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", Self.id)
      #expect(first.exitCode == 0, "\(first)")
      try world.emptied()
      try world.failed("a@x.io", "DIRECT10", ago: "0 seconds")
    } else {
      world = try await self.world(withOther: false)
    }
    // A record and a failed row of one person may be of one use.
    let attempt = try await tried(world, isSaid: isEarlier)
    if !isEarlier { try await redeemOther(world) }
    let tokens = try world.tokens("DIRECT10")
    let given = try await refund(world, attempt, "--force")
    #expect(given.exitCode == 0, "\(given)")
    let twice = try await refund(world, Self.id, "--force")
    #expect(twice.exitCode == 7, "\(twice)")
    #expect(
      twice.errors.contains("was given back before, as that of task \(attempt)"), "\(twice)")
    #expect(try world.tokens("DIRECT10") == tokens.map { $0 + 1 })
    // The other one took its own.
    let own = try await refund(world, other, "--force")
    #expect(own.exitCode == 0, "\(own)")
    #expect(try world.tokens("DIRECT10") == tokens.map { $0 + 2 })
  }

  /// Of the website: nothing but its result tells whose it was.
  @Test func `an attempt of long ago refuses no redemption that has a result alone`() async throws {
    let world = try await world(withOther: false)
    let attempt = try await tried(world)
    let given = try await refund(world, attempt, "--force")
    #expect(given.exitCode == 0, "\(given)")
    // 30 days pass.
    let broker = try TestRedis.connect(world.world.redis.broker)
    #expect(try broker.send("DEL", RedeemMarker.key(taskID: Self.id)).asInteger() == 1)
    try world.world.run(
      "UPDATE invite_queue SET created_at = created_at - interval '30 days'; "
        + "UPDATE invitectl.invite_retry SET created_at = created_at - interval '30 days'")
    let bucket = try TestRedis.connect(world.world.redis.bucket)
    let rest = RefundedInvites.lifetime - 30 * 86_400
    #expect(try bucket.send("EXPIRE", Self.mark, rest).asInteger() == 1)
    let second = CeleryID.random()
    let done = try #require(
      try world.world.value(
        "SELECT to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS')"))
    try TestRedis.connect(world.world.redis.result).send(
      "SET", TaskResult.key(id: second),
      #"{"status": "SUCCESS", "result": {"success": false, "email": "a@x.io"}, "#
        + #""task_id": "\#(second)", "date_done": "\#(done)"}"#)
    let tokens = try world.tokens("DIRECT10")
    let back = try await refund(world, second, "--force")
    #expect(back.exitCode == 0, "\(back)")
    #expect(try world.tokens("DIRECT10") == tokens.map { $0 + 1 })
  }
}
