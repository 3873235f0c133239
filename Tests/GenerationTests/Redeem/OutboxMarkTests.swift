import ClientSupport
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Entries of the outbox that were sent, of which PostgreSQL was not told so and Redis has no mark any more.
@Suite struct OutboxMarkTests {
  private let world: RedeemWorld

  init() throws {
    world = try RedeemWorld()
  }

  private func redeem(_ arguments: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(["redeem"] + arguments, environment: world.environment)
  }

  private func again() async throws -> CommandResult {
    try await redeem("LINUXDO5", "a@example.com", "--flow", "redeem", "--id", "m1")
  }

  /// Sent as m1, and nothing is left that says so but its message.
  private func forget() async throws {
    let result = try await again()
    try #require(result.exitCode == 0, "\(result.errors)")
    try world.postgres.execute(
      "UPDATE invitectl.redeem_outbox SET state = 'recorded'", deadline: .soon)
    #expect(try world.broker.send("DEL", "invitectl:published:m1").asInteger() == 1)
  }

  private func state() throws -> String {
    try world.postgres.query(
      "SELECT state FROM invitectl.redeem_outbox", deadline: .soon
    ).only().string("state")
  }

  @Test(arguments: [true, false])
  func `a message that is in the queue is not sent again`(resumes: Bool) async throws {
    try await forget()
    let result = resumes ? try await redeem("--resume") : try await again()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try world.queued() == 1)
    #expect(try state() == "published")
    #expect(try world.used("LINUXDO5") == 1)
  }

  @Test func `a task that has a result is not sent again`() async throws {
    try await forget()
    try world.broker.send("DEL", RedeemWorld.queue)
    try TestRedis.connect(world.redis.result).send(
      "SET", "celery-task-meta-m1", #"{"status": "SUCCESS", "task_id": "m1"}"#)
    #expect(try await redeem("--resume").exitCode == 0)
    #expect(try world.queued() == 0)
    #expect(try state() == "published")
  }

  @Test func `what a worker may have carried out is named, and left to a person`() async throws {
    try await forget()
    try world.broker.send("DEL", RedeemWorld.queue)
    try world.postgres.execute(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT min(id), 'a@example.com', 'SUCCESS', 'LINUXDO5', now() AT TIME ZONE 'utc', false
      FROM teams
      """, deadline: .soon)
    let resumed = try await redeem("--resume", "-o", "json")
    #expect(resumed.exitCode == 8, "\(resumed)")
    let held = try #require(try JSONValue(parsing: resumed.output)["held"]?[0])
    #expect(held["task_id"]?.string == "m1")
    #expect(held["why"]?.string?.contains("there is a row of its email and code") == true)
    let next = try #require(held["next"]?.string)
    #expect(next.contains("invitectl trace m1"), "\(next)")
    let repeated = try await again()
    #expect(repeated.exitCode == 7, "\(repeated)")
    #expect(repeated.errors.contains("left alone"), "\(repeated.errors)")
    #expect(try world.queued() == 0)
    #expect(try state() == "recorded")
    // As it says, for who finds that it was sent.
    let found = try #require(
      try #/if it was sent: (.+?); if not: /#.firstMatch(in: next), "\(next)")
    try world.postgres.execute(String(found.1), deadline: .soon)
    #expect(try state() == "published")
    #expect(try await redeem("--resume").output == "nothing to finish\n")
  }

  @Test func `where a message cannot be read nothing is sent`() async throws {
    try await forget()
    try world.broker.send("DEL", RedeemWorld.queue)
    try await CeleryPublisher.publish(
      [.init("someone@x.com", "LINUXDO5", form: "pickle")], on: world.redis)
    let resumed = try await redeem("--resume", "-o", "json")
    #expect(resumed.exitCode == 8, "\(resumed)")
    #expect(resumed.output.contains("not all messages could be looked at"), "\(resumed)")
    #expect(try world.queued() == 1)
  }

  @Test func `what was never sent is sent, once`() async throws {
    try await forget()
    try world.broker.send("DEL", RedeemWorld.queue)
    for _ in 0..<2 { #expect(try await redeem("--resume").exitCode == 0) }
    #expect(try world.queued() == 1)
    #expect(try state() == "published")
  }
}
