import CeleryProtocol
import ClientSupport
import Foundation
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// The users that `doctor --grants` prints, made as printed, and every command run as them.
@Suite struct GrantsTests {
  /// A server of its own, where the user of `doctor --grants` is beside the default one.
  struct Redis {
    let server: PrivateRedis
    let databases: TestRedis
    let admin: RedisConnection
    let environment: [String: String]

    static let dialect: RedisGrants.Dialect = PrivateRedis.hasSettingsOf7 ? .seven : .six

    init() throws {
      server = try PrivateRedis(tcp: true)
      // Over TCP: Celery has another form for unix sockets.
      let port = server.port ?? 0
      databases = try TestRedis(server: RedisEndpoint.parse(url: "redis://127.0.0.1:\(port)/0"))
      try databases.declareInvites()
      admin = try TestRedis.connect(server.tcpEndpoint())
      // Over the socket, so that MONITOR tells its connections from the worker's and the test's.
      guard case .unix(let path) = server.endpoint.address else { throw NoSocket() }
      func url(_ endpoint: RedisEndpoint) -> String {
        "unix://invitectl:PASSWORD@\(path)?db=\(endpoint.database)"
      }
      environment = [
        "REDIS_URL": url(databases.bucket), "INVITECTL_BROKER_URL": url(databases.broker),
        "INVITECTL_RESULT_URL": url(databases.result),
      ]
      try grant()
    }

    /// Types what is printed.
    func grant() throws {
      let line = RedisGrants(try OperationContext.test(redis: databases)).line(Self.dialect)
      try admin.call(line.split(separator: " ").map { String($0) }, deadline: .soon)
    }

    struct NoSocket: Error {}

    /// What the server has refused since the last call: commands, keys and channels.
    func denied() throws -> [String] {
      let entries = try admin.send("ACL", "LOG").asArray().map { "\($0)" }
      try admin.send("ACL", "LOG", "RESET")
      return entries
    }
  }

  func run(
    _ arguments: [String], as role: String, _ roles: PrintedRoles, _ redis: Redis,
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
    ["doctor", "--only", "contract", "--for", "300ms"],
    ["metrics-dump"], ["metrics-dump", "--format", "openmetrics"],
    ["metrics-dump", "--compat", "report,celery-exporter", "-o", "json"],
    ["cleanup-queue", "--dry-run"], ["cleanup-queue", "--dry-run", "--invite-records", "90d"],
    ["sync-counts", "--dry-run"], ["force-resync", "history", "DIRECT10"],
    ["force-resync", "history"],
    ["redeem", "DIRECT10", "a@example.com", "--explain"],
    ["redeem", "LINUXDO5", "a@example.com", "--dry-run"],
    ["redeem", "bucket", "DIRECT10"], ["redeem", "limiter"], ["redeem", "retry", "-n"],
    ["migrate", "status"], ["migrate", "plan"],
    ["inspect-workers"], ["inspect-workers", "ping"], ["inspect-workers", "active"],
    ["inspect-workers", "reserved"], ["inspect-workers", "scheduled"],
    ["inspect-workers", "revoked"], ["inspect-workers", "registered"],
    ["inspect-workers", "stats"], ["inspect-workers", "queues"], ["inspect-workers", "conf"],
    ["inspect-workers", "report"], ["inspect-workers", "query", "some-id"],
    ["inspect-workers", "peek", "invites"], ["inspect-workers", "events", "--for", "300ms"],
    ["inspect-workers", "probe", "--priorities"], ["inspect-workers", "probe", "--front"],
    ["migrate", "verify"], ["trace", "bound@example.com"], ["runs"], ["runs", "--failed"],
    ["forecast"], ["metrics-dump", "--collectors", "forecast"],
    ["simulate", "--redeem", "5", "--in", "1m", "--workers", "1", "--runtime", "1s"],
    ["cleanup-queue", "--stuck", "--dry-run", "--show"],
  ]

  private static let changing: [[String]] = [
    ["redeem", "DIRECT10", "a@example.com"], ["redeem", "LINUXDO5", "b@example.com"],
    ["redeem", "DIRECT10", "waits@example.com", "--wait=300s"],
    ["redeem", "LINUXDOREBIND", "rebind@example.com", "--flow", "rebind"], ["redeem", "--resume"],
    ["redeem", "retry", "--yes", "--email", "nobody@example.com"],
    ["redeem", "retry", "--waiting", "--yes", "--email", "nobody@example.com"],
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
    ["inspect-workers", "control", "pause", "sync", "--yes"],
    ["inspect-workers", "control", "resume", "sync", "--yes"],
    // For a week nobody can tell which invite of its code has no token any more.
    ["redeem", "refund", "DIRECT10", "--task", "t-1", "--force"],
  ]

