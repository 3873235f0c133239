import ClientSupport
import PostgresClient
import TestSupport
import Testing

@testable import InviteOps
@testable import InviteStorage

/// What the row feed costs the backend, and those who look at it.
@Suite struct RowFeedCostTests {
  private static let conversion = """
    ALTER TABLE redeem_codes RENAME TO plain;
    CREATE TABLE redeem_codes (LIKE plain INCLUDING DEFAULTS) PARTITION BY RANGE (id);
    CREATE TABLE redeem_codes_low PARTITION OF redeem_codes FOR VALUES FROM (MINVALUE) TO (1000);
    DROP TABLE plain CASCADE
    """

  @Test func `a statement leaves nothing in the memory of its transaction`() throws {
    let database = try RowFeedDatabase.make()
    let connection = try database.connect()
    try connection.executeScript("BEGIN", deadline: .soon)
    for _ in 0..<500 {
      try connection.execute(
        "UPDATE redeem_codes SET note = 'x' WHERE code = 'DIRECT10'", deadline: .soon)
    }
    let left = try connection.query(
      """
      SELECT count(*) AS n FROM pg_backend_memory_contexts WHERE name = 'CurTransactionContext'
      """, deadline: .soon
    ).only().int("n")
    #expect(left < 10)
    try connection.executeScript("ROLLBACK", deadline: .soon)
  }

  @Test func `who looks at it waits for no partition`() throws {
    let database = try RowFeedDatabase.make(Self.conversion)
    let holder = try database.connect()
    try holder.executeScript(
      "BEGIN; LOCK TABLE redeem_codes_low IN ACCESS EXCLUSIVE MODE", deadline: .soon)
    #expect(try RowFeedDatabase.state(database).standing == .there)
    try holder.executeScript("ROLLBACK", deadline: .soon)
  }

  @Test func `it is removed from a table that was renamed, too`() throws {
    let database = try RowFeedDatabase.make()
    try database.run(
      """
      ALTER TABLE redeem_codes RENAME TO former;
      CREATE TABLE redeem_codes (LIKE former INCLUDING ALL)
      """)
    #expect(try RowFeedDatabase.state(database).standing == .partial)
    try database.run(RowFeedQueries.drop(.standard))
    #expect(try RowFeedDatabase.state(database) == .absent)
    let left = try database.connect().query(
      "SELECT count(*) AS n FROM pg_trigger WHERE tgname LIKE 'invitectl%'", deadline: .soon
    ).only().int("n")
    #expect(left == 0)
  }
}
