import ClientSupport
import Foundation
import InviteOps
import InviteStorage
import PostgresClient
import RedisClient
import TestSupport
import Testing

/// The users that `doctor --grants` prints, made as printed, and every command run as them.
@Suite struct GrantsTests {
  /// The two roles in a database with the schema; gone with the object.
  private final class Roles {
    let database: TestDatabase
    let writer: String
    let reader: String

    init() throws {
      database = try TestDatabase.inviteHub()
      writer = database.name + "_w"
      reader = database.name + "_r"
      _ = try Migrate(OperationContext.test(database: database, redis: TestRedis())).up()
      try database.run(GrantStatements.sql(writer: writer, reader: reader))
    }

    deinit {
      for role in [writer, reader] {
        _ = try? database.run("DROP OWNED BY \(role); DROP ROLE \(role)")
      }
    }
  }

  /// A server of its own, where the user of `doctor --grants` is beside the default one.
  private struct Redis {
    let server: PrivateRedis
    let databases: TestRedis
    let admin: RedisConnection
    let environment: [String: String]

    init() throws {
      server = try PrivateRedis(tcp: true)
      // Over TCP: Celery has another form for unix sockets.
      let port = server.port ?? 0
      databases = try TestRedis(server: RedisEndpoint.parse(url: "redis://127.0.0.1:\(port)/0"))
      try databases.declareInvites()
      admin = try TestRedis.connect(server.endpoint)
      let line = GrantStatements.acl().split(separator: "\n").first { $0.hasPrefix("ACL") }
      let words = try #require(line).split(separator: " ").map { String($0) }
      try admin.call(words, deadline: .soon)
      func url(_ endpoint: RedisEndpoint) -> String {
        "redis://invitectl:PASSWORD@127.0.0.1:\(port)/\(endpoint.database)"
      }
      environment = [
        "REDIS_URL": url(databases.bucket), "INVITECTL_BROKER_URL": url(databases.broker),
        "INVITECTL_RESULT_URL": url(databases.result),
      ]
    }

    /// What the server has refused since the last call: commands, keys and channels.
    func denied() throws -> [String] {
      let entries = try admin.send("ACL", "LOG").asArray().map { "\($0)" }
      try admin.send("ACL", "LOG", "RESET")
      return entries
    }
  }

  private func run(
    _ arguments: [String], as role: String, _ roles: Roles, _ redis: Redis,
    exits expected: Set<Int32> = [0]
  ) async throws {
    let result = try await CommandRun.invitectl(
      arguments,
      environment: Sandbox.variables(database: roles.database, role: role).merging(
        redis.environment
      ) { $1 })
    let said = "\(arguments): exit \(result.exitCode ?? -1)\n\(result.errors)\(result.output)"
    #expect(result.exitCode.map(expected.contains) == true, "\(said)")
    #expect(!said.contains("permission denied") && !said.contains("NOPERM"), "\(said)")
    #expect(try redis.denied() == [], "\(said)")
  }

  private static let looking: [[String]] = [
    ["doctor", "--skip", "redis-persistence", "--skip", "indexes"],
    ["metrics-dump"], ["metrics-dump", "--format", "openmetrics"],
    ["metrics-dump", "--compat", "report,celery-exporter", "-o", "json"],
    ["cleanup-queue", "--dry-run"], ["cleanup-queue", "--dry-run", "--invite-records", "90d"],
    ["cleanup-queue", "--stuck", "--dry-run"],
    ["sync-counts", "--dry-run"],
    ["force-resync", "history"],
    ["redeem", "DIRECT10", "a@example.com", "--explain"],
    ["redeem", "LINUXDO5", "a@example.com", "--dry-run"],
    ["redeem", "bucket", "DIRECT10"], ["redeem", "limiter"],
    ["migrate", "status"], ["migrate", "plan"],
    ["inspect-workers"], ["inspect-workers", "ping"], ["inspect-workers", "active"],
    ["inspect-workers", "reserved"], ["inspect-workers", "scheduled"],
    ["inspect-workers", "revoked"], ["inspect-workers", "registered"],
    ["inspect-workers", "stats"], ["inspect-workers", "queues"], ["inspect-workers", "conf"],
    ["inspect-workers", "report"], ["inspect-workers", "query", "some-id"],
    ["inspect-workers", "peek", "invites"], ["inspect-workers", "events", "--for", "300ms"],
  ]

  private static let changing: [[String]] = [
    ["redeem", "DIRECT10", "a@example.com"], ["redeem", "LINUXDO5", "b@example.com"],
    ["redeem", "LINUXDOREBIND", "rebind@example.com", "--flow", "rebind"], ["redeem", "--resume"],
    ["redeem", "refund", "DIRECT10", "--task", "t-1", "--force"],
    ["redeem", "bucket", "DIRECTHALF", "--init"], ["redeem", "limiter", "--reap"],
    ["sync-counts"], ["sync-counts", "DIRECT10", "--coexist"], ["force-resync", "--all", "--yes"],
    ["force-resync", "DIRECT10", "--from", "redis", "--yes"],
    ["cleanup-queue", "--yes", "--invite-records", "90d"],
    ["cleanup-queue", "--stuck", "--yes"],
    ["inspect-workers", "control", "revoke", "some-id", "--yes"],
    [
      "inspect-workers", "control", "rate-limit", "app.tasks_celery.process_invite_task", "10/s",
      "--yes",
    ],
    ["inspect-workers", "control", "purge", "invites", "--yes"],
  ]

