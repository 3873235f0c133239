import ClientSupport
import PostgresClient
import TestSupport
import Testing

@Suite struct StreamTests {
  struct Stop: Error {}

  @Test func `rows come one by one and memory does not grow with them`() throws {
    let connection = try Sandbox.connect()
    let before = try residentBytes()
    var sum = 0
    var most = 0
    let count = try connection.forEachRow(
      "SELECT n, repeat('x', 200) AS filler FROM generate_series(1, 600000) n",
      deadline: .after(.seconds(600))
    ) { row in
      sum += try row.int("n")
      if sum % 1009 == 0 { most = max(most, try residentBytes()) }
    }
    #expect(count == 600_000)
    #expect(sum == 180_000_300_000)
    // The whole result has more than 120 MB; other tests run in the same process.
    #expect(most - before < 100_000_000)
  }

  @Test func `a body that throws cancels the rest and the connection goes on`() throws {
    let connection = try Sandbox.connect()
    var seen = 0
    #expect(throws: Stop.self) {
      try connection.forEachRow(
        "SELECT n FROM generate_series(1, 100000000) n", deadline: .soon
      ) { _ in
        seen += 1
        if seen == 1000 { throw Stop() }
      }
    }
    #expect(seen == 1000)
    #expect(try connection.query("SELECT 1 AS n", deadline: .soon).only().int("n") == 1)
  }

  @Test func `an error after some rows is an error`() throws {
    let connection = try Sandbox.connect()
    var seen = 0
    do {
      try connection.forEachRow(
        "SELECT 1 / (5 - n) AS q FROM generate_series(1, 9) n", deadline: .soon
      ) { _ in seen += 1 }
      Issue.record("no error")
    } catch SQLState.Class.dataException {
      #expect(seen == 4)
    }
  }

  @Test func `a stream out of time is cancelled`() throws {
    let connection = try Sandbox.connect()
    // A busy server answers later.
    connection.drainBound = .seconds(60)
    let error = try outOfTime(after: .milliseconds(200)) { deadline in
      _ = try connection.forEachRow(
        "SELECT pg_sleep(0.02) FROM generate_series(1, 100000)", deadline: deadline
      ) { _ in }
    }
    #expect(error == .timedOut(.cancelled))
    #expect(try connection.query("SELECT 1 AS n", deadline: .soon).only().int("n") == 1)
  }

  @Test func `no rows are no rows`() throws {
    let connection = try Sandbox.connect()
    #expect(try connection.forEachRow("SELECT 1 WHERE false", deadline: .soon) { _ in } == 0)
  }
}
