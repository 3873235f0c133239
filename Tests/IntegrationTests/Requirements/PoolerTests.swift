import ClientSupport
import InviteDomain
import InviteOps
import PostgresClient
import Synchronization
import TestSupport
import TestWorlds
import Testing

/// Asks a pooler one statement after the other.
private final class BusyClient: Sendable {
  private let isDone = Atomic(false)
  private let hasEnded = Atomic(false)
  private let count = Atomic(0)

  /// Statements answered.
  var turns: Int { count.load(ordering: .relaxed) }

  init(_ url: String) {
    later(.zero) { [self] in
      do {
        let client = try PostgresConnection.connect(
          ConnectionParameters.parse(url), deadline: .soon)
        while !isDone.load(ordering: .relaxed) {
          try client.execute("SELECT 1", deadline: .soon)
          count.add(1, ordering: .relaxed)
        }
      } catch {
        Issue.record(error)
      }
      hasEnded.store(true, ordering: .releasing)
    }
  }

  /// Before the pooler goes: a statement under way would fail with it.
  func stop() throws {
    isDone.store(true, ordering: .relaxed)
    try waitUntil("the client has ended") { hasEnded.load(ordering: .acquiring) }
  }
}

/// pgbouncer in all its modes between us and PostgreSQL.
@Suite struct PoolerTests {
  private static let commands: [[String]] = [
    ["sync-counts"], ["force-resync", "--all", "--dry-run"], ["cleanup-queue", "--yes"],
    ["migrate", "up"], ["redeem", "LINUXDO5", "pool@example.com"],
    ["metrics-dump"],
  ]

  private func world() throws -> (TestDatabase, TestRedis) {
    let database = try TestDatabase.inviteHub(prepared: true)
    let redis = try TestRedis()
    try redis.declareInvites()
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

  /// With one other client at work, a pool of two or three servers has each session come back to its
  /// own server for long: that is not session mode.
  @Test(
    arguments: [
      ["default_pool_size = 2"], ["default_pool_size = 2", "server_round_robin = 1"],
      ["default_pool_size = 3"], ["default_pool_size = 3", "server_round_robin = 1"],
    ])
  func `a small pool with a busy client never passes for session mode`(
    settings: [String]
  ) throws {
    let (database, redis) = try world()
    let pooler = try PgBouncer(database, settings: settings)
    let context = try OperationContext.test(redis: redis, environment: ["DATABASE_URL": pooler.url])
    let busy = BusyClient(pooler.url)
    try waitUntil("the client is at work") { busy.turns > 10 }
    for look in 0..<100 {
      let failure = #expect(throws: Failure.self, "look \(look)") { try context.postgres() }
      #expect(failure?.message.contains("pooler in transaction mode") == true, "look \(look)")
    }
    // It was at work all the time.
    let turns = busy.turns
    try waitUntil("the client goes on") { busy.turns > turns }
    try busy.stop()
    #expect(try left(pooler) == [])
  }

  /// Without it the server does not say whose statement ran last.
  @Test(arguments: [("transaction", true), ("session", false)])
  func `a pooler is told from another without track_activities, too`(
    mode: String, isRefused: Bool
  ) throws {
    let (database, redis) = try world()
    try database.run("ALTER DATABASE \(database.name) SET track_activities = off")
    let pooler = try PgBouncer(
      database, mode: mode, settings: ["server_reset_query = DISCARD ALL"])
    let context = try OperationContext.test(redis: redis, environment: ["DATABASE_URL": pooler.url])
    for _ in 0..<10 {
      if isRefused {
        #expect(throws: Failure.self) { try context.postgres() }
      } else {
        try context.postgres().close()
      }
    }
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
      // pgbouncer resets a session after its client has gone.
      try waitUntil("\(command) has left nothing") { try left(pooler) == [] }
    }
    let context = try OperationContext.test(
      redis: redis, environment: ["DATABASE_URL": pooler.url])
    let check = try context.doctor(.postgresPooler)
    #expect(check.verdict == .pass)
    #expect(check.detail == "a pooler in session mode")
  }
}
