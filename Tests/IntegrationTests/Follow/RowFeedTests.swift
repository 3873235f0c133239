import ClientSupport
import PostgresClient
import TestSupport
import Testing

@testable import InviteOps
@testable import InviteStorage

/// What the triggers of the row feed tell, and that no statement of a backend's fails for them.
@Suite struct RowFeedTests {
  /// A session that listens.
  private final class Ear {
    private let connection: PostgresConnection
    private let database: TestDatabase

    init(_ database: TestDatabase) throws {
      self.database = database
      connection = try database.connect()
      try connection.execute(RowFeedQueries.listen, deadline: .soon)
    }

    /// What was told since the last time: notifications come in the order of their commits.
    func told() throws -> [String] {
      try database.run("SELECT pg_notify('\(RowFeedQueries.channel)', 'end')")
      var payloads: [String] = []
      try waitUntil("all is told") {
        payloads += try connection.notifications().map(\.payload)
        return payloads.last == "end"
      }
      return Array(payloads.dropLast())
    }
  }

  private static func ids(_ database: TestDatabase) throws -> [Int] {
    try database.connect().query("SELECT id FROM redeem_codes ORDER BY id", deadline: .soon)
      .map { try $0.int("id") }
  }

  /// Adds codes by one statement.
  private static func add(_ count: Int, _ prefix: String, _ database: TestDatabase) throws {
    try database.run(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
      SELECT '\(prefix)' || i, 'DIRECT', 10, 0, true, now() AT TIME ZONE 'utc'
      FROM generate_series(1, \(count)) i
      """)
  }

  private static func change(_ id: Int) -> String {
    "UPDATE redeem_codes SET used_count = coalesce(used_count, 0) + 1 WHERE id = \(id)"
  }

  @Test func `a statement tells the rows that it has changed, once it is committed`() throws {
    let database = try RowFeedDatabase.make()
    let before = try Self.ids(database)
    try #require(before.count > 2)
    let ear = try Ear(database)
    try database.run(Self.change(before[0]))
    try database.run("BEGIN; \(Self.change(before[1])); ROLLBACK")
    try database.run(Self.change(-1))
    try database.run("DELETE FROM redeem_codes WHERE id = -1")
    try database.run("BEGIN; \(Self.change(before[1])); \(Self.change(before[2])); COMMIT")
    try Self.add(1, "NEW", database)
    let made = try #require(try Self.ids(database).last)
    #expect(
      try ear.told() == ["\(before[0])", "\(before[1])", "\(before[2])", "\(made)"])
  }

  @Test func `up to 2000 rows are named in payloads that fit, more are many`() throws {
    let database = try RowFeedDatabase.make()
    let before = Set(try Self.ids(database))
    let ear = try Ear(database)
    try Self.add(2000, "FEW", database)
    let named = try ear.told()
    #expect(named.count == 6)
    #expect(named.allSatisfy { $0.utf8.count < 8000 })
    let ids = named.flatMap { $0.split(separator: ",").compactMap { Int($0) } }
    #expect(ids.count == 2000)
    let after = Set(try Self.ids(database))
    #expect(Set(ids) == after.subtracting(before))
    try Self.add(2001, "MORE", database)
    #expect(try ear.told() == [RowFeedQueries.many])
    try Self.add(5000, "MANY", database)
    try database.run("UPDATE redeem_codes SET used_count = coalesce(used_count, 0) + 1")
    #expect(try ear.told() == [RowFeedQueries.many, RowFeedQueries.many])
  }

  @Test func `the longest ids fit, after their type was changed beneath the triggers`() throws {
    let database = try RowFeedDatabase.make()
    let ear = try Ear(database)
    try database.run("ALTER TABLE redeem_codes ALTER id TYPE bigint")
    try database.run(
      """
      INSERT INTO redeem_codes (id, code, code_type, max_uses, used_count, is_active)
      SELECT -9223372036854775807 + i, 'LONG' || i, 'DIRECT', 10, 0, true
      FROM generate_series(1, 700) i
      """)
    let named = try ear.told()
    #expect(named.count == 2)
    #expect(named.allSatisfy { $0.utf8.count < 8000 })
    #expect(
      Set(named.flatMap { $0.split(separator: ",").compactMap { Int($0) } }).count == 700)
  }

  /// The right to notify may have been taken from everybody: that costs the hint.
  @Test func `a role needs no right for it, and its statements do not fail`() throws {
    let database = try RowFeedDatabase.make()
    let role = try TestRole(in: database)
    try database.run("GRANT SELECT, INSERT, UPDATE ON redeem_codes TO \(role.quoted)")
    let id = try #require(try Self.ids(database).first)
    let backend = try PostgresConnection.connect(
      database.parameters.with("user", role.name), deadline: .soon)
    let mayUse = try backend.query(
      "SELECT has_schema_privilege('invitectl', 'USAGE') AS may", deadline: .soon
    ).only().bool("may")
    #expect(!mayUse)
    let ear = try Ear(database)
    #expect(try backend.execute(Self.change(id), deadline: .soon) == 1)
    #expect(try ear.told() == ["\(id)"])
    try database.run("REVOKE EXECUTE ON FUNCTION pg_catalog.pg_notify(text, text) FROM PUBLIC")
    #expect(try backend.execute(Self.change(id), deadline: .soon) == 1)
    #expect(try ear.told().isEmpty)
    withExtendedLifetime(role) {}
  }

  /// The table in partitions by `used_count`, so that a change may move a row.
  private static let conversion = """
    ALTER TABLE redeem_codes RENAME TO plain;
    CREATE TABLE redeem_codes (LIKE plain INCLUDING DEFAULTS) PARTITION BY RANGE (used_count);
    CREATE TABLE redeem_codes_low PARTITION OF redeem_codes FOR VALUES FROM (MINVALUE) TO (100);
    CREATE TABLE redeem_codes_high PARTITION OF redeem_codes FOR VALUES FROM (100) TO (1000);
    INSERT INTO redeem_codes SELECT * FROM plain WHERE used_count IS NOT NULL;
    ALTER SEQUENCE redeem_codes_id_seq OWNED BY redeem_codes.id;
    DROP TABLE plain CASCADE
    """

  @Test func `a partitioned table names rows of all partitions, and those that move`() throws {
    let database = try RowFeedDatabase.make(Self.conversion)
    #expect(try RowFeedDatabase.state(database).standing == .there)
    let ids = try Self.ids(database)
    let ear = try Ear(database)
    try database.run("UPDATE redeem_codes SET used_count = 500 WHERE id = \(ids[0])")
    #expect(try ear.told() == ["\(ids[0])"])
    try database.run("UPDATE redeem_codes SET note = 'all'")
    let all = try ear.told().flatMap { $0.split(separator: ",").compactMap { Int($0) } }
    #expect(all.sorted() == ids)
  }

  /// Rows of a partition on another server cannot be collected, and newer servers refuse the statement.
  @Test func `with a partition on another server it tells that rows were changed`() throws {
    let database = try RowFeedDatabase.make(Self.conversion)
    try database.run(
      """
      CREATE FOREIGN DATA WRAPPER nobody;
      CREATE SERVER far FOREIGN DATA WRAPPER nobody;
      CREATE FOREIGN TABLE redeem_codes_far PARTITION OF redeem_codes FOR VALUES FROM (1000) TO (2000)
        SERVER far
      """)
    let attached = try RowFeedDatabase.state(database)
    #expect(attached.standing == .partial && attached.isCoarse)
    #expect(attached.fault?.contains("on another server") == true)
    try database.run(RowFeedQueries.create(.standard, isCoarse: attached.isCoarse))
    #expect(try RowFeedDatabase.state(database).standing == .there)
    let ear = try Ear(database)
    try database.run("UPDATE redeem_codes SET note = 'x' WHERE used_count = 0")
    #expect(try ear.told() == [RowFeedQueries.many])
    try database.run("DROP FOREIGN TABLE redeem_codes_far")
    #expect(try RowFeedDatabase.state(database).fault?.contains("does not name rows") == true)
  }

  @Test func `what is the matter with it is seen`() throws {
    let database = try RowFeedDatabase.make()
    let make = RowFeedQueries.create(.standard, isCoarse: false)
    for (change, fault) in [
      (
        "ALTER TABLE redeem_codes DISABLE TRIGGER invitectl_rows_update",
        "invitectl_rows_update is switched off"
      ),
      ("DROP TRIGGER invitectl_rows_insert ON redeem_codes", "invitectl_rows_insert is missing"),
      (
        """
        CREATE OR REPLACE FUNCTION invitectl.tell_rows() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RETURN NULL; END $$
        """, "its function is another one"
      ),
      (
        """
        CREATE OR REPLACE TRIGGER invitectl_rows_update AFTER UPDATE ON redeem_codes
          FOR EACH ROW EXECUTE FUNCTION invitectl.tell_rows()
        """, "invitectl_rows_update is another one"
      ),
    ] {
      #expect(try RowFeedDatabase.state(database).standing == .there)
      try database.run(change)
      let state = try RowFeedDatabase.state(database)
      #expect(state.standing == .partial)
      #expect(state.fault?.contains(fault) == true, "\(change): \(state)")
      try database.run(make)
    }
    try database.run(RowFeedQueries.drop(.standard))
    #expect(try RowFeedDatabase.state(database) == .absent)
  }

  /// Triggers that may change what is written have counts written in smaller steps; this one may not.
  @Test func `it is no trigger that may change what is written`() throws {
    let database = try RowFeedDatabase.make()
    let connection = try database.connect()
    func isWatched() throws -> Bool {
      try connection.query(SyncQueries.planner(.standard), deadline: .soon).only().bool("watched")
    }
    func silencers() throws -> [String] {
      try connection.query(
        RowQueries.silencers(.standard), ["redeem_codes", "16", "f"], deadline: .soon
      ).map { try $0.string("name") }
    }
    #expect(try !isWatched())
    #expect(try silencers().isEmpty)
    try database.run(
      """
      CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$;
      CREATE TRIGGER keeper BEFORE UPDATE ON redeem_codes FOR EACH ROW EXECUTE FUNCTION keep()
      """)
    #expect(try isWatched())
    #expect(try silencers() == ["keeper"])
  }
}
