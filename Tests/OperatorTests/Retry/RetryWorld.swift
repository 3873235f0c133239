import CeleryProtocol
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// A backend with failed invites, and `redeem retry` on it.
struct RetryWorld: Sendable {
  let world: GenerationWorld

  init(
    _ generation: FixtureGeneration = .g013, _ made: FixtureMaking = .migrated
  ) async throws {
    world = try await GenerationWorld(generation, made)
    try world.run("DELETE FROM invite_queue")
  }

  /// With two invites by one code that took their uses and failed, and nothing else under way.
  static func ofTwoFailed() async throws -> RetryWorld {
    let world = try await RetryWorld()
    for email in ["a@x.io", "b@x.io"] {
      try await world.redeemed("DIRECT10", email)
      try world.failed(email, "DIRECT10")
    }
    try await world.settle()
    return world
  }

  func retry(_ arguments: String..., failpoint: String? = nil) async throws -> CommandResult {
    try await retry(arguments, failpoint: failpoint)
  }

  func retry(_ arguments: [String], failpoint: String? = nil) async throws -> CommandResult {
    var environment = world.environment
    environment["INVITECTL_FAILPOINT"] = failpoint
    return try await CommandRun.invitectl(
      ["redeem", "retry", "--show"] + arguments, environment: environment)
  }

  /// In the test's own process, and without a pause between the two looks at the broker: nobody moves
  /// messages about.
  func retryHere() throws -> RetryOutcome {
    let context = try OperationContext.test(database: world.database, redis: world.redis)
    return try RedeemRetry(context, RetryRequest(), pause: .milliseconds(1)).run()
  }

  /// A use of a direct code by invitectl, whose message is then thrown away: what a worker would have done
  /// with it is written by the test.
  func redeemed(_ code: String, _ email: String) async throws {
    let result = try await world.invitectl("redeem", code, email, "--flow", "direct")
    #expect(result.exitCode == 0, "\(result)")
    try emptied()
  }

  /// Counts are at first sight never exact.
  func settle() async throws {
    let result = try await world.invitectl("force-resync", "--all", "--yes")
    // 8: the seed has a code without numbers.
    #expect([0, 8].contains(result.exitCode), "\(result)")
  }

  /// As it is here.
  func group(_ name: String) throws -> Int? {
    try world.value("SELECT id FROM team_groups WHERE name = '\(name)'").flatMap { Int($0) }
  }

  func emptied() throws { try broker().send("DEL", RedeemWorld.queue) }

  /// Nothing is known of any attempt.
  func forgotten() throws {
    try world.run("DELETE FROM invitectl.invite_retry")
    try forgottenMarks()
  }

  /// What the broker knows of messages that were sent.
  func forgottenMarks() throws {
    let broker = try broker()
    for key in try broker.send("KEYS", RetryPublishScript.mark("*")).asStrings() {
      try broker.send("DEL", key)
    }
  }

  /// A failed row of the queue; its id.
  @discardableResult
  func failed(
    _ email: String, _ code: String, _ error: String = "no team with a free seat",
    group: String? = nil, ago: String = "1 hour"
  ) throws -> Int {
    let later = try world.value("SELECT to_regclass('rebind_history') IS NOT NULL") == "true"
    let columns =
      try later
      && world.value(
        """
        SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'invite_queue'::regclass
          AND attname = 'is_rebind')
        """) == "true"
    let time = "(now() AT TIME ZONE 'utc') - interval '\(ago)'"
    let id = try world.value(
      """
      SELECT max(id) FROM invite_queue
      """)
    try world.run(
      """
      INSERT INTO invite_queue (email, redeem_code, group_id, status, error_message, retry_count,
        created_at, processed_at\(columns ? ", is_rebind, consume_immediately" : ""))
      VALUES ('\(email)', '\(code)', (SELECT id FROM team_groups WHERE name = '\(group ?? "")'),
        'failed', '\(error)', 0, \(time), \(time)\(columns ? ", false, false" : ""))
      """)
    let made = try Int(world.value("SELECT max(id) FROM invite_queue") ?? "") ?? 0
    #expect(made > Int(id ?? "0") ?? 0)
    return made
  }

  /// A failed invite record; its id.
  @discardableResult
  func refused(_ email: String, _ code: String, _ error: String = "seat limit reached") throws
    -> Int
  {
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, error_message, redeem_code, created_at,
        is_rebind)
      VALUES (1, '\(email)', 'failed', '\(error)', '\(code)',
        (now() AT TIME ZONE 'utc') - interval '1 hour', false)
      """)
    return try Int(world.value("SELECT max(id) FROM invite_records") ?? "") ?? 0
  }

  private func broker() throws -> RedisConnection { try TestRedis.connect(world.redis.broker) }

  func queued() throws -> Int { try broker().send("LLEN", RedeemWorld.queue).asInteger() }

  func messages() throws -> [MessageEnvelope] {
    try broker().send("LRANGE", RedeemWorld.queue, 0, -1).asArray().reversed().map {
      try MessageEnvelope(decoding: $0.asBytes())
    }
  }

  func tokens(_ code: String) throws -> Int? {
    try TestRedis.connect(world.redis.bucket).send("GET", "redeem:\(code):remaining")
      .asOptionalInteger()
  }

  /// used_count of all codes, which no retry changes.
  func counts() throws -> [String] {
    try world.lines("SELECT concat_ws(' ', code, used_count) AS line FROM redeem_codes ORDER BY id")
  }

  /// Those made of emails at x.io.
  func invites() throws -> [String] {
    try world.lines(
      """
      SELECT concat_ws(' ', email, redeem_code) AS line FROM invite_records
      WHERE status = 'success' AND email LIKE '%x.io' ORDER BY email, id
      """)
  }

  func attempts() throws -> [String] {
    try world.lines(
      """
      SELECT concat_ws(' ', source, row_id, attempt, state) AS line FROM invitectl.invite_retry
      ORDER BY source, row_id, attempt
      """)
  }

  func rows() throws -> [String] {
    try world.lines(
      "SELECT concat_ws(' ', email, status) AS line FROM invite_queue ORDER BY email, id")
  }
}
