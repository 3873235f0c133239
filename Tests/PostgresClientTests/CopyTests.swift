import ClientSupport
import PostgresClient
import TestSupport
import Testing

@Suite struct CopyTests {
  struct Stop: Error {}
  let connection: PostgresConnection

  init() throws {
    connection = try Sandbox.connect()
    try connection.executeScript("CREATE TEMP TABLE t (a int, b text)", deadline: .soon)
  }

  private func count() throws -> Int {
    try connection.query("SELECT count(*) AS n FROM t", deadline: .soon).only().int("n")
  }

  @Test func `rows go in and come out unchanged`() throws {
    var random = SeededGenerator()
    let texts: [String?] = (0..<5000).map { _ in
      Int.random(in: 0..<10, using: &random) == 0 ? nil : random.nastyText(upTo: 60)
    }
    let copied = try connection.copyIn("COPY t FROM STDIN", deadline: .soon) { writer in
      for (position, text) in texts.enumerated() { try writer.writeRow([String(position), text]) }
    }
    #expect(copied == texts.count)
    let rows = try connection.query("SELECT b FROM t ORDER BY a", deadline: .soon)
    #expect(try rows.map { try $0.optionalString("b") } == texts)

    var out: [UInt8] = []
    try connection.copyOut("COPY (SELECT a FROM t ORDER BY a) TO STDOUT", deadline: .soon) {
      out.append(contentsOf: $0)
    }
    let lines = String(decoding: out, as: UTF8.self).split(separator: "\n").compactMap { Int($0) }
    #expect(lines == Array(texts.indices))
  }

  @Test func `a body that throws leaves nothing behind`() throws {
    #expect(throws: Stop.self) {
      try connection.copyIn("COPY t FROM STDIN", deadline: .soon) { writer in
        for number in 0..<100_000 { try writer.writeRow([String(number), "x"]) }
        throw Stop()
      }
    }
    #expect(try count() == 0)
    #expect(throws: Stop.self) {
      try connection.copyOut(
        "COPY (SELECT generate_series(1, 10000000)) TO STDOUT", deadline: .soon
      ) { _ in throw Stop() }
    }
    #expect(try count() == 0)
  }

  @Test func `bad data is the server's error`() throws {
    do {
      try connection.copyIn("COPY t FROM STDIN", deadline: .soon) { writer in
        for number in 0..<50_000 { try writer.writeRow([number == 7 ? "x" : "1", "y"]) }
      }
      Issue.record("no error")
    } catch SQLState.invalidTextRepresentation {
      #expect(try count() == 0)
    }
    #expect(throws: PostgresError.embeddedNUL("a value of the COPY")) {
      try connection.copyIn("COPY t FROM STDIN", deadline: .soon) { try $0.writeRow(["1", "a\0"]) }
    }
    #expect(try count() == 0)
  }

  @Test func `a statement that is no such COPY is refused`() throws {
    #expect(throws: PostgresError.self) {
      try connection.copyIn("COPY no_such_table FROM STDIN", deadline: .soon) { _ in }
    }
    #expect(try count() == 0)
    #expect(throws: PostgresError.self) {
      try connection.copyIn("SELECT 1", deadline: .soon) { _ in }
    }
    #expect(!connection.isUsable)
  }

  @Test func `a COPY that waits for a lock runs out of time`() throws {
    let database = try TestDatabase()
    let writer = try database.connect()
    let blocker = try database.connect()
    try writer.executeScript("CREATE TABLE t (a int)", deadline: .soon)
    try blocker.executeScript("BEGIN; LOCK TABLE t", deadline: .soon)
    #expect(throws: PostgresError.timedOut(.cancelled)) {
      try writer.copyIn("COPY t FROM STDIN", deadline: .after(.milliseconds(200))) { _ in }
    }
    try blocker.executeScript("ROLLBACK", deadline: .soon)
    // A server that stops reading: the trigger sleeps while the data piles up.
    try writer.executeScript(
      """
      CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
      CREATE TRIGGER doze BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION doze()
      """, deadline: .soon)
    #expect(throws: PostgresError.timedOut(.cancelled)) {
      try writer.copyIn("COPY t FROM STDIN", deadline: .after(.milliseconds(500))) { writer in
        for _ in 0..<5_000_000 { try writer.writeRow(["1"]) }
      }
    }
    let row = try writer.query("SELECT count(*) AS n FROM t", deadline: .soon).only()
    #expect(try row.int("n") == 0)
  }

  @Test func `a COPY out of time is cancelled`() throws {
    #expect(throws: PostgresError.timedOut(.cancelled)) {
      try connection.copyOut(
        "COPY (SELECT pg_sleep(0.02) FROM generate_series(1, 100000)) TO STDOUT",
        deadline: .after(.milliseconds(200))
      ) { _ in }
    }
    #expect(try count() == 0)
  }
}
