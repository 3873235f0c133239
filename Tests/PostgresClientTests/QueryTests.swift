import ClientSupport
import PostgresClient
import TestSupport
import Testing

@Suite struct QueryTests {
  let connection: PostgresConnection

  init() throws {
    connection = try Sandbox.connect()
  }

  private func row(_ sql: String, _ parameters: [String?] = []) throws -> PostgresRow {
    try connection.query(sql, parameters, deadline: .soon).only()
  }

  @Test func `columns are read by name and type`() throws {
    let row = try row(
      """
      SELECT 1::smallint AS small, $1::bigint AS big, -7 AS negative, 1.5::numeric AS number,
        'NaN'::float8 AS nan, true AS yes, false AS no, 'é🎟' AS text, NULL::int AS nothing,
        ARRAY['a', NULL, 'b"c'] AS words, ARRAY[3, 4] AS numbers, '{"a": [1]}'::jsonb AS json,
        '' AS empty
      """, ["9223372036854775807"])
    #expect(try row.int("small") == 1)
    #expect(try row.int("big") == .max)
    #expect(try row.int("negative") == -7)
    #expect(try row.double("number") == 1.5)
    // Not finite: an error by the name of the column, where arithmetic would go on with it.
    #expect(throws: PostgresError.self) { try row.double("nan") }
    #expect(try row.bool("yes"))
    #expect(try !row.bool("no"))
    #expect(try row.string("text") == "é🎟")
    #expect(try row.optionalInt("nothing") == nil)
    #expect(try row.isNull("nothing"))
    #expect(try row.optionalStrings("words") == ["a", nil, "b\"c"])
    #expect(try row.ints("numbers") == [3, 4])
    #expect(try row.string("json") == "{\"a\": [1]}")
    #expect(try row.string("empty") == "")
  }

  @Test func `the least integer fits and the next does not`() throws {
    let row = try row("SELECT '-9223372036854775808' AS low, '9223372036854775808' AS high")
    #expect(try row.int("low") == .min)
    #expect(throws: PostgresError.self) { try row.int("high") }
  }

  @Test func `a wrong column, a NULL and a wrong type name the column`() throws {
    let row = try row("SELECT NULL::int AS gone, 'x' AS word")
    #expect(message { _ = try row.int("gone") } == "column gone is NULL")
    #expect(message { _ = try row.int("word") } == "column word is not an integer")
    #expect(message { _ = try row.bool("word") } == "column word is not a boolean")
    #expect(message { _ = try row.string("other") } == "the result has no column other")
    #expect(message { _ = try row.strings("word") } == "column word is not a one-dimensional array")
  }

  @Test func `a text's bytes are read by the column, and NULL is refused`() throws {
    let rows = try connection.query(
      "SELECT t FROM (VALUES (1, 'é🎟'), (2, ''), (3, NULL)) AS v (i, t) ORDER BY i",
      deadline: .soon)
    let column = try rows.column("t")
    #expect(try rows[0].utf8(column) == Array("é🎟".utf8))
    #expect(try rows[1].utf8(column) == [])
    #expect(message { _ = try rows[2].utf8(column) } == "column t is NULL")
  }

  @Test func `text outlives the result and comes back unchanged`() throws {
    var random = SeededGenerator()
    for _ in 0..<300 {
      let text = random.nastyText(upTo: 200)
      #expect(try row("SELECT $1::text AS t", [text]).string("t") == text)
    }
    let long = String(repeating: "码", count: 1_000_000)
    #expect(try row("SELECT $1::text AS t", [long]).string("t") == long)
  }

