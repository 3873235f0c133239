import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import InviteSettings
import Logging
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What a replica or a standby says is never taken for the truth, not even when it became one in the
/// middle of a run.
@Suite struct OtherServerTests {
  /// A primary and a replica of it in step, both with sockets of their own.
  private struct Pair {
    let primary: PrivateRedis
    let replica: PrivateRedis
    let world: SyncWorld

    init(writable: Bool = false) throws {
      primary = try PrivateRedis(["--repl-diskless-sync-delay", "0"], tcp: true)
      replica = try PrivateRedis(
        ["--replica-read-only", writable ? "no" : "yes"], tcp: true)
      world = try SyncWorld(server: primary.endpoint)
      // A primary's history has another name from its first replica on.
      try TestRedis.connect(replica.endpoint).send("REPLICAOF", "127.0.0.1", primary.port ?? 0)
      try inStep()
      try world.addSyncedCode("A")
      try world.addCode("B", max: 5)
      try world.take("A", 2)
      try world.sync()
    }

    var database: Int { world.redis.bucket.database }
    var onReplica: RedisEndpoint { replica.endpoint.withDatabase(database) }

    /// Waits until the replica has all that the primary has now.
    func inStep() throws {
      try waitUntil {
        try world.bucket.send("WAIT", 1, 100).asInteger() == 1
          && TestRedis.connect(replica.endpoint).send("INFO", "replication").asString()
            .contains("master_link_status:up")
      }
    }

    /// The environment of a run on the replica.
    var environment: [String: String] {
      world.environment.merging(["REDIS_URL": "\(onReplica)"]) { $1 }
    }

    /// Everything that a run could change, as text.
    func everything() throws -> String {
      let rows = try world.postgres.query(
        """
        SELECT (SELECT json_agg(c ORDER BY id)::text FROM redeem_codes c)
          || (SELECT json_agg(s ORDER BY code_id)::text FROM invitectl.redeem_sync s)
          || (SELECT count(*) FROM invitectl.redeem_sync_ledger)
          || (SELECT count(*) FROM invitectl.run_log) AS text
        """, deadline: .soon)
      let onReplica = try TestRedis.connect(onReplica).send("GET", world.key("A")).asString()
      return try rows.only().string("text") + onReplica
    }
  }

  private static func context(_ environment: [String: String]) throws -> OperationContext {
    OperationContext(
      configuration: try InviteConfiguration(
        SettingSources(flags: [:], environment: environment, envFile: nil, configFile: nil)),
      interrupt: nil, logger: Logger(label: "test"))
  }

  enum Work: String, CaseIterable, Sendable {
    case nothing, somethingToPush, dryRun, resync
  }

