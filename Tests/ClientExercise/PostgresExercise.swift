import ClientSupport
import Glibc
import PostgresClient

/// What went otherwise than it should: then the memory check is worth nothing.
struct ExerciseError: Error, CustomStringConvertible {
  let description: String
}

/// The calls of PostgresClient, on the server that INVITECTL_TEST_POSTGRES names.
enum PostgresExercise {
  private struct Stop: Error {}

  static func run() throws {
    guard let text = getenv("INVITECTL_TEST_POSTGRES").map({ String(cString: $0) }) else {
      throw ExerciseError(description: "INVITECTL_TEST_POSTGRES is not set")
    }
    let parameters = try ConnectionParameters.parse(text)
    refusals(parameters)
    for _ in 0..<3 {
      let connection = try PostgresConnection.connect(parameters, deadline: soon)
      try queries(connection)
      try streams(connection)
      try pipelines(connection)
      try transactions(connection)
      try cancellations(connection)
      try losses(connection, parameters)
    }
  }

  /// Valgrind is some 20 times slower than the machine.
  private static var soon: Deadline { .after(.seconds(120)) }

  private static func refusals(_ parameters: ConnectionParameters) {
    for malformed in ["postgresql://a:b/c@d/e", "host='x", "nonsense", "host=a\0b"] {
      fails { _ = try ConnectionParameters.parse(malformed) }
    }
    for (keyword, value) in [
      ("dbname", "no_such_database"), ("port", "1"), ("host", "no-such-host.invalid"),
      ("nonsense", "x"), ("user", "a\0b"),
    ] {
      fails {
        _ = try PostgresConnection.connect(parameters.with(keyword, value), deadline: soon)
      }
    }
    fails { _ = try PostgresConnection.connect(parameters, deadline: .after(.zero)) }
  }

  private static func queries(_ connection: PostgresConnection) throws {
    var notices = 0
    connection.onNotice = { _ in notices += 1 }
    try connection.executeScript(
      "CREATE TEMP TABLE IF NOT EXISTS t (a int, b text); TRUNCATE t; DO $$ BEGIN RAISE NOTICE 'x'; END $$",
      deadline: soon)
    guard notices > 0 else { throw ExerciseError(description: "no notice came") }
    let kept = try connection.query(
      "SELECT $1::text AS a, NULL AS b, ARRAY[1, 2] AS c FROM generate_series(1, 100)", ["é"],
      deadline: soon
    )[7]
    // The row outlives its result.
    guard try kept.string("a") == "é", try kept.optionalInt("b") == nil,
      try kept.ints("c") == [1, 2]
    else { throw ExerciseError(description: "wrong values") }
    fails { _ = try kept.int("a") }
    fails { _ = try connection.query("SELECT 1/0", deadline: soon) }
    fails { _ = try connection.query("SELECT $1::int", ["x"], deadline: soon) }
    fails { _ = try connection.query("SELECT $1", ["\0"], deadline: soon) }
    try connection.execute("INSERT INTO t VALUES (1, NULL)", deadline: soon)
  }

  private static func streams(_ connection: PostgresConnection) throws {
    try connection.forEachRow("SELECT generate_series(1, 500) AS n", deadline: soon) { row in
      _ = try row.int("n")
    }
    fails {
      try connection.forEachRow("SELECT generate_series(1, 100000)", deadline: soon) { _ in
        throw Stop()
      }
    }
    fails {
      try connection.forEachRow("SELECT 1 / (3 - generate_series(1, 9))", deadline: soon) { _ in }
    }
  }

  private static func pipelines(_ connection: PostgresConnection) throws {
    let good = try connection.pipeline(
      (0..<50).map { PostgresStatement("SELECT $1::int AS n", [String($0)]) }, deadline: soon)
    _ = try good.map { try $0.get().only().int("n") }
    let bad = try connection.pipeline(
      ["SELECT 1", "SELECT 1/0", "SELECT 2"].map { PostgresStatement($0) }, deadline: soon)
    fails { _ = try bad.map { try $0.get() } }
  }

  private static func transactions(_ connection: PostgresConnection) throws {
    try connection.transaction(deadline: soon) {
      _ = try connection.execute("UPDATE t SET a = 2", deadline: soon)
    }
    fails { try connection.transaction(deadline: soon) { throw Stop() } }
  }

  private static func cancellations(_ connection: PostgresConnection) throws {
    fails { _ = try connection.query("SELECT pg_sleep(60)", deadline: .after(.milliseconds(300))) }
    try connection.start("SELECT pg_sleep(60)", deadline: soon)
    _ = try connection.poll(until: .after(.milliseconds(100)))
    fails { _ = try connection.cancelRunning(bound: .seconds(30)) }
    try connection.start("SELECT 1", deadline: soon)
    while try connection.poll(until: soon) == .running {}
    _ = try connection.finish(deadline: soon)
  }

  private static func losses(
    _ connection: PostgresConnection, _ parameters: ConnectionParameters
  ) throws {
    try connection.start("SELECT pg_sleep(60)", deadline: soon)
    try PostgresConnection.connect(parameters, deadline: soon).execute(
      "SELECT pg_terminate_backend($1::int)", [String(connection.backendPID)], deadline: soon)
    fails { _ = try connection.finish(deadline: soon) }
    fails { _ = try connection.query("SELECT 1", deadline: soon) }
    connection.close()
    fails { _ = try connection.query("SELECT 1", deadline: soon) }
  }

  /// What should fail and does not is a broken exercise, which must not pass as a clean one.
  private static func fails(_ body: () throws -> Void, line: Int = #line) {
    do {
      try body()
      print("client-exercise: line \(line) should have failed")
      exit(1)
    } catch {
      // The description walks all the copied fields.
      _ = "\(error)"
    }
  }
}
