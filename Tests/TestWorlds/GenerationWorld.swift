import ClientSupport
import Foundation
package import InviteDomain
import InviteOps
import LosslessJSON
import PostgresClient
package import TestSupport

/// A database of a later backend, Redis databases of its own, invitectl and the peer on them.
package struct GenerationWorld: Sendable {
  package let database: TestDatabase
  package let redis: TestRedis
  package let peer: LaterBackend
  /// Kept for what is looked at.
  private let session: SharedConnection

  /// - Parameters:
  ///   - prepared: whether `migrate up` has made schema invitectl.
  ///   - peerSettings: variables of the peer's beside its servers.
  package init(
    _ generation: FixtureGeneration, _ made: FixtureMaking = .migrated, seed: Bool = true,
    prepared: Bool = true, peerSettings: [String: String] = [:]
  ) async throws {
    database = try TestDatabase(
      generation: generation, made: made, seed: false, prepared: prepared)
    let session = SharedConnection(database)
    self.session = session
    if seed {
      try session.use { try Fixture.load("models-on", "seed-small", "models-off", into: $0) }
    }
    redis = try TestRedis()
    try redis.declareInvites()
    peer = LaterBackend(database, redis, peerSettings)
  }

  /// `migrate up`, and what it says to type on tables that have no indexes or no recorded revision.
  package func prepare() async throws { try Preparation.run(environment) }

  package var environment: [String: String] { Sandbox.variables(database: database, redis: redis) }

  package func invitectl(_ arguments: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(arguments, environment: environment)
  }

  package func run(_ sql: String) throws {
    try session.use { try $0.executeScript(sql, deadline: .after(.seconds(120))) }
  }

  /// The backend's own migrations.
  package func alembic(_ arguments: String...) async throws -> CommandResult {
    try await PythonPeer.alembic(["-c", "later.ini"] + arguments, on: database)
  }

  /// An invite of no code of ours that the member sync has counted four days ago: what is younger was
  /// counted on join alone.
  package static let countedOnJoin = """
    INSERT INTO invite_records
      (team_id, email, status, redeem_code, created_at, accepted_at, consumed_at, is_rebind)
    SELECT 1, 'begun@x.io', 'success', 'BEGUN', now - interval '6 days', now - interval '5 days',
      now - interval '4 days', false FROM (SELECT now() AT TIME ZONE 'utc' AS now) AS n;
    """

  /// The first column of the first row as text; `nil` without a row, or for NULL.
  package func value(_ sql: String) throws -> String? {
    try session.use {
      try $0.query("SELECT (\(sql))::text AS value", deadline: .soon).first?
        .optionalString("value")
    }
  }

  /// used_count of a code.
  package func used(_ code: String) throws -> String? {
    try value("SELECT used_count FROM redeem_codes WHERE code = '\(code)'")
  }

  /// The rows of a query with the one column `line`.
  package func lines(_ sql: String) throws -> [String] {
    try session.use { try $0.query(sql, deadline: .soon).map { try $0.string("line") } }
  }
}

extension FixtureGeneration {
  /// How its backend counts.
  package var counting: BackendCounting {
    switch self {
    case .g008, .g013: .atRequest
    case .g019, .g023: .mixed
    case .g026: .onJoin
    }
  }
}
