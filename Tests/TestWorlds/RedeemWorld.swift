import ClientSupport
package import PostgresClient
package import RedisClient
package import TestSupport

@testable package import CeleryProtocol
@testable package import InviteOps
@testable import InviteSettings
@testable import InviteStorage

/// A database with one code of each kind, and Redis databases of its own.
package struct RedeemWorld {
  package let database: TestDatabase
  package let redis: TestRedis
  package let postgres: PostgresConnection
  package let bucket: RedisConnection
  package let broker: RedisConnection
  package let brokerEndpoint: RedisEndpoint

  /// - Parameters:
  ///   - broker: another server's endpoint for the queues.
  ///   - empty: where to make the backend's tables, instead of a copy of the template.
  package init(
    enums: String = "enums-upper", broker other: RedisEndpoint? = nil,
    database empty: TestDatabase? = nil
  ) throws {
    let schema = ["CREATE SCHEMA invitectl", OutboxSchema.create]
    if let empty {
      let session = try empty.connect()
      defer { session.close() }
      try Fixture.load(enums, "schema-006", "invite-queue", "seed-small", into: session)
      for statement in schema { try session.executeScript(statement, deadline: .soon) }
    }
    database =
      try empty
      ?? .inviteHub(
        lowerCase: enums == "enums-lower", indexes: false, seed: false, more: schema)
    redis = try TestRedis()
    brokerEndpoint = other ?? redis.broker
    let postgres = try database.connect()
    self.postgres = postgres
    // In the session that is there: one of its own is most of what that would take.
    if empty == nil { try Fixture.load("seed-small", into: postgres) }
    bucket = try TestRedis.connect(redis.bucket)
    broker = try TestRedis.connect(brokerEndpoint)
    try redis.declareInvites(in: brokerEndpoint)
  }

  /// What the backend's own processes would be configured with, and the databases of this world.
  package var environment: [String: String] {
    Sandbox.environment(database, redis, broker: brokerEndpoint)
  }

  package var context: OperationContext { get throws { try context([:]) } }

  /// - Parameter settings: variables beside ``environment``.
  package func context(_ settings: [String: String]) throws -> OperationContext {
    try .test(environment: environment.merging(settings) { $1 })
  }

  /// The list the messages of priority 5 go to.
  package static let queue = "invites\u{06}\u{16}3"

  package func queued() throws -> Int { try broker.send("LLEN", Self.queue).asInteger() }

  package func tokens(_ code: String) throws -> Int? {
    try bucket.send("GET", "redeem:\(code):remaining").asOptionalInteger()
  }

  /// How often a code was used: tokens taken of its first ten, or uses counted in the database.
  package func used(_ code: String) throws -> Int {
    let counted = try postgres.query(
      "SELECT used_count FROM redeem_codes WHERE code = $1", [code], deadline: .soon
    ).only().optionalInt("used_count")
    return try (counted ?? 0) + (tokens(code).map { 10 - $0 } ?? 0)
  }

  package func setTokens(_ code: String, _ count: Int) throws {
    try bucket.send("SETEX", "redeem:\(code):remaining", 86_400, count)
  }

  /// The messages in the order in which workers take them.
  package func messages() throws -> [MessageEnvelope] {
    try broker.send("LRANGE", Self.queue, 0, -1).asArray().reversed().map {
      try MessageEnvelope(decoding: $0.asBytes())
    }
  }

  /// Everything that a refused redemption must leave as it is, as text.
  package func state() throws -> String {
    var lines: [String] = []
    for table in ["redeem_codes", "invite_records", "invite_queue"] {
      for row in try postgres.query(
        "SELECT t::text AS line FROM \(table) t ORDER BY id", deadline: .soon)
      {
        lines.append(try row.string("line"))
      }
    }
    for connection in [bucket, broker] {
      // The fence only counts what was ever admitted.
      for key in try connection.send("KEYS", "*").asStrings().sorted()
      where !key.hasSuffix(":fence") {
        let kind = try connection.send("TYPE", key).asString()
        let content: RedisValue =
          switch kind {
          case "string": try connection.send("GET", key)
          case "list": try connection.send("LRANGE", key, 0, -1)
          default: try connection.send("DEBUG", "DIGEST-VALUE", key)
          }
        lines.append("\(key) \(content)")
      }
    }
    return lines.joined(separator: "\n")
  }
}