  /// A command with time for the worker to answer, and for all there is to be looked through: both come sooner or
  /// later.
  private static func patient(_ arguments: [String]) -> [String] {
    let others: Set<String> = ["peek", "events", "probe", "purge"]
    switch arguments[0] {
    case "metrics-dump": return arguments + ["--collector-timeout", "10s"]
    case "trace": return arguments + ["--search-limit", "60s"]
    case "inspect-workers" where others.isDisjoint(with: arguments):
      return arguments + ["--wait", "60s"]
    default: return arguments
    }
  }

  @Test func `every command does its work as the roles that are printed for it`() async throws {
    let roles = try PrintedRoles()
    let redis = try Redis()
    let sent = try SentCommands(redis.server, redis.admin)
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
      FROM generate_series(1, 40) i;
      -- It is older than they are: else they would be of another code of the same text.
      UPDATE redeem_codes SET created_at = now() AT TIME ZONE 'utc' - interval '50 days'
      WHERE code = 'DIRECT10'
      """)
    let bucket = try TestRedis.connect(redis.databases.bucket)
    try bucket.send("SETEX", "redeem:DIRECT10:remaining", 86_400, 10)
    let context = try OperationContext.test(database: roles.database, redis: redis.databases)
    try waitUntil("the worker answers") { try context.doctor(.workers).verdict != .fail }

    for arguments in Self.looking.map(Self.patient) {
      // What the outbox has, those who only look do not see: that is said.
      let isLess = arguments.contains("--stuck")
      try await run(arguments, as: roles.reader, roles, redis, exits: isLess ? [8] : [0])
      try await run(arguments, as: roles.writer, roles, redis)
    }
    // It syncs first, and finds rows that no token was taken for.
    try await run(
      ["force-resync", "DIRECT10", "--dry-run"], as: roles.writer, roles, redis, exits: [8])
    // No more is read than force-resync may; without the outbox a use may not be seen.
    let audit = ["force-resync", "audit", "--all"]
    try await run(audit, as: roles.writer, roles, redis)
    try await run(audit, as: roles.reader, roles, redis, exits: [8])
    try await run(["cleanup-queue", "--yes"], refusedTo: roles.reader, roles, redis)
    try await run(["redeem", "LINUXDO5", "x@example.com"], refusedTo: roles.reader, roles, redis)
    try await run(["sync-counts"], refusedTo: roles.reader, roles, redis)

    let lines = "\(fixture)/lines.csv"
    try "DIRECTFOREVER,c@example.com\nLINUXDO5,b@example.com\n".write(
      toFile: lines, atomically: false, encoding: .utf8)
    let batch = ["redeem", "--batch", lines, "--state", "\(fixture)/state"]
    let archive = ["cleanup-queue", "--yes", "--archive", fixture]
    for arguments in [batch, archive] + Self.changing.map(Self.patient) {
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
    try await drainAndQuarantine(worker, fixture, roles, redis)
    // A use that the database alone has goes to the bucket.
    try roles.database.run(
      "UPDATE redeem_codes SET used_count = used_count + 1 WHERE code = 'DIRECT10'")
    try await run(["sync-counts", "DIRECT10"], as: roles.writer, roles, redis)
    try follow(bucket, roles, redis)
    // Who does not take a message is looked for where it may be.
    worker.stop()
    let broker = try TestRedis.connect(redis.databases.broker)
    try broker.send("HSET", "unacked", "tag", "no entry")
    for (arguments, codes) in [
      (["redeem", "DIRECT10", "late@example.com", "--wait=3s"], [69]),
      (["inspect-workers", "task", "11111111-2222-3333-4444-555555555555"], [0, 1, 8]),
      (["cleanup-queue", "--stuck", "--dry-run"], [0, 8]),
      (["inspect-workers", "probe", "invites", "--wait", "300ms"], [69]),
    ] as [([String], Set<Int32>)] {
      try await run(arguments, as: roles.writer, roles, redis, exits: codes)
    }
    try await restore(worker, broker, roles, redis)
    // Nothing is granted that no command sends: ROLE is for servers that sentinels name.
    let names = try sent.names().subtracting(["auth", "hello"])
    let granted = Set(RedisGrants.commands(Redis.dialect)).subtracting(["role"])
    #expect(names.subtracting(granted) == [], "sent, and not granted")
    #expect(granted.subtracting(names) == [], "granted, and not sent")
  }
}
