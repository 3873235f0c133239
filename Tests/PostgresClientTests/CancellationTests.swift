import ClientSupport
import Glibc
import PostgresClient
import TestSupport
import Testing

@Suite struct CancellationTests {
  @Test func `a statement out of time is cancelled and the connection goes on`() throws {
    let connection = try Sandbox.connect()
    // A busy server answers later.
    connection.drainBound = .seconds(60)
    for _ in 0..<5 {
      let error = try outOfTime(after: .milliseconds(50)) {
        try connection.execute("SELECT pg_sleep(60)", deadline: $0)
      }
      #expect(error == .timedOut(.cancelled))
      #expect(try one(connection) == 1)
    }
  }

  @Test func `an interrupt cancels, and stays up until it is taken away`() throws {
    let interrupt = Interrupt()
    let connection = try Sandbox.connect(interrupt: interrupt)
    connection.drainBound = .seconds(60)
    let backend = SeenBackend(of: connection)
    let signal = meanwhile {
      try backend.waitUntilAsleep()
      interrupt.trigger()
    }
    #expect(throws: PostgresError.interrupted(.cancelled)) {
      try connection.query("SELECT pg_sleep(60)", deadline: .soon)
    }
    try signal.wait()
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
    let backend = SeenBackend(of: connection)
    let end = meanwhile {
      try backend.waitUntilAsleep()
      try backend.terminate()
    }
    do {
      _ = try connection.query("SELECT pg_sleep(60)", deadline: .soon)
      Issue.record("no error")
    } catch {
      guard case .connectionLost(_, let words) = error else { throw error }
      #expect(words?.sqlState == .adminShutdown)
    }
    try end.wait()
  }

  @Test func `a server that does not answer the cancellation loses the connection`() throws {
    let connection = try Sandbox.connect()
    connection.drainBound = .milliseconds(300)
    let backend = SeenBackend(of: connection)
    let pid = pid_t(backend.pid)
    #expect(kill(pid, SIGSTOP) == 0)
    defer {
      kill(pid, SIGCONT)
      // It would get the signal of the cancellation first, and then sleep.
      try? backend.terminate()
    }
    let error = try outOfTime(after: .milliseconds(200)) {
      try connection.execute("SELECT pg_sleep(60)", deadline: $0)
    }
    #expect(error == .timedOut(.unknown))
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
