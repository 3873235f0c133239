import ClientSupport
import Glibc
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Bucket and broker on two servers: outbox, take, publish, and back.
@Suite struct SplitServerTests {
  private let world: RedeemWorld

  init() throws {
    // Of the second server's databases, those with the numbers that are ours on the first.
    let second = try TestRedis(server: TestRedis.secondServer())
    world = try RedeemWorld(broker: second.broker)
  }

  private func redeem(
    _ arguments: String..., environment: [String: String] = [:]
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["redeem"] + arguments, environment: world.environment.merging(environment) { $1 })
  }

  @Test func `takes here and queues there`() async throws {
    let result = try await redeem("DIRECT10", "a@example.com", "--id", "s1")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try world.tokens("DIRECT10") == 9)
    #expect(try world.queued() == 1)
    let again = try await redeem("DIRECT10", "a@example.com", "--id", "s1")
    #expect(again.output.contains("nothing done"))
    #expect(try world.tokens("DIRECT10") == 9)
    let other = try await redeem("DIRECT10", "b@example.com", "--id", "s1")
    #expect(other.exitCode == 7)
    #expect(try world.queued() == 1)
  }

  @Test func `the outbox tells whose token a task took`() async throws {
    #expect(try await redeem("DIRECT10", "a@example.com", "--id", "s0").exitCode == 0)
    _ = try await redeem("bucket", "DIRECTHALF", "--init")
    let half = try world.tokens("DIRECTHALF")
    let other = try await redeem("refund", "DIRECTHALF", "--task", "s0", "--force")
    #expect(other.exitCode == 7)
    #expect(other.errors.contains("it took another's token"), "\(other.errors)")
    #expect(try world.tokens("DIRECTHALF") == half)
    #expect(try await redeem("refund", "DIRECT10", "--task", "s0", "--force").exitCode == 0)
    #expect(try world.tokens("DIRECT10") == 10)
  }

  @Test func `what the outbox knows of a token no force overrides`() async throws {
    try world.setTokens("DIRECT10", 5)
    try world.postgres.execute(
      """
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, state) VALUES
        ('o1', 'direct', 'DIRECT10', 'a@example.com', 'recorded'),
        ('o2', 'direct', 'DIRECT10', 'b@example.com', 'refunded'),
        ('o3', 'direct', 'DIRECT10', 'c@example.com', 'refused'),
        ('o4', 'rebind', 'DIRECT10', 'd@example.com', 'published')
      """, deadline: .soon)
    for (id, says) in [
      ("o1", "redeem --resume"), ("o2", "was given back when"), ("o3", "was refused"),
      ("o4", "is a rebind"),
    ] {
      let result = try await redeem("refund", "DIRECT10", "--task", id, "--force")
      #expect(result.exitCode == 7, "\(id): \(result)")
      #expect(result.errors.contains(says), "\(id): \(result)")
    }
    #expect(try world.tokens("DIRECT10") == 5)
  }

  @Test func `what is printed for an entry that was not sent takes no second token`() async throws {
    #expect(try await redeem("DIRECT10", "a@example.com", "--id", "s9").exitCode == 0)
    try world.postgres.execute(
      "UPDATE invitectl.redeem_outbox SET state = 'recorded'", deadline: .soon)
    try world.broker.send("DEL", "invitectl:published:s9", RedeemWorld.queue)
    try world.postgres.execute(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT min(id), 'a@example.com', 'FAILED', 'DIRECT10', now() AT TIME ZONE 'utc', false
      FROM teams
      """, deadline: .soon)
    let resumed = try await redeem("--resume", "-o", "json")
    #expect(resumed.exitCode == 8, "\(resumed)")
    let next = try #require(try JSONValue(parsing: resumed.output)["held"]?[0]?["next"]?.string)
    #expect(next.contains("--flow direct --id s9"), "\(next)")
    let found = try #require(try #/if not: (.+?); then '/#.firstMatch(in: next), "\(next)")
    try world.postgres.execute(String(found.1), deadline: .soon)
    let again = try await redeem("DIRECT10", "a@example.com", "--flow", "direct", "--id", "s9")
    #expect(again.exitCode == 0, "\(again)")
    #expect(try world.tokens("DIRECT10") == 9)
    #expect(try world.queued() == 1)
  }

  @Test func `what has the mark of its message is noted, and takes no second token`() async throws {
    #expect(try await redeem("DIRECT10", "a@example.com", "--id", "s8").exitCode == 0)
    try world.postgres.execute(
      "UPDATE invitectl.redeem_outbox SET state = 'recorded'", deadline: .soon)
    // As after a failover of the buckets' server.
    #expect(try world.bucket.send("DEL", "invitectl:taken:s8").asInteger() == 1)
    #expect(try await redeem("--resume").exitCode == 0)
    #expect(try world.tokens("DIRECT10") == 9)
    #expect(try world.queued() == 1)
    #expect(try await redeem("--resume").output == "nothing to finish\n")
  }

  @Test func `a queue that refuses gets the token back`() async throws {
    try world.setTokens("DIRECT10", 4)
    try world.broker.send("SET", RedeemWorld.queue, "x")
    let result = try await redeem("DIRECT10", "a@example.com", "--id", "s2")
    #expect(result.exitCode == 1)
    #expect(result.output == "QUEUE_ERROR\n")
    #expect(try world.tokens("DIRECT10") == 4)
    #expect(try await redeem("--resume").output == "nothing to finish\n")
    try world.broker.send("DEL", RedeemWorld.queue)
    #expect(try await redeem("DIRECT10", "a@example.com", "--id", "s2").exitCode == 0)
    #expect(try world.tokens("DIRECT10") == 3)
    #expect(try world.queued() == 1)
  }

  @Test func `a broker that is away is found before a token is taken`() async throws {
    try world.setTokens("DIRECT10", 4)
    let port = try PrivateRedis.freePort()
    let result = try await redeem(
      "DIRECT10", "a@example.com",
      environment: ["INVITECTL_BROKER_URL": "redis://127.0.0.1:\(port)/1"])
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("connection refused"), "\(result.errors)")
    #expect(try world.tokens("DIRECT10") == 4)
    #expect(try await redeem("--resume").output == "nothing to finish\n")
  }

  @Test func `an empty bucket is refused`() async throws {
    try world.setTokens("DIRECT10", 0)
    let result = try await redeem("DIRECT10", "a@example.com")
    #expect(result.output == "CODE_USED_UP\n")
    #expect(try world.queued() == 0)
    #expect(try await redeem("--resume").output == "nothing to finish\n")
  }

  @Test func `kill -9 at every point leaves token and message both, after one resume`() async throws
  {
    var killed = 0
    for point in 1... {
      try world.broker.send("DEL", RedeemWorld.queue)
      try world.setTokens("DIRECT10", 5)
      let result = try await redeem(
        "DIRECT10", "a@example.com", "--no-limit", environment: ["INVITECTL_FAILPOINT": "\(point)"])
      if result.exitCode == 0 { break }
      #expect(result.signal == SIGKILL, "failpoint \(point): \(result.errors)")
      killed += 1
      let resumed = try await redeem("--resume")
      #expect(resumed.exitCode == 0, "\(resumed.errors)")
      let taken = 5 - (try world.tokens("DIRECT10") ?? 0)
      #expect(try world.queued() == taken, "failpoint \(point)")
      #expect(try await redeem("--resume").output == "nothing to finish\n")
    }
    #expect(killed >= 14)
  }

  @Test func `two resumes at once publish each message once`() async throws {
    try world.setTokens("DIRECT10", 50)
    let entries = 40
    try world.postgres.execute(
      """
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email)
      SELECT 'r' || i, 'direct', 'DIRECT10', 'r' || i || '@example.com' FROM generate_series(1, $1) i
      """, [String(entries)], deadline: .soon)
    let environment = world.environment
    try await withThrowingTaskGroup(of: Int32?.self) { group in
      for _ in 0..<4 {
        group.addTask {
          try await CommandRun.invitectl(["redeem", "--resume"], environment: environment).exitCode
        }
      }
      for try await code in group { #expect(code == 0) }
    }
    #expect(try world.queued() == entries)
    #expect(try world.tokens("DIRECT10") == 50 - entries)
  }
}
