import ClientSupport
import PostgresClient
import TestSupport
import Testing

@testable import InviteDomain
@testable import InviteOps

/// Disks beside the one that the database's files are on.
extension ForecastTests {
  /// One invite an hour of the last four weeks, on a server of its own.
  private func filled(on server: PrivatePostgres) throws -> TestDatabase {
    let database = try TestDatabase(on: server)
    try database.load(["enums-upper", "schema-006", "invite-queue", "indexes-007", "indexes-008"])
    try database.runAlone(
      """
      INSERT INTO teams (name, account_id, session_token, max_seats, is_active)
      VALUES ('all', 'all', 's', 1000, true);
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT (SELECT min(id) FROM teams), 'p' || n || '@example.com', 'SUCCESS',
        (now() AT TIME ZONE 'utc') - (n + 0.5)::float8 * interval '1 hour'
      FROM generate_series(0, 700) n
      """)
    try database.runAlone("ANALYZE invite_records")
    let connection = try database.connect()
    try waitUntil("the statistics have it") {
      try connection.query(
        "SELECT n_tup_ins AS n FROM pg_stat_user_tables WHERE relname = 'invite_records'",
        deadline: .soon
      ).only().int("n") >= 701
    }
    return database
  }

  @Test func `that the disk lasts cannot be told of tables on another one`() throws {
    let server = try PrivatePostgres()
    let database = try filled(on: server)
    func disk(_ free: Int? = nil) throws -> ForecastLine {
      let context = try OperationContext.test(database: database)
      let lines = try Forecast(context, subjects: [.disk], freeBytes: free).run().subjects
      return try #require(lines.first)
    }
    let lasts = try ForecastAssertion("disk>1d")
    let whole = try disk()
    #expect(lasts.judge(whole) == .holds && !whole.isPartial, "\(whole)")
    let connection = try server.connect()
    try connection.execute("SET allow_in_place_tablespaces = on", deadline: .soon)
    try connection.execute("CREATE TABLESPACE \"fast one\" LOCATION ''", deadline: .soon)
    try database.runAlone("ALTER INDEX ix_invite_records_email SET TABLESPACE \"fast one\"")
    let part = try disk()
    #expect(lasts.judge(part) == .untold, "\(part)")
    #expect(
      part.notes.last
        == "not in it: the disks of other tablespaces that it has tables in: fast one", "\(part)")
    // Whoever knows the disk with the least says what is free on it.
    let said = try disk(1 << 40)
    #expect(lasts.judge(said) == .holds && said.notes.count == 2, "\(said)")
    #expect(try lasts.judge(disk(1 << 10)) == .fails)
  }
}
