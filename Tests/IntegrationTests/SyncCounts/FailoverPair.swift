import ClientSupport
import InviteOps
import InviteSettings
import Logging
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds

/// A Redis of its own with a replica behind a relay, so that the link between them can be stopped
/// without either knowing, and codes that nobody has touched for hours.
struct FailoverPair {
  let primary: PrivateRedis
  let replica: PrivateRedis
  let relay: TCPRelay
  let world: SyncWorld

  /// The replica is in step. A server's history has another name from its first replica on, so that
  /// what is synced before that one would be known under another.
  init() throws {
    primary = try PrivateRedis(["--repl-diskless-sync-delay", "0"])
    replica = try PrivateRedis()
    guard case .unix(let path) = primary.endpoint.address else {
      throw Sandbox.Missing(description: "the primary has no socket")
    }
    relay = try TCPRelay(to: path)
    world = try SyncWorld(server: primary.endpoint)
    try TestRedis.connect(replica.endpoint).send("REPLICAOF", "127.0.0.1", relay.port)
    try world.inStep()
  }

  var onReplica: RedisEndpoint { replica.endpoint.withDatabase(world.redis.bucket.database) }

  /// From now on the replica learns nothing more.
  func stopLink() throws {
    relay.close()
    relay.cut()
    try waitUntil("the replica has lost its primary") {
      try TestRedis.connect(replica.endpoint).send("INFO", "replication").asString()
        .contains("master_link_status:down")
    }
  }

  func promote() throws {
    try TestRedis.connect(replica.endpoint).send("REPLICAOF", "NO", "ONE")
  }

  /// A run with the replica.
  @discardableResult
  func syncOnReplica() throws -> SyncOutcome {
    let environment = world.environment.merging(["REDIS_URL": onReplica.url]) { $1 }
    return try SyncCounts(Self.context(environment), SyncRequest()).run()
  }

  /// INVITECTL_FAILOVER_SEED, or any.
  static var seed: UInt64 {
    (try? Sandbox.variable("INVITECTL_FAILOVER_SEED")).flatMap { UInt64($0) }
      ?? .random(in: .min ... .max)
  }

  static func context(_ environment: [String: String]) throws -> OperationContext {
    OperationContext(
      configuration: try InviteConfiguration(
        SettingSources(flags: [:], environment: environment, envFile: nil, configFile: nil)),
      interrupt: nil, logger: Logger(label: "test"))
  }
}

extension SyncWorld {
  /// Codes of so many uses, of which so many are counted. The expiry is absolute: as so many seconds
  /// from then it would be later on a replica before Redis 7.0.
  func addLasting(_ codes: [String], max: Int, used: Int) throws {
    let time = try bucket.send("TIME").asStrings()
    let end = (Int(time[0]) ?? 0) * 1000 + 86_000_000
    for code in codes {
      try addCode(code, max: max, used: used)
      try bucket.send("SET", key(code), max - used, "PXAT", end)
    }
  }

  /// Syncs all codes, and again after some hours in which nothing happened to them.
  func rest(_ context: OperationContext? = nil) throws {
    let context = try context ?? self.context()
    _ = try SyncCounts(context, SyncRequest()).run()
    try postgres.execute(
      """
      UPDATE invitectl.redeem_sync SET last_read_ms = last_read_ms - 7200000,
        changed_ms = changed_ms - 7200000, room_since_ms = room_since_ms - 7200000
      """, deadline: .soon)
    _ = try SyncCounts(context, SyncRequest()).run()
  }

  /// Waits until the server's replica has all that it has now.
  func inStep() throws {
    try bucket.send("SET", "invitectl-tests:fence", 1)
    try waitUntil("the replica is in step") {
      try bucket.send("WAIT", 1, 100).asInteger() == 1
    }
  }
}

/// What the database says of one code.
struct CountedCode {
  let used: Int
  let low: Int
  let high: Int
  let isExact: Bool
  let text: String

  static func all(_ postgres: PostgresConnection) throws -> [String: CountedCode] {
    var codes: [String: CountedCode] = [:]
    for row in try postgres.query(
      """
      SELECT code, used_count AS used, spread_low, spread_high, state, held
      FROM redeem_codes c JOIN invitectl.redeem_sync s ON s.code_id = c.id
      """, deadline: .soon)
    {
      let (used, state) = (try row.int("used"), try row.string("state"))
      let (low, high) = (try row.int("spread_low"), try row.int("spread_high"))
      codes[try row.string("code")] = CountedCode(
        used: used, low: used - low, high: used + high, isExact: state == "exact",
        text: "\(used) \(state) -\(low) +\(high) held \(try row.int("held"))")
    }
    return codes
  }
}
