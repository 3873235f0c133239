import ClientSupport
import InviteOps
import PostgresClient
import TestSupport
import Testing

/// pgbouncer in all its modes between us and PostgreSQL.
@Suite struct PoolerTests {
  private static let commands: [[String]] = [
    ["sync-counts"], ["force-resync", "--all", "--dry-run"], ["cleanup-queue", "--yes"],
    ["migrate", "up"], ["redeem", "LINUXDO5", "pool@example.com"],
    ["metrics-dump"],
  ]

  private func world() throws -> (TestDatabase, TestRedis) {
    let database = try TestDatabase.inviteHub()
    let redis = try TestRedis()
    try redis.declareInvites()
    _ = try Migrate(OperationContext.test(database: database, redis: redis)).up()
    return (database, redis)
  }

  private func run(
    _ command: [String], _ pooler: PgBouncer, _ redis: TestRedis
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      command,
      environment: Sandbox.variables(redis: redis).merging(["DATABASE_URL": pooler.url]) { $1 })
  }

  /// What a client of the pool finds in the sessions that commands have used.
  private func left(_ pooler: PgBouncer) throws -> [String] {
    let connection = try PostgresConnection.connect(
      ConnectionParameters.parse(pooler.url), deadline: .soon)
    return try connection.query(
      """
      SELECT name || ' = ' || setting AS text FROM pg_settings
      WHERE source = 'session' AND name NOT IN ('client_encoding', 'application_name')
      UNION ALL
      SELECT 'a lock of pid ' || pid FROM pg_locks WHERE locktype = 'advisory'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """, deadline: .soon
    ).map { try $0.string("text") }
  }

  @Test(
    arguments: [
      ("transaction", []), ("transaction", ["server_round_robin = 1"]), ("statement", []),
      ("transaction", ["default_pool_size = 1"]),
    ] as [(String, [String])])
  func `a pooler that shares servers is refused, and nothing stays behind in it`(
    mode: String, settings: [String]
  ) async throws {
    let (database, redis) = try world()
    let pooler = try PgBouncer(database, mode: mode, settings: settings)
    // Several servers in the pool, as on a day with traffic.
    let clients = try (0..<3).map { _ in
      try PostgresConnection.connect(ConnectionParameters.parse(pooler.url), deadline: .soon)
    }
    if mode == "transaction", settings.first?.contains("pool_size") != true {
      for client in clients { try client.execute("BEGIN", deadline: .soon) }
      for client in clients { try client.execute("COMMIT", deadline: .soon) }
    }
    for command in Self.commands {
      let result = try await run(command, pooler, redis)
      let text = "\(command) \(mode) \(settings): \(result.output)\(result.errors)"
      #expect(result.exitCode == (command[0] == "metrics-dump" ? 8 : 1), "\(text)")
      #expect(result.errors.contains("pooler in transaction mode"), "\(text)")
      #expect(try left(pooler) == [], "\(text)")
    }
    let doctor = try await run(["doctor"], pooler, redis)
    #expect(doctor.output.contains("pooler in transaction mode"))
    #expect(try left(pooler) == [])
  }

  /// As pgbouncer is installed: it knows no options.
  @Test func `a pooler that refuses options is refused as one in transaction mode`() async throws {
    let (database, redis) = try world()
    let pooler = try PgBouncer(database, takesOptions: false)
    for command in Self.commands {
      let result = try await run(command, pooler, redis)
      let text = "\(command): \(result.output)\(result.errors)"
      #expect(result.exitCode == (command[0] == "metrics-dump" ? 8 : 1), "\(text)")
      #expect(result.errors.contains("pooler in transaction mode"), "\(text)")
      #expect(try left(pooler) == [], "\(text)")
    }
  }

  @Test(arguments: [true, false])
  func `a pooler in session mode works, and doctor does not warn of it`(
    takesOptions: Bool
  ) async throws {
    let (database, redis) = try world()
    let pooler = try PgBouncer(
      database, mode: "session", settings: ["server_reset_query = DISCARD ALL"],
      takesOptions: takesOptions)
    for command in Self.commands {
      let result = try await run(command, pooler, redis)
      #expect(result.exitCode == 0, "\(command): \(result.output)\(result.errors)")
      #expect(try left(pooler) == [], "\(command)")
    }
    let context = try OperationContext.test(
      redis: redis, environment: ["DATABASE_URL": pooler.url])
    let check = try context.doctor(.postgresPooler)
    #expect(check.verdict == .pass)
    #expect(check.detail == "a pooler in session mode")
  }
}
