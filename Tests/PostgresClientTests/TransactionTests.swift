import ClientSupport
import PostgresClient
import TestSupport
import Testing

@Suite struct TransactionTests {
  struct Stop: Error {}
  let database: TestDatabase
  let connection: PostgresConnection

  init() throws {
    database = try TestDatabase()
    connection = try database.connect()
    try connection.executeScript(
      "CREATE TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)", deadline: .soon)
  }

  private func count() throws -> Int {
    try connection.query("SELECT count(*) AS n FROM t", deadline: .soon).only().int("n")
  }

  private func insert() throws {
    try connection.execute("INSERT INTO t VALUES (1)", deadline: .soon)
  }

  @Test func `a body that returns is committed`() throws {
    let level = try connection.transaction(isolation: .serializable, deadline: .soon) {
      try insert()
      return try connection.query("SHOW transaction_isolation", deadline: .soon).only()
        .string("transaction_isolation")
    }
    #expect(level == "serializable")
    #expect(try count() == 1)
  }

  @Test func `a body that throws is rolled back`() throws {
    do {
      try connection.transaction(deadline: .soon) {
        try insert()
        throw Stop()
      }
      Issue.record("no error")
    } catch {
      #expect(error.cause is Stop)
      #expect(!error.isOutcomeUnknown)
      #expect(error.rollback == nil)
    }
    #expect(try count() == 0)
  }

  @Test func `a COMMIT that fails is told apart`() throws {
    do {
      try connection.transaction(deadline: .soon) {
        try insert()
        try insert()
      }
      Issue.record("no error")
    } catch {
      #expect(error.commit?.sqlState == .uniqueViolation)
      #expect(!error.isOutcomeUnknown)
    }
    #expect(try count() == 0)
  }

  @Test func `a COMMIT that rolls back is no success`() throws {
    do {
      try connection.transaction(deadline: .soon) {
        try insert()
        _ = try? connection.execute("SELECT 1/0", deadline: .soon)
      }
      Issue.record("no error")
    } catch {
      #expect(error.commit == .transactionRolledBack)
    }
    #expect(try count() == 0)
  }

  @Test func `a read-only transaction refuses writes, and a second BEGIN is refused`() throws {
    do {
      try connection.transaction(readOnly: true, deadline: .soon) { try insert() }
      Issue.record("no error")
    } catch {
      #expect(error.postgresError?.sqlState == .readOnlyTransaction)
    }
    do {
      try connection.transaction(deadline: .soon) {
        try connection.transaction(deadline: .soon) {}
      }
      Issue.record("no error")
    } catch {
      #expect((error.body as? TransactionError)?.begin != nil)
    }
    #expect(!connection.isInTransaction)
  }

  @Test func `an interrupted body is rolled back all the same`() throws {
    let interrupt = Interrupt()
    connection.interrupt = interrupt
    do {
      try connection.transaction(deadline: .soon) {
        try insert()
        interrupt.trigger()
        try insert()
      }
      Issue.record("no error")
    } catch {
      #expect(error.postgresError == .interrupted(.notSent))
      #expect(error.rollback == nil)
    }
    connection.interrupt = nil
    #expect(try count() == 0)
  }

  @Test func `a COMMIT without an answer has an unknown outcome`() throws {
    try connection.executeScript(
      """
      CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER doze AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION doze()
      """, deadline: .soon)
    let backend = SeenBackend(of: connection)
    let end = meanwhile {
      try backend.waitUntilAsleep()
      try backend.terminate()
    }
    do {
      try connection.transaction(deadline: .soon) { try insert() }
      Issue.record("no error")
    } catch {
      #expect(error.isOutcomeUnknown)
      #expect("\(error)".hasPrefix("it is not known whether"))
    }
    try end.wait()
  }
}