  @Test func `every command does its work as the roles that are printed for it`() async throws {
    let roles = try Roles()
    let redis = try Redis()
    let worker = try WorkerProcess(
      roles.database, redis.databases)
    let fixture = Sandbox.temporaryPath()
    try FileManager.default.createDirectory(
      atPath: fixture, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: fixture) }
    try roles.database.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, created_at, processed_at)
      SELECT i || '@example.com', 'DIRECT10',
        (ARRAY['SUCCESS', 'PENDING'])[1 + i % 2]::invitequeuestatus,
        now() AT TIME ZONE 'utc' - interval '40 days',
        CASE WHEN i % 2 = 0 THEN now() AT TIME ZONE 'utc' - interval '39 days' END
      FROM generate_series(1, 40) i
      """)
    let bucket = try TestRedis.connect(redis.databases.bucket)
    try bucket.send("SETEX", "redeem:DIRECT10:remaining", 86_400, 10)
    let context = try OperationContext.test(database: roles.database, redis: redis.databases)
    try waitUntil("the worker answers") { try context.doctor(.workers).verdict != .fail }

    for arguments in Self.looking {
      try await run(arguments, as: roles.reader, roles, redis)
      try await run(arguments, as: roles.writer, roles, redis)
    }
    // It syncs first, and finds rows that no token was taken for.
    try await run(
      ["force-resync", "DIRECT10", "--dry-run"], as: roles.writer, roles, redis, exits: [8])
    try await run(["cleanup-queue", "--yes"], refusedTo: roles.reader, roles, redis)
    try await run(["redeem", "LINUXDO5", "x@example.com"], refusedTo: roles.reader, roles, redis)
    try await run(["sync-counts"], refusedTo: roles.reader, roles, redis)

    let lines = "\(fixture)/lines.csv"
    try "DIRECTFOREVER,c@example.com\nLINUXDO5,b@example.com\n".write(
      toFile: lines, atomically: false, encoding: .utf8)
    let batch = ["redeem", "--batch", lines, "--state", "\(fixture)/state"]
    let archive = ["cleanup-queue", "--yes", "--archive", fixture]
    for arguments in [batch, archive] + Self.changing {
      // Rows for which no token was taken leave a count open.
      let isOpen = arguments == ["force-resync", "--all", "--yes"]
      try await run(arguments, as: roles.writer, roles, redis, exits: isOpen ? [8] : [0])
    }
    let file = try #require(
      try FileManager.default.contentsOfDirectory(atPath: fixture).first {
        $0.hasSuffix(".ndjson.gz")
      })
    try await run(
      ["cleanup-queue", "restore", "\(fixture)/\(file)"], as: roles.writer, roles, redis)
    withExtendedLifetime(worker) {}
  }

  private func run(
    _ arguments: [String], refusedTo role: String, _ roles: Roles, _ redis: Redis
  ) async throws {
    let refused = try await CommandRun.invitectl(
      arguments,
      environment: Sandbox.variables(database: roles.database, role: role).merging(
        redis.environment
      ) { $1 })
    #expect(refused.exitCode == 1, "\(arguments): \(refused.output)")
    #expect(refused.errors.contains("GRANT"), "\(refused.errors)")
  }

  @Test func `neither role sees a secret, and the Redis user destroys nothing`() async throws {
    let roles = try Roles()
    let redis = try Redis()
    for role in [roles.reader, roles.writer] {
      let session = try PostgresConnection.connect(
        roles.database.parameters.with("user", role), deadline: .soon)
      for column in ["session_token", "cookie"] {
        #expect(throws: PostgresError.self) {
          try session.execute("SELECT \(column) FROM teams", deadline: .soon)
        }
      }
    }
    let connection = try RedisConnection.connect(
      RedisEndpoint.parse(url: redis.environment["REDIS_URL"] ?? ""), deadline: .soon)
    for words in [["FLUSHALL"], ["CONFIG", "SET", "maxmemory", "1"], ["SET", "elsewhere", "x"]] {
      #expect(throws: RedisError.self) { try connection.call(words, deadline: .soon) }
    }
  }

  @Test func `doctor --grants prints both`() async throws {
    let result = try await CommandRun.invitectl(["doctor", "--grants"])
    #expect(result.exitCode == 0)
    #expect(result.output.contains("CREATE ROLE invitectl LOGIN;"))
    #expect(result.output.contains("ACL SETUSER invitectl on"))
    #expect(!result.output.contains("session_token"))
  }
}
