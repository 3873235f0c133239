import ClientSupport
import Foundation
import PostgresClient
package import TestSupport
package import Testing

/// A database to migrate, and the binary to do it with.
package struct MigrateWorld: Sendable {
  package let database: TestDatabase
  /// For what is looked at, again and again while something is awaited.
  private let session: SharedConnection

  /// A database at 006 without the indexes.
  package init(queue: Bool = true, records: Int = 0, more: [String] = []) throws {
    self.init(try TestDatabase.inviteHub(queue: queue, indexes: false))
    try database.load(more)
    if records > 0 {
      try database.run(
        """
        INSERT INTO invite_records (team_id, email, status, created_at)
        SELECT 1, 'user' || n || '@example.com', 'SUCCESS', now()
        FROM generate_series(1, \(records)) n
        """)
    }
  }

  package init(_ database: TestDatabase) {
    self.database = database
    session = SharedConnection(database)
  }

  package func migrate(
    _ arguments: String..., url: String? = nil,
    body: @Sendable (_ pid: Int32) async throws -> Void = { _ in }
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["migrate"] + arguments, environment: ["DATABASE_URL": url ?? database.url()], body: body)
  }

  package func migrate(
    _ arguments: String..., url: String? = nil,
    following body: @Sendable (_ pid: Int32, _ said: @Sendable () -> String) async throws -> Void
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["migrate"] + arguments, environment: ["DATABASE_URL": url ?? database.url()],
      following: body)
  }

  /// A session in the way, e.g. with an open transaction.
  package func hold(_ sql: String) throws -> HeldSession {
    try HeldSession(database.parameters, sql)
  }

  /// A snapshot as a dump holds it, on a table that is not indexed.
  package func holdSnapshot() throws -> HeldSession {
    try hold("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM teams")
  }

  /// A transaction that has written to invite_records.
  package func holdWriter() throws -> HeldSession {
    try hold("BEGIN; INSERT INTO invite_records (team_id, email) VALUES (1, 'writer@example.com')")
  }

  /// The first column of the first row; `nil` without a row, or for NULL.
  package func value(_ sql: String) throws -> String? {
    try session.use(repeating: true) {
      try $0.query("SELECT (\(sql))::text AS value", deadline: .soon).first?
        .optionalString("value")
    }
  }

  package func revision() throws -> String? {
    try value("SELECT string_agg(version_num, ',') FROM alembic_version")
  }

  /// `valid ready` of an index, e.g. `tt`; `nil` when there is none.
  package func flags(_ index: String) throws -> String? {
    try value(
      """
      SELECT left(indisvalid::text, 1) || left(indisready::text, 1) FROM pg_index
      WHERE indexrelid = to_regclass('public.\(index)')
      """)
  }

  /// By name, the identity of every valid one of the eleven.
  package func valid() throws -> [String: String] {
    try session.use(repeating: true) {
      let rows = try $0.query(
        """
        SELECT c.relname AS name, c.oid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indisvalid AND c.relname ~ '^ix_(team_members|invite_records|invite_queue|redeem_codes)_'
        """, deadline: .soon)
      return try [String: String](
        uniqueKeysWithValues: rows.map { (try $0.string("name"), try $0.string("oid")) })
    }
  }

  /// Waits until a build is in this phase of the progress view; returns its process.
  @discardableResult
  package func waitForPhase(_ phase: String) async throws -> Int {
    var pid: String?
    try await eventually("a build is \(phase)") {
      pid = try value(
        """
        SELECT pid FROM pg_stat_progress_create_index
        WHERE datname = current_database() AND phase = '\(phase)'
        """)
      return pid != nil
    }
    return Int(pid ?? "") ?? 0
  }

  /// Everything is as a finished `migrate up` leaves it.
  package func expectDone(indexes: Int = 11, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    #expect(try valid().count == indexes, sourceLocation: sourceLocation)
    #expect(try revision() == "008_add_composite_indexes", sourceLocation: sourceLocation)
    #expect(
      try value("SELECT count(*) FROM invitectl.index_work") == "0",
      sourceLocation: sourceLocation)
    #expect(
      try value(
        "SELECT count(*) FROM pg_index WHERE NOT indisvalid OR NOT indisready OR NOT indislive")
        == "0", sourceLocation: sourceLocation)
  }

  package static let last = "ix_invite_queue_status_group_created"
  package static let first = "ix_team_members_team_id"
}

/// Waits without taking a thread away from the other tests, and looks again after 5 ms at first, later after
/// 50: what is awaited wants the processors too.
package func eventually(
  _ what: String, limit: Duration = .seconds(300), _ condition: () throws -> Bool
) async throws {
  let end = ContinuousClock.now + limit
  var pause = Duration.milliseconds(5)
  while try !condition() {
    guard ContinuousClock.now < end else {
      throw Sandbox.Missing(description: "waited \(limit) in vain until \(what)")
    }
    try await Task.sleep(for: pause)
    pause = min(pause * 5 / 4, .milliseconds(50))
  }
}

/// Somebody's CREATE INDEX CONCURRENTLY, on a thread of its own.
package func buildElsewhere(_ world: MigrateWorld, _ sql: String) {
  later(.zero) {
    let connection = try? PostgresConnection.connect(world.database.parameters, deadline: .soon)
    _ = try? connection?.execute(sql, deadline: .after(.seconds(300)))
  }
}
