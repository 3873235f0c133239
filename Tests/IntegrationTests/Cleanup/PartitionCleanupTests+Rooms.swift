import ClientSupport
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// What makes room for rows whose partition is gone works as it is printed.
extension PartitionCleanupTests {
  private func statement(_ restored: CleanupRestore.Outcome) throws -> String {
    #expect(restored.failure?.kind == .partial && restored.refused.shown.count == 1, "\(restored)")
    let hint = try #require(restored.refused.shown.first?.hint)
    let statement = try #require(hint.split(separator: ": ", maxSplits: 1).last)
    #expect(statement.hasPrefix("CREATE TABLE "), "\(hint)")
    return String(statement)
  }

  @Test func `beside partitions of other widths the gap between them is made`() throws {
    let fixture = try CleanupFixture.partitioned(default: false)
    let before = try fixture.rows("invite_records")
    let outcome = try PartitionCleanup(try fixture.context()).run(
      try request(fixture, drops: true))
    #expect(outcome.count(.dropped) == 3 && outcome.failure == nil, "\(outcome)")
    // Of the month of m6, whose rows are of its fourth day.
    try fixture.database.run(
      """
      DO $$
      DECLARE month timestamp := date_trunc('month', now() AT TIME ZONE 'utc') - interval '6 months';
      BEGIN
        EXECUTE format('CREATE TABLE w1 PARTITION OF invite_records FOR VALUES FROM (%L) TO (%L)',
          month, month + interval '2 days');
        EXECUTE format('CREATE TABLE w2 PARTITION OF invite_records FOR VALUES FROM (%L) TO (%L)',
          month + interval '5 days', month + interval '12 days');
      END $$
      """)
    let restore = CleanupRestore(try fixture.context())
    for partition in outcome.partitions {
      let path = try #require(partition.archive)
      try fixture.database.run(try statement(try restore.run(path, dryRun: false)))
      let restored = try restore.run(path, dryRun: false)
      #expect(restored.inserted == 40 && restored.failure == nil, "\(restored)")
    }
    #expect(try fixture.rows("invite_records") == before)
    // What was made is detached again; its name is taken then.
    let path = try #require(outcome.partitions.last?.archive)
    try fixture.database.run(
      """
      DO $$
      BEGIN
        EXECUTE (SELECT format('ALTER TABLE invite_records DETACH PARTITION %s', max(inhrelid::regclass::text))
          FROM pg_inherits WHERE inhparent = 'invite_records'::regclass
            AND inhrelid::regclass::text LIKE 'invite_records_restored%');
      END $$
      """)
    try fixture.database.run(try statement(try restore.run(path, dryRun: false)))
    #expect(try restore.run(path, dryRun: false).failure == nil)
    #expect(try fixture.rows("invite_records") == before)
  }

  /// A literal without a zone is of the zone of the session that reads it.
  @Test func `what is typed in another time zone makes the month that is meant`() throws {
    let fixture = try CleanupFixture()
    try fixture.database.run(
      """
      SET TimeZone = 'UTC';
      DELETE FROM invite_records;
      ALTER TABLE invite_records ALTER created_at TYPE timestamptz;
      ALTER TABLE invite_records RENAME TO invite_records_plain;
      CREATE TABLE invite_records (LIKE invite_records_plain INCLUDING DEFAULTS)
        PARTITION BY RANGE (created_at);
      ALTER SEQUENCE invite_records_id_seq OWNED BY invite_records.id;
      DROP TABLE invite_records_plain;
      CREATE TABLE old PARTITION OF invite_records FOR VALUES FROM ('2001-03-01') TO ('2001-04-01');
      CREATE TABLE young PARTITION OF invite_records FOR VALUES FROM ('2001-04-01') TO (MAXVALUE);
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT 1, 'z' || n || '@example.com',
        (SELECT s FROM unnest(enum_range(NULL::invitestatus)) AS s WHERE upper(s::text) = 'SUCCESS'),
        timestamptz '2001-03-01 00:30+00' + n * interval '30 days 23 hours'
      FROM generate_series(0, 1) n;
      RESET TimeZone
      """)
    let before = try fixture.rows("invite_records")
    var request = PartitionCleanupRequest(olderThan: .seconds(90 * 86_400))
    request.archive = fixture.directory
    request.drops = true
    let outcome = try PartitionCleanup(try fixture.context()).run(request)
    #expect(outcome.count(.dropped) == 1 && outcome.failure == nil, "\(outcome)")
    let path = try #require(outcome.partitions.first?.archive)
    let restore = CleanupRestore(try fixture.context())
    let printed = try statement(try restore.run(path, dryRun: false))
    try fixture.database.run("SET TimeZone = 'America/New_York'; \(printed); RESET TimeZone")
    let restored = try restore.run(path, dryRun: false)
    #expect(restored.inserted == 2 && restored.failure == nil, "\(restored)")
    #expect(try fixture.rows("invite_records") == before)
  }
}
