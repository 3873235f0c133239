import CeleryProtocol
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// The direct flow by the real binary, on real servers.
@Suite struct DirectFlowTests {
  private let world: RedeemWorld

  init() throws {
    world = try RedeemWorld()
  }

  private func redeem(_ arguments: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(["redeem"] + arguments, environment: world.environment)
  }

  @Test func `takes one token and queues one message that says everything`() async throws {
    let result = try await redeem(" directbeta ", " Alice@Example.COM ", "-o", "json")
    #expect(result.exitCode == 0, "\(result.errors)")
    let outcome = try JSONValue(parsing: Array(result.output.utf8))
    #expect(outcome["status"]?.string == "queued")
    #expect(outcome["flow"]?.string == "direct")
    #expect(outcome["remaining"]?.int == 9)
    #expect(outcome["bucket_was_made"]?.bool == true)
    #expect(outcome["email"]?.string == "alice@example.com")
    #expect(try world.tokens("DIRECTBETA") == 9)
    #expect(try world.bucket.send("TTL", "redeem:DIRECTBETA:remaining").asInteger() > 86_000)
    let message = try #require(try world.messages().first)
    #expect(message.headers["id"]?.string == outcome["task_id"]?.string)
    #expect(message.priority == 5)
    #expect(message.routingKey == "invites")
    let kwargs = try message.bodyJSON()[1]
    #expect(kwargs?["email"]?.string == "alice@example.com")
    #expect(kwargs?["redeem_code"]?.string == "DIRECTBETA")
    #expect(kwargs?["is_rebind"]?.bool == false)
    let group = try world.postgres.query(
      "SELECT id FROM team_groups WHERE name = 'beta'", deadline: .soon
    ).only().int("id")
    #expect(kwargs?["group_id"]?.int == group)
    #expect(
      try world.broker.send("SMEMBERS", "_kombu.binding.invites").asStrings() == [
        "invites\u{06}\u{16}\u{06}\u{16}invites"
      ])
  }

  @Test func `a bucket that is there is never overwritten`() async throws {
    try world.setTokens("DIRECT10", 3)
    try world.bucket.send("EXPIRE", "redeem:DIRECT10:remaining", 1000)
    let result = try await redeem("DIRECT10", "a@example.com")
    #expect(result.exitCode == 0)
    #expect(result.output.contains("remaining  2\n"))
    #expect(try world.bucket.send("TTL", "redeem:DIRECT10:remaining").asInteger() <= 1000)
  }

  @Test func `the last token is the last`() async throws {
    try world.setTokens("DIRECT10", 1)
    #expect(try await redeem("DIRECT10", "a@example.com").exitCode == 0)
    #expect(try await redeem("DIRECT10", "b@example.com").exitCode == 5)
    #expect(try world.tokens("DIRECT10") == 0)
    #expect(try world.queued() == 1)
  }

  @Test(arguments: [
    ("NOSUCHCODE", "INVALID_CODE"), ("DIRECTEXPIRED", "CODE_EXPIRED"),
    ("DIRECTINACTIVE", "INVALID_CODE"), ("DIRECTUSEDUP", "CODE_USED_UP"),
    ("DIRECTUNLIMITED", "CODE_USED_UP"), ("DIRECTNULLS", "INVALID_CODE"),
    (String(repeating: "X", count: 60), "INVALID_CODE"),
  ])
  func `a refusal has its name on stdout and changes nothing`(
    code: String, reason: String
  ) async throws {
    let before = try world.state()
    let result = try await redeem(code, "someone@example.com")
    #expect(result.exitCode == 5, "\(result.errors)")
    #expect(result.output == reason + "\n")
    #expect(!result.errors.contains("someone@example.com"), "the email must be masked")
    #expect(try world.state() == before)
    let json = try await redeem(code, "someone@example.com", "-o", "json")
    #expect(json.exitCode == 5)
    let outcome = try JSONValue(parsing: Array(json.output.utf8))
    #expect(outcome["status"]?.string == "refused")
    #expect(outcome["reason"]?.string == reason)
  }

  @Test func `the direct flow wants a direct code`() async throws {
    let result = try await redeem("LINUXDO5", "a@example.com", "--flow", "direct")
    #expect(result.exitCode == 5)
    #expect(result.output == "INVALID_CODE\n")
  }

  @Test(arguments: ["", "nobody", "a@b", "a b@c.d", "a@b@c.d", "@c.d", "a@.d", "a\u{1}@c.d"])
  func `a bad email is a mistake in the command line`(email: String) async throws {
    let before = try world.state()
    let result = try await redeem("DIRECT10", email)
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("email"))
    #expect(try world.state() == before)
  }

  @Test func `an email of 10 kB is refused before anything is asked`() async throws {
    let result = try await redeem(
      "DIRECT10", String(repeating: "e", count: 10_000) + "@example.com")
    #expect(result.exitCode == 2)
    #expect(try world.queued() == 0)
  }

  @Test func `the same id is done once`() async throws {
    let first = try await redeem("DIRECT10", "a@example.com", "--id", "my-task-1")
    #expect(first.exitCode == 0)
    let before = try world.state()
    let second = try await redeem("DIRECT10", "a@example.com", "--id", "my-task-1")
    #expect(second.exitCode == 0)
    #expect(second.output.contains("nothing done"))
    #expect(try world.state() == before)
    let other = try await redeem("DIRECT10", "b@example.com", "--id", "my-task-1")
    #expect(other.exitCode == 7)
    #expect(try world.state() == before)
  }

  @Test func `a bucket that is no number is left alone`() async throws {
    for value in ["abc", "1.5", ""] {
      try world.bucket.send("SET", "redeem:DIRECT10:remaining", value)
      let before = try world.state()
      let result = try await redeem("DIRECT10", "a@example.com")
      #expect(result.exitCode == 7)
      #expect(result.errors.contains("does not hold an integer"))
      // What is advised leads out of it.
      let shown = try await CommandRun.invitectl(
        ["redeem", "bucket", "DIRECT10"], environment: world.environment)
      #expect(shown.exitCode == 7)
      #expect(shown.errors.contains("invitectl redeem bucket DIRECT10 --init"), "\(shown.errors)")
      #expect(try world.state() == before)
      let made = try await CommandRun.invitectl(
        ["redeem", "bucket", "DIRECT10", "--init"], environment: world.environment)
      #expect(made.output.hasPrefix("replaced the bucket of DIRECT10\n"), "\(made.errors)")
      #expect(try world.bucket.send("GET", "redeem:DIRECT10:remaining").asInteger() == 10)
    }
    try world.bucket.send("DEL", "redeem:DIRECT10:remaining")
    try world.bucket.send("LPUSH", "redeem:DIRECT10:remaining", "x")
    #expect(try await redeem("DIRECT10", "a@example.com").exitCode == 7)
  }

  @Test func `a queue that is no list costs no token`() async throws {
    try world.broker.send("SET", RedeemWorld.queue, "x")
    let before = try world.state()
    let result = try await redeem("DIRECT10", "a@example.com")
    #expect(result.exitCode == 1)
    #expect(result.output == "QUEUE_ERROR\n")
    #expect(try world.state() == before)
  }

  @Test func `lower-case enums are the same`() async throws {
    let world = try RedeemWorld(enums: "enums-lower")
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com"], environment: world.environment)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try world.queued() == 1)
  }
}
