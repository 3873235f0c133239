import ClientSupport
import Glibc
import PostgresClient
import TestSupport
import Testing

@Suite struct CancellationTests {
  @Test func `a statement out of time is cancelled and the connection goes on`() throws {
    let connection = try Sandbox.connect()
    for _ in 0..<5 {
      #expect(throws: PostgresError.timedOut(.cancelled)) {
        try connection.query("SELECT pg_sleep(60)", deadline: .after(.milliseconds(50)))
      }
      #expect(try one(connection) == 1)
    }
  }

  @Test func `an interrupt cancels, and stays up until it is taken away`() throws {
    let interrupt = Interrupt()
    let connection = try Sandbox.connect(interrupt: interrupt)
    later(.milliseconds(100)) { interrupt.trigger() }
    #expect(throws: PostgresError.interrupted(.cancelled)) {
      try connection.query("SELECT pg_sleep(60)", deadline: .soon)
    }
    #expect(throws: PostgresError.interrupted(.notSent)) {
      try connection.query("SELECT 1", deadline: .soon)
    }
    connection.interrupt = nil
    #expect(try one(connection) == 1)
  }

  @Test func `a passed deadline sends nothing`() throws {
    let connection = try Sandbox.connect()
    #expect(throws: PostgresError.timedOut(.notSent)) {
      try connection.execute("CREATE TABLE never_made (a int)", deadline: .after(.zero))
    }
    #expect(try one(connection) == 1)
  }

  @Test func `a cancellation that comes too late keeps the result`() throws {
    var random = SeededGenerator()
    let connection = try Sandbox.connect()
    try connection.executeScript("CREATE TEMP TABLE t (a int)", deadline: .soon)
    var kept = 0
    for _ in 0..<200 {
      let moment = Int.random(in: 1...900, using: &random)
      do {
        kept += try connection.execute(
          "INSERT INTO t VALUES (1)", deadline: .after(.microseconds(moment)))
      } catch PostgresError.timedOut(let fate) {
        #expect(fate != .unknown)
      }
    }
    // What was reported as done is there, and what was reported as cancelled is not.
    let row = try connection.query("SELECT count(*) AS n FROM t", deadline: .soon).only()
    #expect(try row.int("n") == kept)
  }

  @Test func `a terminated session is a lost connection with the server's last words`() throws {
    let connection = try Sandbox.connect()
    let other = try Sandbox.connect()
    let pid = String(connection.backendPID)
    try other.execute("SELECT pg_terminate_backend($1::int)", [pid], deadline: .soon)
    do {
      _ = try connection.query("SELECT pg_sleep(60)", deadline: .soon)
      Issue.record("no error")
    } catch {
      #expect(error.isConnectionGone)
      #expect(error.sqlState == .adminShutdown, "\(error)")
    }
    #expect(!connection.isUsable)
    #expect(throws: PostgresError.self) { try one(connection) }
  }

  @Test func `a session terminated in the middle of a statement is lost`() throws {
    let connection = try Sandbox.connect()
    let parameters = try Sandbox.postgres()
    let pid = String(connection.backendPID)
    later(.milliseconds(100)) {
      _ = try? PostgresConnection.connect(parameters, deadline: .soon)
        .query("SELECT pg_terminate_backend($1::int)", [pid], deadline: .soon)
    }
    do {
      _ = try connection.query("SELECT pg_sleep(60)", deadline: .soon)
      Issue.record("no error")
    } catch {
      guard case .connectionLost(_, let words) = error else { throw error }
      #expect(words?.sqlState == .adminShutdown)
    }
  }

  @Test func `a server that does not answer the cancellation loses the connection`() throws {
    let connection = try Sandbox.connect()
    connection.drainBound = .milliseconds(300)
    let pid = pid_t(connection.backendPID)
    later(.milliseconds(50)) { kill(pid, SIGSTOP) }
    defer { kill(pid, SIGCONT) }
    #expect(throws: PostgresError.timedOut(.unknown)) {
      try connection.query("SELECT pg_sleep(60)", deadline: .after(.milliseconds(200)))
    }
    #expect(!connection.isUsable)
    do {
      try one(connection)
      Issue.record("no error")
    } catch {
      #expect((error as? PostgresError)?.isConnectionGone == true)
    }
  }

  @discardableResult
  private func one(_ connection: PostgresConnection) throws -> Int {
    try connection.query("SELECT 1 AS one", deadline: .soon).only().int("one")
  }
}
