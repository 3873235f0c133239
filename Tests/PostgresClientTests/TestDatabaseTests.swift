import PostgresClient
import TestSupport
import Testing

/// What is run on a test's database shares a session, and no test may notice.
@Suite struct TestDatabaseTests {
  private let database: TestDatabase

  init() throws {
    database = try TestDatabase()
  }

  private func value(_ sql: String, in database: TestDatabase) throws -> String? {
    try database.connect().query("SELECT (\(sql))::text AS value", deadline: .soon)
      .only().optionalString("value")
  }

  @Test func `what one call leaves in its session, the next does not find`() throws {
    try database.run(
      "CREATE TABLE plain (n int); SET search_path = ''; CREATE TEMP TABLE mine (n int)")
    try database.run("INSERT INTO plain VALUES (1)")
    #expect(throws: PostgresError.self) { try database.run("INSERT INTO mine VALUES (1)") }
    try database.run("BEGIN; INSERT INTO plain VALUES (2)")
    try database.run("INSERT INTO plain VALUES (3)")
    let rows = try value("SELECT string_agg(n::text, ' ' ORDER BY n) FROM plain", in: database)
    #expect(rows == "1 3")
  }

  @Test func `what is set for the database holds for the next call`() throws {
    try database.run("CREATE TABLE zone (name text)")
    try database.run("ALTER DATABASE \(database.name) SET timezone TO 'Asia/Shanghai'")
    try database.run("INSERT INTO zone SELECT current_setting('timezone')")
    #expect(try value("SELECT name FROM zone", in: database) == "Asia/Shanghai")
  }

  @Test func `the session is one, and none where that is asked for`() throws {
    try database.run("CREATE TABLE served (pid int)")
    let note = "INSERT INTO served SELECT pg_backend_pid()"
    for _ in 0..<2 { try database.run(note) }
    #expect(try value("SELECT count(DISTINCT pid) FROM served", in: database) == "1")
    try database.runAlone(note)
    let sessions = """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'test'
      """
    try waitUntil("the session has ended") { try value(sessions, in: database) == "0" }
    #expect(try value("SELECT count(DISTINCT pid) FROM served", in: database) == "2")
  }

  @Test func `a database in which something was just run can be copied`() throws {
    try database.run("CREATE TABLE plain (n int); INSERT INTO plain VALUES (7)")
    let copy = try TestDatabase(copying: database)
    #expect(try value("SELECT n FROM plain", in: copy) == "7")
  }
}
