import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A broker that has never had the queue of invites is no evidence of anything, and no place to put
/// invites.
@Suite struct WrongBrokerTests {
  private let world: RedeemWorld
  private let elsewhere: RedisEndpoint
  private let broker: RedisConnection
  private let environment: [String: String]

  init() throws {
    world = try RedeemWorld()
    // Where nobody has ever been.
    elsewhere = try TestRedis().broker
    broker = try TestRedis.connect(elsewhere)
    environment = world.environment.merging(["INVITECTL_BROKER_URL": "\(elsewhere)"]) { $1 }
  }

  private func row(_ email: String) throws {
    try world.postgres.execute(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ($1, 'DIRECT10', 'PENDING', 0, (now() AT TIME ZONE 'utc') - interval '2 hours')
      """, [email], deadline: .soon)
  }

  private func keys() throws -> Int { try broker.send("DBSIZE").asInteger() }

  @Test func `nothing is put back there, and the sentence says what to set`() async throws {
    try row("a@example.com")
    let run = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes"], environment: environment)
    #expect(run.exitCode == 8, "\(run)")
    #expect(run.output.contains("1 open row: 1 unknown"), "\(run)")
    #expect(run.output.contains("no worker of the queue invites answers"), "\(run)")
    #expect(run.output.contains("set INVITECTL_BROKER_URL"), "\(run)")
    #expect(run.output.contains("/\(elsewhere.database)"), "\(run)")
    #expect(try keys() == 0)
    let right = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes"], environment: world.environment)
    #expect(right.exitCode == 0, "\(right)")
    #expect(try world.queued() == 1)
  }

  @Test func `no bound moves and no bucket is made`() async throws {
    let sync = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    try sync.addSyncedCode("A")
    try sync.take("A", 3)
    try await CeleryPublisher.publish(
      (0..<3).map { .init("p\($0)@x.com", "A") }, on: sync.redis)
    try sync.bucket.send("DEL", sync.key("A"), sync.key("A") + ":sync")
    try sync.sync()
    let before = try sync.standing("A")
    // The database of the results, where no queue is.
    let wrong = sync.environment.merging(["INVITECTL_BROKER_URL": "\(sync.redis.result)"]) { $1 }
    let run = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"], environment: wrong)
    #expect(run.exitCode == 8, "\(run)")
    #expect(run.output.contains("set INVITECTL_BROKER_URL"), "\(run)")
    #expect(try sync.tokens("A") == nil)
    #expect(try sync.standing("A") == before)
  }

  @Test func `what is recorded is not queued there, and is once the broker is right`() async throws
  {
    for id in ["r1", "r2"] {
      try world.postgres.execute(
        """
        INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email)
        VALUES ($1, 'redeem', 'LINUXDO5', $1 || '@example.com')
        """, [id], deadline: .soon)
    }
    func open() throws -> Int {
      try world.postgres.query(
        "SELECT count(*) AS n FROM invitectl.redeem_outbox WHERE state = 'recorded'",
        deadline: .soon
      ).only().int("n")
    }
    let refused = try await CommandRun.invitectl(["redeem", "--resume"], environment: environment)
    #expect(refused.exitCode == 7, "\(refused)")
    #expect(refused.errors.contains("has never been used in the broker"), "\(refused)")
    #expect(refused.errors.contains("INVITECTL_BROKER_URL"), "\(refused)")
    #expect(try open() == 2)
    #expect(try keys() == 0)
    #expect(try world.queued() == 0)
    let right = try await CommandRun.invitectl(
      ["redeem", "--resume"], environment: world.environment)
    #expect(right.exitCode == 0, "\(right)")
    #expect(try open() == 0)
    #expect(try world.queued() == 2)
  }

  @Test(arguments: [false, true])
  func `redeem takes no token, unless told that the queue may be new`(
    withOtherApp: Bool
  ) async throws {
    // Workers of another app are no workers of this queue.
    let other = try TestRedis()
    let worker = try withOtherApp ? CeleryWorker("other", on: other, queues: "mail") : nil
    let broker = withOtherApp ? other.broker : elsewhere
    let environment = world.environment.merging(["INVITECTL_BROKER_URL": "\(broker)"]) { $1 }
    for arguments in [["DIRECT10", "a@example.com"], ["LINUXDO5", "a@example.com"]] {
      let before = try world.state()
      let run = try await CommandRun.invitectl(["redeem"] + arguments, environment: environment)
      #expect(run.exitCode == 7, "\(run)")
      #expect(run.errors.contains("has never been used in the broker"), "\(run)")
      #expect(run.errors.contains("nothing was queued"), "\(run)")
      #expect(run.errors.contains("INVITECTL_BROKER_URL"), "\(run)")
      #expect(try world.state() == before)
    }
    let batch = try await CommandRun.invitectl(
      ["redeem", "--batch", "-"], environment: environment, input: "DIRECT10,b@example.com\n")
    #expect(batch.exitCode != 0, "\(batch)")
    #expect(try world.tokens("DIRECT10") == nil)
    let connection = try TestRedis.connect(broker)
    #expect(try connection.send("LLEN", RedeemWorld.queue).asInteger() == 0)
    let told = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com", "--new-queue"], environment: environment)
    #expect(told.exitCode == 0, "\(told)")
    #expect(try connection.send("LLEN", RedeemWorld.queue).asInteger() == 1)
    // From now on it is known.
    let next = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "c@example.com"], environment: environment)
    #expect(next.exitCode == 0, "\(next)")
    withExtendedLifetime(worker) {}
  }

  @Test func `bindings that were evicted are no sign of a new queue where workers listen`()
    async throws
  {
    let redis = try TestRedis()
    let worker = try CeleryWorker("w", on: redis, queues: "invites")
    let broker = try TestRedis.connect(redis.broker)
    for key in try broker.send("KEYS", "_kombu.*").asStrings() { try broker.send("DEL", key) }
    let environment = world.environment.merging(["INVITECTL_BROKER_URL": "\(redis.broker)"]) { $1 }
    let run = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com"], environment: environment)
    #expect(run.exitCode == 0, "\(run)")
    withExtendedLifetime(worker) {}
  }
}
