import ClientSupport
import InviteDomain
import InviteOps
import LosslessJSON
import PostgresClient
import Synchronization
import TestSupport
import Testing

/// A database of a later backend, Redis databases of its own, invitectl and the peer on them.
struct GenerationWorld: Sendable {
  let database: TestDatabase
  let redis: TestRedis
  let peer: LaterBackend
  /// Kept for what is looked at.
  private let session: Session

  /// - Parameters:
  ///   - prepared: whether `migrate up` has made schema invitectl.
  ///   - peerSettings: variables of the peer's beside its servers.
  init(
    _ generation: FixtureGeneration, _ made: FixtureMaking = .migrated, seed: Bool = true,
    prepared: Bool = true, peerSettings: [String: String] = [:]
  ) async throws {
    database = try TestDatabase(generation: generation, made: made, seed: seed)
    session = Session(database)
    redis = try TestRedis()
    try redis.declareInvites()
    peer = LaterBackend(database, redis, peerSettings)
    if prepared { try await prepare() }
  }

  /// `migrate up`, and what it says to type on tables that have no indexes or no recorded revision.
  func prepare() async throws {
    var up = try await invitectl("migrate", "up")
    for _ in 0..<2 where up.exitCode == 7 {
      guard let advice = up.errors.firstMatch(of: /'invitectl (migrate [a-z0-9_ ]+)'/) else {
        break
      }
      let words = advice.1.split(separator: " ").map(String.init)
      let mended = try await CommandRun.invitectl(words, environment: environment)
      #expect(mended.exitCode == 0, "\(words): \(mended.errors)")
      up = try await invitectl("migrate", "up")
    }
    #expect(up.exitCode == 0, "migrate up: \(up.errors)")
  }

  var environment: [String: String] { Sandbox.variables(database: database, redis: redis) }

  func invitectl(_ arguments: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(arguments, environment: environment)
  }

  func run(_ sql: String) throws {
    try session.use { try $0.executeScript(sql, deadline: .after(.seconds(120))) }
  }

  /// The first column of the first row as text; `nil` without a row, or for NULL.
  func value(_ sql: String) throws -> String? {
    try session.use {
      try $0.query("SELECT (\(sql))::text AS value", deadline: .soon).first?
        .optionalString("value")
    }
  }

  /// used_count of a code.
  func used(_ code: String) throws -> String? {
    try value("SELECT used_count FROM redeem_codes WHERE code = '\(code)'")
  }

  /// The rows of a query with the one column `line`.
  func lines(_ sql: String) throws -> [String] {
    try session.use { try $0.query(sql, deadline: .soon).map { try $0.string("line") } }
  }

  /// One connection for all questions, since to connect costs more than to ask.
  private final class Session: Sendable {
    private let database: TestDatabase
    private let connection = Mutex<PostgresConnection?>(nil)

    init(_ database: TestDatabase) { self.database = database }

    func use<Value: Sendable>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
      try connection.withLock { open in
        let usable = if let open, open.isUsable { open } else { try database.connect() }
        open = usable
        return try body(usable)
      }
    }
  }
}

extension FixtureGeneration {
  /// How its backend counts.
  var counting: BackendCounting {
    switch self {
    case .g008, .g013: .atRequest
    case .g019, .g023: .mixed
    case .g026: .onJoin
    }
  }
}
