import CeleryProtocol
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Invites whose own token was given back, while enough uses of their code are counted.
@Suite struct RetryRefundedTests {
  static let id = "0f3c04b1-97b9-462f-8a7f-f14f75070966"
  static let mark = RefundedInvites.mark(
    ofInvite: RefundedInvites.digest(code: "DIRECT10", email: "a@x.io"))

  /// One of a@x.io that failed, and one of b@x.io that left nothing but its use.
  func world(withOther: Bool = true) async throws -> RetryWorld {
    let world = try await RetryWorld()
    let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", Self.id)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    try world.emptied()
    try world.failed("a@x.io", "DIRECT10", ago: "0 seconds")
    if withOther { try await world.redeemed("DIRECT10", "b@x.io") }
    return world
  }

  func refund(
    _ world: RetryWorld, _ id: String, _ more: String...
  ) async throws -> CommandResult {
    try await refund(world, id, more)
  }

  func refund(
    _ world: RetryWorld, _ id: String, _ more: [String]
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["redeem", "refund", "DIRECT10", "--task", id] + more, environment: world.world.environment)
  }

  private func expectNothingSent(_ world: RetryWorld, _ says: String) async throws {
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 8, "\(run)")
    #expect(run.output.contains(says), "\(run)")
    #expect((run.output + run.errors).contains("redeem its code again"), "\(run)")
    #expect(try world.queued() == 0)
    #expect(try world.attempts() == [])
  }

  @Test func `it is not sent again with the use of another, until it was redeemed anew`()
    async throws
  {
    let world = try await world()
    try TestRedis.connect(world.world.redis.result).send(
      "SET", TaskResult.key(id: Self.id),
      #"{"status": "SUCCESS", "result": {"success": false}, "task_id": "\#(Self.id)"}"#)
    let tokens = try world.tokens("DIRECT10")
    // As some programs write it.
    let given = try await refund(world, Self.id.uppercased())
    #expect(given.exitCode == 0, "\(given)")
    #expect(try world.tokens("DIRECT10") == tokens.map { $0 + 1 })
    let twice = try await refund(world, Self.id)
    #expect(twice.exitCode == 0 && twice.output.contains("was given back before"), "\(twice)")
    // Nor is its id used once more, for whomever.
    let anew = try await world.world.invitectl(
      "redeem", "DIRECT10", "n@x.io", "--id", Self.id.uppercased())
    #expect(anew.exitCode == 7 && anew.errors.contains("or give another one"), "\(anew)")
    #expect(try world.tokens("DIRECT10") == tokens.map { $0 + 1 })
    try await world.settle()
    try await expectNothingSent(world, "its token was given back by a refund")
    // No other circle: by what an email alone tells, too.
    let traced = try await world.world.invitectl("trace", "a@x.io")
    #expect(traced.output.contains("invitectl redeem DIRECT10 a@x.io"), "\(traced)")
    #expect(!traced.output.contains("redeem retry"), "\(traced)")

    // That was an hour ago, and what has come since is of the second redemption.
    let bucket = try TestRedis.connect(world.world.redis.bucket)
    #expect(
      try bucket.send("EXPIRE", Self.mark, RefundedInvites.lifetime - 3600).asInteger() == 1)
    try await world.redeemed("DIRECT10", "a@x.io")
    try world.failed("a@x.io", "DIRECT10", ago: "0 seconds")
    // One came back, so that evidence leaves the count open from below.
    let word = try await world.world.invitectl(
      "force-resync", "DIRECT10", "--from", "database", "--yes")
    #expect(word.exitCode == 0, "\(word)")
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.contains("1 invite put into the queue"), "\(run)")
    #expect(try world.queued() == 1)
  }

  @Test func `a token that was given back by a person's word may have been its own`() async throws {
    let world = try await world()
    let given = try await refund(world, "of-the-backend", "--force")
    #expect(given.exitCode == 0, "\(given)")
    try await world.settle()
    try await expectNothingSent(world, "nothing tells for which invite")
    // A week later it stands in nobody's way, and the count is no more exact than before.
    let bucket = try TestRedis.connect(world.world.redis.bucket)
    let mark = RefundedInvites.mark(ofCode: "DIRECT10")
    let rest = RefundedInvites.lifetime - RefundedInvites.codeLifetime - 60
    #expect(try bucket.send("EXPIRE", mark, rest).asInteger() == 1)
    try world.world.run(
      "UPDATE invite_queue SET created_at = created_at - interval '8 days', "
        + "processed_at = processed_at - interval '8 days'; "
        + "UPDATE redeem_codes SET created_at = created_at - interval '8 days'")
    let shown = try await world.world.invitectl("force-resync", "DIRECT10", "-n", "-o", "json")
    let plan = try JSONValue(parsing: shown.output)
    #expect(plan["items"]?[0]?["evidence"]?["refunded"]?.int == 1, "\(shown)")
    let word = try await world.world.invitectl(
      "force-resync", "DIRECT10", "--from", "database", "--yes")
    #expect(word.exitCode == 0, "\(word)")
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 0, "\(run)")
    #expect(try world.queued() == 1)
  }

  @Test func `of a redemption and the attempt that went on with its token one is given back`()
    async throws
  {
    let world = try await world(withOther: false)
    try await world.settle()
    let run = try await world.retry("--yes")
    #expect(run.output.contains("1 invite put into the queue"), "\(run)")
    let attempt = try #require(
      try world.world.value("SELECT task_id FROM invitectl.invite_retry"))
    try world.emptied()
    try world.failed("a@x.io", "DIRECT10", ago: "0 seconds")
    let tokens = try world.tokens("DIRECT10")
    for id in [attempt, Self.id] {
      try TestRedis.connect(world.world.redis.result).send(
        "SET", TaskResult.key(id: id),
        #"{"status": "SUCCESS", "result": {"success": false}, "task_id": "\#(id)"}"#)
    }
    let failed = try await refund(world, attempt)
    #expect(failed.exitCode == 7, "\(failed)")
    #expect(failed.errors.contains("is an attempt of 'redeem retry'"), "\(failed)")
    // What it left is found, and of which code it is.
    try world.world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      VALUES (1, 'a@x.io', 'success', 'DIRECT10', now() AT TIME ZONE 'utc', false)
      """)
    let made = try await refund(world, attempt)
    #expect(made.exitCode == 7 && made.errors.contains("it invited somebody"), "\(made)")
    let other = try await world.world.invitectl("redeem", "refund", "LINUXDO5", "--task", attempt)
    #expect(other.exitCode == 7 && other.errors.contains("it took another's token"), "\(other)")
    try world.world.run("DELETE FROM invite_records WHERE email = 'a@x.io' AND status = 'success'")
    let given = try await refund(world, attempt, "--force")
    #expect(given.exitCode == 0, "\(given)")
    // By force too: it has one token.
    for words in [[], ["--force"]] {
      let refused = try await refund(world, Self.id, words)
      #expect(refused.exitCode == 7, "\(refused)")
      #expect(
        refused.errors.contains("was given back before, as that of task \(attempt)"), "\(refused)")
    }
    let again = try await refund(world, attempt, "--force")
    #expect(again.exitCode == 0 && again.output.contains("nothing done"), "\(again)")
    #expect(try world.tokens("DIRECT10") == tokens.map { $0 + 1 })
  }

  /// Nothing but force puts it back, so that it is no invite that is under way.
  @Test(arguments: [true, false])
  func `a message in quarantine whose token was given back stands in no later use's way`(
    isOutFirst: Bool
  ) async throws {
    let world = try await RetryWorld()
    let folder = try TemporaryFolder()
    let file = folder.file("q.msg")
    let redeemed = try await world.world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", Self.id)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    func takeOut() async throws {
      let out = try await world.world.invitectl(
        "inspect-workers", "control", "quarantine", "invites", "--id", Self.id, "--to", file,
        "--yes")
      #expect(out.exitCode == 0, "\(out)")
    }
    let bucket = try TestRedis.connect(world.world.redis.bucket)
    if isOutFirst { try await takeOut() }
    let given = try await refund(world, Self.id, "--force")
    #expect(given.exitCode == 0, "\(given)")
    if !isOutFirst {
      // As long as somebody may run it, what is written may be of it.
      #expect(try bucket.send("GET", Self.mark).asString() == "held")
      try await takeOut()
    }
    #expect(try bucket.send("GET", Self.mark).asString().hasPrefix("over"))

    // That was an hour ago, and what has come since is of the second redemption.
    #expect(
      try bucket.send("EXPIRE", Self.mark, RefundedInvites.lifetime - 3600).asInteger() == 1)
    try await world.redeemed("DIRECT10", "a@x.io")
    try world.failed("a@x.io", "DIRECT10", ago: "0 seconds")
    let synced = try await world.world.invitectl("sync-counts", "DIRECT10")
    #expect(synced.exitCode == 0, "\(synced)")
    let word = try await world.world.invitectl(
      "force-resync", "DIRECT10", "--from", "database", "--yes")
    #expect(word.exitCode == 0, "\(word)")
    let traced = try await world.world.invitectl("trace", "a@x.io")
    #expect(traced.exitCode == 5, "\(traced)")
    #expect(traced.output.contains("put back, it is an invite more"), "\(traced)")
    let retry = "redeem retry --code DIRECT10 --email a@x.io --yes"
    #expect(traced.output.contains("invitectl \(retry)"), "\(traced)")
    let run = try await world.retry("--code", "DIRECT10", "--email", "a@x.io", "--yes")
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.contains("1 invite put into the queue"), "\(run)")
    #expect(try world.queued() == 1)

    // Back by force it may be run, and what is written then may be of it.
    let back = try await world.world.invitectl(
      "inspect-workers", "control", "quarantine", "--put-back", file, "--force", "--yes")
    #expect(back.exitCode == 0, "\(back)")
    #expect(try world.queued() == 2)
    #expect(try bucket.send("GET", Self.mark).asString() == "held")
  }
}
