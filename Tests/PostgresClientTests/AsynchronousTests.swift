import ClientSupport
import Glibc
import PostgresClient
import TestSupport
import Testing

@Suite struct AsynchronousTests {
  let connection: PostgresConnection

  init() throws {
    connection = try Sandbox.connect()
  }

  @Test func `one thread runs a statement and watches it through another session`() throws {
    let monitor = try Sandbox.connect()
    // It runs for as long as the other one has the lock.
    let key = String(monitor.backendPID)
    try monitor.execute("SELECT pg_advisory_lock($1::bigint)", [key], deadline: .soon)
    try connection.start("SELECT pg_advisory_lock($1::bigint), 7 AS n", [key], deadline: .soon)
    #expect(try connection.poll(until: .after(.milliseconds(20))) == .running)
    try waitUntil("the other session sees it at work") {
      try monitor.query(
        "SELECT count(*) AS n FROM pg_stat_activity WHERE pid = $1::int AND state = 'active'",
        [String(connection.backendPID)], deadline: .soon
      ).only().int("n") == 1
    }
    #expect(try connection.poll(until: .after(.milliseconds(20))) == .running)
    #expect(throws: PostgresError.self) { try connection.query("SELECT 1", deadline: .soon) }
    try monitor.execute("SELECT pg_advisory_unlock($1::bigint)", [key], deadline: .soon)
    while try connection.poll(until: .after(.milliseconds(50))) == .running {}
    #expect(try connection.finish(deadline: .soon).only().int("n") == 7)
    #expect(throws: PostgresError.self) { try connection.finish(deadline: .soon) }
  }

  @Test func `a started statement can be cancelled and the connection goes on`() throws {
    try connection.start("SELECT pg_sleep(60)", deadline: .soon)
    #expect(throws: PostgresError.timedOut(.cancelled)) {
      try connection.cancelRunning(bound: .seconds(60))
    }
    #expect(try connection.query("SELECT 1 AS n", deadline: .soon).only().int("n") == 1)
  }

  @Test func `a cancellation that the server gets before the statement is repeated`() throws {
    // A stopped backend gets the signal of the cancellation first and the statement after it.
    let backend = pid_t(connection.backendPID)
    #expect(kill(backend, SIGSTOP) == 0)
    try connection.start("SELECT pg_sleep(60)", deadline: .soon)
    let goOn = meanwhile {
      // It must go on even where the signal never comes.
      defer { kill(backend, SIGCONT) }
      try waitUntil("the cancellation is there") { SignalMask.pending.holds(SIGINT, of: backend) }
    }
    #expect(throws: PostgresError.timedOut(.cancelled)) {
      try connection.cancelRunning(bound: .seconds(60))
    }
    try goOn.wait()
    #expect(try connection.query("SELECT 1 AS n", deadline: .soon).only().int("n") == 1)
  }

  @Test func `cancelling what has ended returns its rows`() throws {
    try connection.start("SELECT 5 AS n", deadline: .soon)
    while try connection.poll(until: .soon) == .running {}
    #expect(try connection.cancelRunning(bound: .seconds(60)).only().int("n") == 5)
    #expect(try connection.query("SELECT 1 AS n", deadline: .soon).only().int("n") == 1)
  }

  @Test func `an error is told at the end`() throws {
    try connection.start("SELECT 1/0", deadline: .soon)
    while try connection.poll(until: .soon) == .running {}
    do {
      _ = try connection.finish(deadline: .soon)
      Issue.record("no error")
    } catch {
      #expect(error.sqlState?.class == .dataException)
    }
    try connection.start("SELECT pg_sleep(60)", deadline: .soon)
    #expect(throws: PostgresError.timedOut(.cancelled)) {
      try connection.finish(deadline: .after(.milliseconds(50)))
    }
  }

  @Test func `an interrupt is reported and nothing is cancelled by it`() throws {
    let interrupt = Interrupt()
    connection.interrupt = interrupt
    try connection.start("SELECT pg_sleep(0.2), 3 AS n", deadline: .soon)
    interrupt.trigger()
    #expect(try connection.poll(until: .soon) == .interrupted)
    connection.interrupt = nil
    #expect(try connection.finish(deadline: .soon).only().int("n") == 3)
  }

  @Test func `a session terminated while it runs is lost`() throws {
    try connection.start("SELECT pg_sleep(60)", deadline: .soon)
    let other = try Sandbox.connect()
    try other.execute(
      "SELECT pg_terminate_backend($1::int)", [String(connection.backendPID)], deadline: .soon)
    do {
      while try connection.poll(until: .soon) == .running {}
      _ = try connection.finish(deadline: .soon)
      Issue.record("no error")
    } catch {
      #expect(error.isConnectionGone)
    }
  }
}
