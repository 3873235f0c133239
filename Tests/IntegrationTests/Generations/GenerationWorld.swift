import InviteOps
import LosslessJSON
import PostgresClient
import TestSupport

/// A database of a later backend, Redis databases of its own, invitectl and the peer on them.
struct GenerationWorld: Sendable {
  let database: TestDatabase
  let redis: TestRedis
  let peer: LaterBackend

  /// - Parameters:
  ///   - prepared: whether `migrate up` has made schema invitectl.
  ///   - peerSettings: variables of the peer's beside its servers.
  init(
    _ generation: FixtureGeneration, _ made: FixtureMaking = .migrated, seed: Bool = true,
    prepared: Bool = true, peerSettings: [String: String] = [:]
  ) async throws {
    database = try TestDatabase(generation: generation, made: made, seed: seed)
    redis = try TestRedis()
    peer = LaterBackend(database, redis, peerSettings)
    guard prepared else { return }
    let up = try await invitectl("migrate", "up")
    guard up.exitCode == 0 else { throw Sandbox.Missing(description: "migrate up: \(up.errors)") }
  }

  var environment: [String: String] { Sandbox.variables(database: database, redis: redis) }

  func invitectl(_ arguments: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(arguments, environment: environment)
  }

  func run(_ sql: String) throws { try database.run(sql) }

  /// The first column of the first row as text; `nil` without a row, or for NULL.
  func value(_ sql: String) throws -> String? {
    try database.connect().query("SELECT (\(sql))::text AS value", deadline: .soon).first?
      .optionalString("value")
  }

  /// used_count of a code.
  func used(_ code: String) throws -> String? {
    try value("SELECT used_count FROM redeem_codes WHERE code = '\(code)'")
  }

  /// The rows of a query with the one column `line`.
  func lines(_ sql: String) throws -> [String] {
    try database.connect().query(sql, deadline: .soon).map { try $0.string("line") }
  }
}