  @Test(arguments: Work.allCases, [false, true])
  func `a replica is refused before anything is written`(_ work: Work, writable: Bool) throws {
    let pair = try Pair(writable: writable)
    if work != .nothing { try pair.world.increment("A") }
    try pair.inStep()
    let before = try pair.everything()
    let context = try Self.context(pair.environment)
    var request = SyncRequest()
    request.dryRun = work == .dryRun
    let failure = #expect(throws: Failure.self) {
      if work == .resync {
        _ = try ForceResync(context, ResyncRequest()).plan()
      } else {
        _ = try SyncCounts(context, request).run()
      }
    }
    #expect(failure?.kind == .error)
    #expect(failure?.message.contains("is a replica") == true)
    #expect(try pair.everything() == before)
    // And it left no trace: on the primary the count is as exact as before.
    try pair.world.sync()
    #expect(try pair.world.standing("A") == "exact -0 +0 held 0")
    #expect(try pair.world.tokens("A") == (work == .nothing ? 8 : 7))
  }

  @Test(arguments: [
    "sync-before-read", "sync-before-first", "sync-first-sent", "sync-after-first",
    "sync-before-apply", "sync-after-apply",
  ])
  func `a primary that is demoted in the middle of a run is not believed any more`(
    _ point: String
  ) async throws {
    let pair = try Pair(writable: true)
    // What the demoted one has is written to as a replica, if anybody asks it.
    try pair.world.bucket.send("CONFIG", "SET", "replica-read-only", "no")
    try pair.world.take("A", 2)
    try pair.world.increment("A")
    try pair.inStep()
    let (primary, replica, key) = (pair.primary, pair.replica, pair.world.key("A"))
    let onReplica = pair.onReplica
    let result = try await Stopped.run(at: point, pair.world.environment) {
      let promoted = try TestRedis.connect(onReplica)
      try promoted.send("REPLICAOF", "NO", "ONE")
      try promoted.send("DECR", key)
      try TestRedis.connect(primary.endpoint).send(
        "REPLICAOF", "127.0.0.1", replica.port ?? 0)
    }
    // After the last word with Redis there is nothing to refuse.
    #expect(result.exitCode == (point == "sync-after-apply" ? 0 : 1), "\(result.errors)")
    let truth = 2 + 2 + 1 + 1
    for _ in 0..<3 {
      _ = try SyncCounts(Self.context(pair.environment), SyncRequest()).run()
    }
    let row = try pair.world.postgres.query(
      """
      SELECT used_count AS used, state, spread_low, spread_high, held
      FROM redeem_codes JOIN invitectl.redeem_sync ON code_id = id WHERE code = 'A'
      """, deadline: .soon
    ).only()
    let used = try row.int("used")
    let line = try pair.world.standing("A")
    #expect(try row.string("state") == "restarted", "\(line)")
    #expect(try used - row.int("spread_low") <= truth)
    #expect(try used + row.int("spread_high") >= truth)
    let tokens = try TestRedis.connect(pair.onReplica).send("GET", pair.world.key("A")).asInteger()
    #expect(try tokens == 10 - used - row.int("held"))
  }

  @Test func `without INFO a replica would go unnoticed, so it is asked for`() throws {
    let server = try PrivateRedis()
    let world = try SyncWorld(server: server.endpoint)
    try world.addSyncedCode("A")
    try world.bucket.send("ACL", "SETUSER", "default", "-info")
    let failure = #expect(throws: Failure.self) { try world.sync() }
    #expect(failure?.message.contains("may not use INFO") == true)
    try world.bucket.send("ACL", "SETUSER", "default", "+info")
    try world.sync()
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  @Test func `a standby of PostgreSQL is refused, and a promoted one counts right`() async throws {
    let primary = try PrivatePostgres()
    let world = try SyncWorld(database: TestDatabase(on: primary))
    try world.addSyncedCode("A")
    let standby = try primary.replica()
    let path = standby.parameters
    let environment = world.environment.merging([
      "DATABASE_URL":
        "postgresql:///test?host=\(path["host"] ?? "")&port=\(path["port"] ?? "")&user=postgres"
    ]) { $1 }
    try world.take("A", 3)
    let failure = #expect(throws: Failure.self) {
      try SyncCounts(Self.context(environment), SyncRequest()).run()
    }
    #expect(failure?.reason == "postgres-primary", "\(failure?.message ?? "")")
    #expect(try world.tokens("A") == 7)

    // The primary dies between the count and the bucket, and its standby takes its place.
    try world.increment("A")
    // What it had not been sent by then nobody could know of.
    let used = try world.used("A")
    let inStep = try PostgresConnection.connect(path.with("dbname", "test"), deadline: .soon)
    try waitUntil("the standby has the increment") {
      try inStep.query("SELECT used_count AS used FROM redeem_codes", deadline: .soon).only()
        .int("used") == used
    }
    let result = try await Stopped.run(at: "sync-before-apply", world.environment) {
      primary.kill()
      _ = try standby.connect().query("SELECT pg_promote()", deadline: .soon)
    }
    #expect(result.exitCode == 1)
    for _ in 0..<3 {
      _ = try SyncCounts(Self.context(environment), SyncRequest()).run()
    }
    let row = try PostgresConnection.connect(
      standby.parameters.with("dbname", "test"), deadline: .soon
    ).query(
      """
      SELECT used_count AS used, spread_low, spread_high
      FROM redeem_codes JOIN invitectl.redeem_sync ON code_id = id
      """, deadline: .soon
    ).only()
    let counted = try row.int("used")
    #expect(try counted - row.int("spread_low") <= 4)
    #expect(try counted + row.int("spread_high") >= 4)
    #expect(try world.tokens("A") == 10 - counted)
  }
}
