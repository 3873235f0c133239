import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Whole partitions.
@Suite struct PartitionCleanupTests {
  /// The time since the end of m4, but a day, in seconds: months have different lengths.
  func age(_ fixture: CleanupFixture) throws -> Int {
    try fixture.connection.query(
      """
      SELECT extract(epoch FROM (now() AT TIME ZONE 'utc')
        - (date_trunc('month', now() AT TIME ZONE 'utc') - interval '3 months'))::int - 86400 AS age
      """, deadline: .soon
    ).only().int("age")
  }

  func request(
    _ fixture: CleanupFixture, drops: Bool = false
  ) throws -> PartitionCleanupRequest {
    var request = PartitionCleanupRequest(olderThan: .seconds(try age(fixture)))
    request.archive = fixture.directory
    request.drops = drops
    // A busy server detaches what nobody uses within it.
    request.lockWait = .seconds(60)
    return request
  }

  func partitions(_ fixture: CleanupFixture) throws -> [String] {
    try fixture.connection.query(
      """
      SELECT inhrelid::regclass::text AS name FROM pg_inherits
      WHERE inhparent = 'invite_records'::regclass ORDER BY 1
      """, deadline: .soon
    ).map { try $0.string("name") }
  }

  @Test(arguments: [false, true])
  func `months that are over are archived and detached, and can be put back`(
    hasDefault: Bool
  ) throws {
    let fixture = try CleanupFixture.partitioned(default: hasDefault)
    // Of several days in turn, so that no part of a batch is of one alone.
    try fixture.database.run(
      "UPDATE invite_records SET created_at = created_at + id % 4 * interval '1 day' "
        + "WHERE redeem_code = 'NONE'")
    let before = try fixture.rows("invite_records")
    let cleanup = PartitionCleanup(try fixture.context())
    let plan = try cleanup.plan(try request(fixture))
    #expect(plan.partitions.map(\.partition) == ["months.m6", "months.m5", "months.m4"])
    #expect(plan.partitions.allSatisfy { $0.state == .due && $0.rows == 40 })
    #expect(try partitions(fixture).count == (hasDefault ? 6 : 5))
    let outcome = try cleanup.run(try request(fixture))
    #expect(outcome.failure == nil)
    #expect(outcome.count(.detached) == 3)
    #expect(
      try partitions(fixture)
        == (hasDefault ? ["months.m3", "now", "other"] : ["months.m3", "now"]))
    // All that went is in the archives, and the tables are there still.
    let gone = before.filter { $0.value.contains("\"NONE\"") }
    #expect(try fixture.archived().sorted() == gone.values.sorted())
    #expect(try fixture.count("months.m5") == 40)
    // The second run drops what the first has detached, and its plan says so.
    let dropPlan = try cleanup.plan(try request(fixture, drops: true))
    #expect(dropPlan.partitions.map(\.state) == [.dueDrop, .dueDrop, .dueDrop])
    #expect(
      Set(dropPlan.partitions.compactMap(\.archive))
        == Set(outcome.partitions.compactMap(\.archive)))
    #expect(try fixture.count("months.m5") == 40)
    let second = try cleanup.run(try request(fixture, drops: true))
    #expect(second.count(.dropped) == 3 && second.failure == nil)
    #expect(
      try fixture.connection.query(
        "SELECT to_regclass('months.m6') IS NULL AND to_regclass('months.m5') IS NULL AS gone",
        deadline: .soon
      ).only().bool("gone"))
    // Rows find their way back where there is a partition for them; else what makes one is said, once a
    // month, and works.
    for partition in outcome.partitions {
      let path = try #require(partition.archive)
      let restore = CleanupRestore(try fixture.context())
      var restored = try restore.run(path, dryRun: false)
      if !hasDefault {
        #expect(restored.inserted == 0 && restored.rows == 40 && restored.refused.count == 40)
        #expect(restored.refused.shown.count == 1, "\(restored.refused)")
        #expect(restored.failure?.kind == .partial)
        let finding = try #require(restored.refused.shown.first)
        #expect(finding.reason.contains("40 rows are of "), "\(finding)")
        let statement = try #require(finding.hint.split(separator: ": ", maxSplits: 1).last)
        #expect(statement.hasPrefix("CREATE TABLE "), "\(finding)")
        try fixture.database.run(String(statement))
        restored = try restore.run(path, dryRun: false)
      }
      #expect(restored.inserted == 40 && restored.failure == nil, "\(restored)")
    }
    #expect(try fixture.rows("invite_records") == before)
  }

  @Test func `what is open or needed keeps its month, and needed rows go when that is asked for`()
    throws
  {
    let fixture = try CleanupFixture.partitioned()
    try fixture.database.run(
      """
      UPDATE invite_records SET status = (enum_range(NULL::invitestatus))[1]
      WHERE id = (SELECT min(id) FROM months.m6);
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active)
        VALUES ('ALIVE', (enum_range(NULL::redeemcodetype))[1], 5, 1, true);
      UPDATE invite_records SET redeem_code = 'ALIVE' WHERE id = (SELECT min(id) FROM months.m5)
      """)
    let cleanup = PartitionCleanup(try fixture.context())
    let outcome = try cleanup.run(try request(fixture, drops: true))
    #expect(outcome.partitions.map(\.state) == [.left, .left, .dropped])
    #expect(outcome.partitions[0].reason == "1 row is not finished")
    let shown = try #require(outcome.partitions[0].next?.split(separator: "psql: ").last)
    #expect(try fixture.connection.query("\(shown)", deadline: .soon).count == 1, "\(shown)")
    #expect(outcome.partitions[1].reason?.contains("1 row may still be needed") == true)
    #expect(outcome.failure == nil)
    var more = try request(fixture)
    more.takesNeeded = true
    #expect(try cleanup.run(more).partitions.map(\.state) == [.left, .detached])
    #expect(try partitions(fixture) == ["months.m3", "months.m6", "now", "other"])
  }

  @Test func `a foreign partition that cannot be read is named, with what takes it out`() throws {
    let fixture = try CleanupFixture.partitioned(default: false)
    try fixture.database.run(
      """
      DO $$
      DECLARE key name;
      BEGIN
        SELECT conname INTO key FROM pg_constraint
        WHERE conrelid = 'invite_records'::regclass AND contype = 'f' AND conparentid = 0;
        EXECUTE format('ALTER TABLE invite_records DROP CONSTRAINT %I', key);
      END $$;
      CREATE EXTENSION postgres_fdw;
      CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
      CREATE FOREIGN TABLE months.far PARTITION OF invite_records
        FOR VALUES FROM ('2130-01-01') TO ('2130-02-01') SERVER far
      """)
    let cleanup = PartitionCleanup(try fixture.context())
    let plan = try cleanup.plan(try request(fixture))
    #expect(plan.partitions.map(\.state) == [.failed, .failed, .failed], "\(plan)")
    let first = try #require(plan.partitions.first)
    #expect(first.reason?.contains("months.far") == true, "\(first)")
    let statement = try #require(first.next?.split(separator: "psql: ").last)
    try fixture.database.run(String(statement))
    #expect(try cleanup.plan(try request(fixture)).partitions.map(\.state) == [.due, .due, .due])
  }

  @Test func `a damaged archive drops nothing`() throws {
    let fixture = try CleanupFixture.partitioned()
    let cleanup = PartitionCleanup(try fixture.context())
    let first = try cleanup.run(try request(fixture))
    let path = try #require(first.partitions[0].archive)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    // And a row that has changed since.
    try fixture.database.run(
      "UPDATE months.m4 SET email = 'x@example.com' WHERE id = (SELECT min(id) FROM months.m4)")
    let second = try cleanup.run(try request(fixture, drops: true))
    let states = Dictionary(
      uniqueKeysWithValues: second.partitions.map { ($0.partition, $0.state) })
    #expect(states == ["months.m6": .failed, "months.m5": .dropped, "months.m4": .failed])
    #expect(second.failure?.kind == .partial)
    #expect(try fixture.count("months.m6") == 40)
    #expect(try fixture.count("months.m4") == 40)
  }
}
