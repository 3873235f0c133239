import ClientSupport
import PostgresClient
import TestSupport
import Testing

@Suite struct PipelineTests {
  let connection: PostgresConnection

  init() throws {
    connection = try Sandbox.connect()
    // A busy server answers a cancellation later.
    connection.drainBound = .seconds(60)
    try connection.executeScript("CREATE TEMP TABLE t (a int UNIQUE)", deadline: .soon)
  }

  private func count() throws -> Int {
    try connection.query("SELECT count(*) AS n FROM t", deadline: .soon).only().int("n")
  }

  @Test func `answers come in the order of the statements`() throws {
    let statements = (0..<500).map { PostgresStatement("SELECT $1::int AS n", [String($0)]) }
    let results = try connection.pipeline(statements, deadline: .soon)
    #expect(try results.map { try $0.get().only().int("n") } == Array(0..<500))
    #expect(try connection.pipeline([], deadline: .soon).isEmpty)
    #expect(try count() == 0)
  }

  @Test func `after a failure the rest is aborted and nothing is kept`() throws {
    let results = try connection.pipeline(
      [
        PostgresStatement("INSERT INTO t VALUES (1)"),
        PostgresStatement("INSERT INTO t VALUES (1)"),
        PostgresStatement("INSERT INTO t VALUES (2)"),
      ], deadline: .soon)
    #expect(try results[0].get().affectedRows == 1)
    #expect(throws: PostgresError.self) { try results[1].get() }
    #expect(throws: PostgresError.pipelineAborted) { try results[2].get() }
    do {
      _ = try results.map { try $0.get() }
    } catch SQLState.uniqueViolation {
      // The real one comes first.
    }
    #expect(try count() == 0)
  }

  @Test func `what is refused at the commit is an error, and the connection goes on`() throws {
    try connection.executeScript(
      "CREATE TEMP TABLE late (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)", deadline: .soon)
    let statements = [
      PostgresStatement("INSERT INTO late VALUES (1)"),
      PostgresStatement("INSERT INTO late VALUES (1)"),
    ]
    let error = #expect(throws: PostgresError.self) {
      try connection.pipeline(statements, deadline: .soon)
    }
    #expect(error?.sqlState == .uniqueViolation)
    #expect(error?.diagnostics?.constraint == "late_a_key")
    let results = try connection.pipeline([statements[0]], deadline: .soon)
    #expect(try results[0].get().affectedRows == 1)
    let kept = try connection.query("SELECT count(*) AS n FROM late", deadline: .soon)
    #expect(try kept.only().int("n") == 1)
  }

  @Test func `large statements and large answers do not block each other`() throws {
    let filler = String(repeating: "x", count: 50_000)
    let statements = (0..<400).map { _ in PostgresStatement("SELECT $1::text AS f", [filler]) }
    let results = try connection.pipeline(statements, deadline: .soon)
    #expect(try results.allSatisfy { try $0.get().only().string("f") == filler })
  }

  @Test func `a started pipeline leaves time for other things, on other connections`() throws {
    try connection.startPipeline(
      [
        PostgresStatement("SELECT pg_sleep(0.2)"), PostgresStatement("INSERT INTO t VALUES (7)"),
      ], deadline: .soon)
    #expect(connection.isPipelining)
    #expect(throws: PostgresError.misuse("a statement is still running on this connection")) {
      try connection.query("SELECT 1", deadline: .soon)
    }
    #expect(try Sandbox.connect().query("SELECT 1 AS n", deadline: .soon).only().int("n") == 1)
    let results = try connection.finishPipeline(deadline: .soon)
    #expect(try results.map { try $0.get().affectedRows } == [1, 1])
    #expect(!connection.isPipelining)
    #expect(try count() == 1)
    #expect(throws: PostgresError.misuse("no pipeline was started")) {
      try connection.finishPipeline(deadline: .soon)
    }
  }

  @Test func `what cannot be sent is refused before anything is`() throws {
    #expect(throws: PostgresError.embeddedNUL("parameter $2")) {
      try connection.pipeline(
        [
          PostgresStatement("INSERT INTO t VALUES (1)"),
          PostgresStatement("SELECT $1::text, $2::text", ["a", "\0"]),
        ], deadline: .soon)
    }
    #expect(try count() == 0)
  }

  @Test func `a pipeline out of time is cancelled and undone`() throws {
    let error = try outOfTime(after: .milliseconds(200)) {
      _ = try connection.pipeline(
        [
          PostgresStatement("INSERT INTO t VALUES (1)"), PostgresStatement("SELECT pg_sleep(60)"),
          PostgresStatement("INSERT INTO t VALUES (2)"),
        ], deadline: $0)
    }
    #expect(error == .timedOut(.cancelled))
    #expect(try count() == 0)
  }

  @Test func `a session that ends in the middle is lost`() throws {
    #expect(throws: PostgresError.self) {
      try connection.pipeline(
        [
          PostgresStatement("SELECT pg_terminate_backend(pg_backend_pid())"),
          PostgresStatement("SELECT 1"),
        ], deadline: .soon)
    }
    #expect(!connection.isUsable)
  }
}
