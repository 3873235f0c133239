import InviteOps
import PostgresClient
import TestSupport
import Testing

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
}
