import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// Whatever a role or database has set for its sessions: counts are the same.
@Suite struct RoleSettingsTests {
  @Test(arguments: [
    "array_nulls = off", "quote_all_identifiers = on", "standard_conforming_strings = off",
    "default_transaction_isolation = serializable", "extra_float_digits = -15",
    "statement_timeout = '3ms'", "lock_timeout = 1", "bytea_output = escape",
    "client_encoding = LATIN1", "enable_indexscan = off",
    "idle_session_timeout = '20ms'",
  ])
  func `a setting of the database changes nothing`(_ setting: String) async throws {
    try await changesNothing(setting)
  }

  @Test(
    .enabled(
      if: ((try? Sandbox.connect().serverVersion) ?? 170_000) >= 170_000,
      "PostgreSQL 17 has transaction_timeout"))
  func `nor does the limit of a transaction`() async throws {
    try await changesNothing("transaction_timeout = '100ms'")
  }

  private func changesNothing(_ setting: String) async throws {
    let world = try SyncWorld()
    try world.postgres.executeScript(
      "ALTER DATABASE \(world.database.name) SET \(setting)", deadline: .soon)
    for code in ["A", "B"] {
      try world.addCode(code, max: 10)
      try world.initialise(code)
      try world.bucket.send("EXPIRE", world.key(code), 86_000)
    }
    try world.increment("A", 2)
    #expect(try world.sync().failure == nil)
    try world.take("A")
    try world.take("B", 3)
    try world.increment("B")
    #expect(try world.sync().failure == nil)
    #expect(try world.used("A") == 3)
    #expect(try world.used("B") == 4)
    #expect(try world.tokens("A") == 7)
    #expect(try world.tokens("B") == 6)
    #expect(try world.sync().changed == 0)
    for command in [
      ["migrate", "up"], ["doctor", "--only", "invitectl-schema"], ["force-resync", "--all", "-n"],
      ["cleanup-queue", "--stuck", "-n"], ["metrics-dump"],
    ] {
      let result = try await CommandRun.invitectl(command, environment: world.environment)
      #expect(result.exitCode == 0, "\(result.errors)")
    }
  }

  /// Each limit of time that a role or database can set for a session of ours is known here: whether we
  /// set it, or leave it as it is, was decided once.
  @Test func `no limit of time that the server knows is unknown here`() throws {
    let database = try TestDatabase.inviteHub()
    let connection = try database.connect()
    let known =
      SessionLookQueries.newerLimits
      + (SessionLookQueries.common + SessionLookQueries.short + SessionLookQueries.unlimited)
      .map(\.name)
    let left = [
      // Of a connection that is dead, and of one that replicates.
      "tcp_user_timeout", "wal_sender_timeout",
      // How soon a deadlock is looked for.
      "deadlock_timeout",
    ]
    let limits = try connection.query(
      """
      SELECT name FROM pg_settings
      WHERE name LIKE '%timeout' AND context IN ('user', 'superuser') ORDER BY name
      """, deadline: .soon
    ).map { try $0.string("name") }
    #expect(limits.count >= 7)
    #expect(limits.filter { !known.contains($0) && !left.contains($0) } == [])
  }

  @Test func `a limit that only newer servers know is switched off where it is known`() throws {
    let database = try TestDatabase.inviteHub()
    let connection = try database.connect()
    for name in SessionLookQueries.newerLimits {
      let isKnown = try connection.query(
        "SELECT current_setting($1, true) IS NOT NULL AS known", [name], deadline: .soon
      ).only().bool("known")
      if isKnown {
        try connection.execute(
          "ALTER DATABASE \(database.name) SET \(name) = '200ms'", deadline: .soon)
      }
      let ours = try OperationContext.test(database: database).postgres()
      #expect(
        try ours.query(
          "SELECT current_setting($1, true) AS value", [name], deadline: .soon
        ).only().optionalString("value") == (isKnown ? "0" : nil))
      // On the server, longer than the limit of the database, which would end the session meanwhile.
      _ = try ours.query("SELECT pg_sleep(0.5)", deadline: .soon)
    }
  }
}