  @Test func `bytes that are no UTF-8 are refused and not repaired`() throws {
    let database = try TestDatabase(
      template: "template0", options: "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
    let connection = try database.connect()
    try connection.executeScript("SET client_encoding = 'SQL_ASCII'", deadline: .soon)
    let row = try connection.query(
      "SELECT convert_from('\\xff'::bytea, 'SQL_ASCII') AS t", deadline: .soon
    ).only()
    #expect(message { _ = try row.string("t") } == "column t is not valid UTF-8")
  }

  @Test func `affected rows are counted`() throws {
    try connection.executeScript(
      "CREATE TEMP TABLE t (a int); INSERT INTO t SELECT generate_series(1, 5)", deadline: .soon)
    #expect(try connection.execute("UPDATE t SET a = a + 1 WHERE a > 3", deadline: .soon) == 2)
    #expect(try connection.execute("DELETE FROM t", deadline: .soon) == 5)
    #expect(try connection.query("SELECT * FROM t", deadline: .soon).isEmpty)
  }

  @Test func `an error has the server's fields and leaves the connection usable`() throws {
    try connection.executeScript(
      "CREATE TEMP TABLE t (email text CONSTRAINT one_email UNIQUE)", deadline: .soon)
    try connection.execute("INSERT INTO t VALUES ($1)", ["secret@x.com"], deadline: .soon)
    do {
      try connection.execute("INSERT INTO t VALUES ($1)", ["secret@x.com"], deadline: .soon)
      Issue.record("inserted twice")
    } catch {
      #expect(error.sqlState == .uniqueViolation)
      #expect(error.diagnostics?.constraint == "one_email")
      #expect(error.diagnostics?.table == "t")
      #expect(error.diagnostics?.severity == "ERROR")
      #expect(!"\(error)".contains("secret"))
      #expect(error.fullDescription.contains("constraint: one_email"))
    }
    #expect(try row("SELECT count(*) AS n FROM t").int("n") == 1)
  }

  @Test func `a value never shows in an error`() throws {
    #expect(throws: PostgresError.self) { try row("SELECT $1::int AS n", ["se\"cret"]) }
    #expect(message { _ = try row("SELECT $1::int AS n", ["se\"cret"]) }?.contains("cret") == false)
    #expect(
      message { _ = try row("SELECT $1::int AS n", ["a\0secret"]) }
        == "parameter $1 contains a NUL character, which PostgreSQL refuses")
    #expect(try row("SELECT 1 AS n").int("n") == 1)
  }

  @Test func `a code matches in a catch, and its class does`() throws {
    do {
      _ = try row("SELECT 1/0 AS n")
      Issue.record("no error")
    } catch SQLState.Class.dataException {
      // As it should.
    }
    do {
      _ = try row("SELECT * FROM no_such_table")
      Issue.record("no error")
    } catch SQLState.undefinedTable {
      // As it should.
    }
  }

  @Test func `one statement is one statement`() throws {
    #expect(throws: PostgresError.self) {
      try connection.execute("SELECT 1; SELECT 2", deadline: .soon)
    }
    try connection.executeScript("SELECT 1; SELECT 2", deadline: .soon)
    #expect(throws: PostgresError.self) { try connection.execute("", ["\0"], deadline: .soon) }
    #expect(try connection.execute("", deadline: .soon) == 0)
  }

  @Test func `a script stops at its first error`() throws {
    do {
      try connection.executeScript("SELECT 1; SELECT 1/0; SELECT pg_sleep(60)", deadline: .soon)
      Issue.record("no error")
    } catch {
      #expect(error.sqlState?.rawValue == "22012")
    }
  }

  @Test func `a COPY from or to the client is refused`() throws {
    #expect(throws: PostgresError.self) {
      try connection.executeScript("COPY pg_class TO STDOUT", deadline: .soon)
    }
    #expect(!connection.isUsable)
  }

  @Test func `notices arrive`() throws {
    var notices: [String] = []
    connection.onNotice = { notices.append("\($0.severity) \($0.message) \($0.sqlState)") }
    try connection.executeScript(
      "DO $$ BEGIN RAISE WARNING 'careful' USING ERRCODE = '01234'; END $$", deadline: .soon)
    #expect(notices == ["WARNING careful 01234"])
  }

  private func message(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }
}
