import CeleryProtocol
import ClientSupport
import Foundation
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds

/// One lane's servers, reached through proxies: a database, Redis databases for buckets and queues
/// on one server, and a broker on another. Many runs share it, one after the other.
final class FaultWorld {
  enum Server: String, CaseIterable {
    case postgres, redis, apart
  }

  /// Where the broker of a command is.
  enum Place: Sendable {
    /// On the server of the buckets.
    case together
    /// On a server of its own.
    case apart
    /// On the server of the buckets, in databases that a real worker listens to.
    case fleet
  }

  let world: RedeemWorld
  let apart: RedisConnection
  /// For archives, plans and batches; emptied before each run.
  let directory: String
  /// Rows of a table as they were prepared, by id; and the whole state, for commands that read.
  var memory: [Int: String] = [:]
  var lines: [String] = []
  /// Emails redeem five times a minute, and task ids do something once: each run has its own.
  private(set) var serial = 0
  private let fleet: TestRedis
  private let apartEndpoint: RedisEndpoint
  private let proxies: [Server: FaultProxy]

  /// - Parameter fleet: where a worker listens.
  init(fleet: TestRedis) throws {
    self.fleet = fleet
    world = try RedeemWorld()
    apartEndpoint = try TestRedis(server: TestRedis.secondServer()).broker
    apart = try TestRedis.connect(apartEndpoint)
    directory = Sandbox.temporaryPath()
    let parameters = try Sandbox.postgres()
    let socket = "\(parameters["host"] ?? "")/.s.PGSQL.\(parameters["port"] ?? "")"
    proxies = [
      .postgres: try FaultProxy(.unix(path: socket)),
      .redis: try FaultProxy(.tcp(port: Self.port(world.redis.bucket))),
      .apart: try FaultProxy(.tcp(port: Self.port(apartEndpoint))),
    ]
    try emptyDirectory()
    // Everything of ours that a command may find, and the revision that nothing is pending after.
    let up = try BlockingRun.invitectl(
      ["migrate", "up", "-q", "--optional", "team-seat-stats"], environment: world.environment,
      limit: .seconds(120))
    guard up.exitCode == 0 else { throw Sandbox.Missing(description: up.errors) }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: directory)
  }

  private static func port(_ endpoint: RedisEndpoint) throws -> Int {
    guard case .tcp(_, let port) = endpoint.address else {
      throw Sandbox.Missing(description: "the sandbox's Redis has no port")
    }
    return port
  }

  func proxy(_ server: Server) -> FaultProxy {
    guard let proxy = proxies[server] else { preconditionFailure("\(server) has no proxy") }
    return proxy
  }

  /// The way straight to the servers, or through the proxies.
  func environment(_ place: Place, proxied: Bool) -> [String: String] {
    func url(_ endpoint: RedisEndpoint, _ server: Server) -> String {
      proxied ? "redis://127.0.0.1:\(proxy(server).port)/\(endpoint.database)" : "\(endpoint)"
    }
    var environment = world.environment
    if proxied {
      environment["DATABASE_URL"] =
        "postgresql://postgres@127.0.0.1:\(proxy(.postgres).port)/\(world.database.name)"
        + "?sslmode=disable"
    }
    environment["REDIS_URL"] = url(world.redis.bucket, .redis)
    environment["INVITECTL_RESULT_URL"] = url(world.redis.result, .redis)
    switch place {
    case .together: environment["INVITECTL_BROKER_URL"] = url(world.redis.broker, .redis)
    case .apart: environment["INVITECTL_BROKER_URL"] = url(apartEndpoint, .apart)
    case .fleet: environment["INVITECTL_BROKER_URL"] = url(fleet.broker, .redis)
    }
    return environment
  }

  func arm(_ fault: FaultProxy.Fault?, at server: Server?) {
    for one in Server.allCases { proxy(one).arm(one == server ? fault : nil) }
  }

  /// Whether every connection is over, on both sides: what a server still had to do is done.
  func settle() -> Bool {
    Server.allCases.allSatisfy { proxy($0).settle() }
  }

  /// A state without any trace of earlier runs, but for the rows that the cases reset themselves.
  func begin() throws {
    serial += 1
    memory = [:]
    for connection in [world.bucket, world.broker, apart] { try connection.send("FLUSHDB") }
    for broker in [world.redis.broker, apartEndpoint] { try fleet.declareInvites(in: broker) }
    try execute(
      """
      TRUNCATE invite_queue;
      TRUNCATE invitectl.redeem_outbox, invitectl.run_log, invitectl.redeem_sync,
        invitectl.redeem_sync_ledger;
      DELETE FROM invite_records WHERE email LIKE '%@fault.example';
      DELETE FROM redeem_codes WHERE code LIKE 'FAULT%';
      UPDATE redeem_codes SET used_count = 0, bound_email = NULL, activated_at = NULL
        WHERE code = 'LINUXDO5'
      """)
  }

  func emptyDirectory() throws {
    try? FileManager.default.removeItem(atPath: directory)
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: false)
  }

  /// The backend's tables and every key, without the reply lists of inspect-workers: a client that
  /// is cut off cannot take those away, so they have lives of their own.
  func state() throws -> [String] {
    let lines = try world.state().split(separator: "\n").map(String.init)
    return try lines.filter { line in
      guard line.contains("reply.invitectl") || line.contains(".reply.celery.pidbox") else {
        return true
      }
      let key = String(line.prefix { $0 != " " })
      let life = try world.broker.send("PTTL", key).asInteger()
      return life == -1 || life > 40_000
    }
  }

  func execute(_ sql: String) throws {
    try world.postgres.executeScript(sql, deadline: .soon)
  }

  /// The first row's columns as numbers.
  func numbers(_ sql: String, _ parameters: [String?] = []) throws -> [Int] {
    let row = try world.postgres.query(
      "SELECT ARRAY(SELECT unnest(ARRAY[\(sql)]::int[]))::text AS all", parameters, deadline: .soon
    ).only().string("all")
    return row.dropFirst().dropLast().split(separator: ",").map { Int($0) ?? .min }
  }

  func rows(_ table: String) throws -> [Int: String] {
    var found: [Int: String] = [:]
    for row in try world.postgres.query(
      "SELECT id, to_jsonb(t)::text AS row FROM \(table) t", deadline: .soon)
    {
      found[try row.int("id")] = try row.string("row")
    }
    return found
  }

  /// The emails of the messages in the invites queue.
  func queued(_ place: Place = .together) throws -> [String] {
    let broker = place == .apart ? apart : world.broker
    return try broker.send("LRANGE", RedeemWorld.queue, 0, -1).asArray().map {
      try MessageEnvelope(decoding: $0.asBytes()).bodyJSON()[1]?["email"]?.string ?? "?"
    }
  }
}
