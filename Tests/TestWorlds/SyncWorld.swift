package import ClientSupport
import InviteDomain
package import InviteOps
import InviteSettings
import InviteStorage
package import PostgresClient
package import RedisClient
package import TestSupport

/// A database with schema invitectl and Redis databases of its own, and the backend's moves.
package struct SyncWorld {
  package let database: TestDatabase
  package let redis: TestRedis
  package let postgres: PostgresConnection
  package let bucket: RedisConnection

  /// A Redis of its own that has lost nothing since its first message, to be flushed by nobody else.
  private let ownRedis: PrivateRedis?

  package init(withRedisOf arguments: [String]) throws {
    try self.init(redis: PrivateRedis(arguments))
    if !arguments.isEmpty { try outliveStart() }
  }

  /// Returns once codes that are made from now on are younger than the server by its own word, which is in
  /// whole seconds: of an older one it does not say that it has kept all messages.
  package func outliveStart() throws {
    let info = RedisInfo(try bucket.send("INFO", "server").asString())
    let now = (info.integer("server_time_usec") ?? 0) / 1_000_000
    let start = now - (info.integer("uptime_in_seconds") ?? 0)
    try waitUntil("a second has begun after the server's first") {
      Int(try bucket.send("TIME").asStrings().first ?? "") ?? 0 > start
    }
  }

  /// - Parameter believesFirstSight: what a sync counts of a code that it sees for the first time is
  ///   right, as if a person had said so at once with `force-resync --from database`. Most tests are
  ///   about what comes after that.
  package init(
    server: RedisEndpoint? = nil, database: TestDatabase? = nil, redis own: PrivateRedis? = nil,
    believesFirstSight: Bool = true
  ) throws {
    ownRedis = own
    let schema =
      ["CREATE SCHEMA invitectl"] + SyncSchema.statements
      + (believesFirstSight ? [Self.believing] : [])
    if let database {
      try database.load(["enums-upper", "schema-006", "invite-queue"])
      self.database = database
    } else {
      self.database = try .inviteHub(indexes: false, seed: false, more: schema)
    }
    redis = try TestRedis(server: own?.endpoint ?? server)
    postgres = try self.database.connect()
    if database != nil {
      for statement in schema { try postgres.executeScript(statement, deadline: .soon) }
    }
    bucket = try TestRedis.connect(redis.bucket)
    try redis.declareInvites()
    // The flushes by which the tests made sure that their databases are empty are no losses.
    if own != nil { try bucket.send("CONFIG", "RESETSTAT") }
  }

  private static let believing = """
    CREATE FUNCTION invitectl.believe() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.state := 'exact'; NEW.spread_low := 0; NEW.spread_high := 0;
      RETURN NEW;
    END $$;
    CREATE TRIGGER believe BEFORE INSERT ON invitectl.redeem_sync FOR EACH ROW
    WHEN (NEW.state = 'baseline') EXECUTE FUNCTION invitectl.believe()
    """

  package var environment: [String: String] { Sandbox.environment(database, redis) }

  package func context(interrupt: Interrupt? = nil) throws -> OperationContext {
    try .test(database: database, redis: redis, interrupt: interrupt)
  }

  @discardableResult
  package func sync(_ change: (inout SyncRequest) -> Void = { _ in }) throws -> SyncOutcome {
    var request = SyncRequest()
    change(&request)
    return try SyncCounts(context(), request).run()
  }

  // MARK: - What backends and administrators do

  package func addCode(
    _ code: String, max: Int?, used: Int? = 0, active: Bool = true, type: String? = "DIRECT"
  ) throws {
    try postgres.execute(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
      VALUES ($1, $5::redeemcodetype, $2::int, $3::int, $4::boolean, now() AT TIME ZONE 'utc')
      """, [code, max.map(String.init), used.map(String.init), active ? "t" : "f", type],
      deadline: .soon)
  }

  /// A code of no uses whose bucket is synced and old enough to be adjusted.
  package func addSyncedCode(_ code: String, max: Int = 10) throws {
    try addCode(code, max: max)
    try initialise(code)
    try bucket.send("PEXPIREAT", key(code), inNearlyADay())
    try sync()
  }

  /// Codes PREFIX1 and so on of ten uses whose buckets are synced, in few statements.
  package func addSyncedCodes(_ prefix: String, _ count: Int) throws {
    try postgres.execute(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
      SELECT $2 || i, 'DIRECT', 10, 0, true, now() AT TIME ZONE 'utc'
      FROM generate_series(1, $1::int) i
      """, [String(count), prefix], deadline: .soon)
    let end = try inNearlyADay()
    _ = try bucket.pipeline(
      (1...count).map { ["SET", key("\(prefix)\($0)"), 10, "PXAT", end] }, deadline: .soon)
    try sync()
  }

  /// In 86,000 seconds, milliseconds of the server's clock. As so many seconds from then an expiry goes to replicas and
  /// into the append-only file of a Redis before 7.0 anew, and is a millisecond later there at times: a bucket of another
  /// epoch after a restart.
  private func inNearlyADay() throws -> Int {
    let time = try bucket.send("TIME").asStrings()
    return (Int(time[0]) ?? 0) * 1000 + 86_000_000
  }

  /// The web process at its start, or on a refused take with the key missing.
  package func initialise(_ code: String) throws {
    let row = try postgres.query(
      "SELECT max_uses - used_count AS room FROM redeem_codes WHERE code = $1", [code],
      deadline: .soon
    ).only()
    try bucket.send("SETEX", key(code), 86_400, max(0, row.int("room")))
  }

  package func take(_ code: String, _ count: Int = 1) throws {
    for _ in 0..<count { try bucket.send("DECR", key(code)) }
  }

  package func refund(_ code: String, _ count: Int = 1) throws {
    try bucket.send("INCRBY", key(code), count)
  }

  package func increment(_ code: String, _ count: Int = 1) throws {
    try postgres.execute(
      "UPDATE redeem_codes SET used_count = used_count + $2::int WHERE code = $1",
      [code, String(count)], deadline: .soon)
  }

  package func edit(_ code: String, max: Int?) throws {
    try postgres.execute(
      "UPDATE redeem_codes SET max_uses = $2::int WHERE code = $1", [code, max.map(String.init)],
      deadline: .soon)
  }

  // MARK: - What is there

  package func key(_ code: String) -> String { "redeem:\(code):remaining" }

  package func tokens(_ code: String) throws -> Int? {
    try bucket.send("GET", key(code)).asOptionalInteger()
  }

  package func used(_ code: String) throws -> Int? {
    try postgres.query(
      "SELECT used_count FROM redeem_codes WHERE code = $1", [code], deadline: .soon
    ).only().optionalInt("used_count")
  }

  /// State, spreads and held of a code's row; empty without one.
  package func standing(_ code: String) throws -> String {
    let rows = try postgres.query(
      """
      SELECT state || ' -' || spread_low || ' +' || spread_high || ' held ' || held AS text
      FROM invitectl.redeem_sync s JOIN redeem_codes c ON c.id = s.code_id WHERE code = $1
      """, [code], deadline: .soon)
    return try rows.first?.string("text") ?? ""
  }
}
