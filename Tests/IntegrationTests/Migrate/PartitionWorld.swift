import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// A database to migrate whose invite_records is partitioned by month, one month again by id.
struct PartitionWorld: Sendable {
  let plain: MigrateWorld

  /// - Parameters:
  ///   - months: how many partitions, from January 2025 on; the third is divided again.
  ///   - records: evenly over the months.
  init(months: Int = 4, records: Int = 400) throws {
    plain = try MigrateWorld()
    try plain.database.run(Self.conversion(months: months))
    try fill(records, months: months)
  }

  init(_ plain: MigrateWorld) { self.plain = plain }

  static func conversion(months: Int) -> String {
    """
    ALTER TABLE invite_records RENAME TO invite_records_plain;
    CREATE TABLE invite_records (LIKE invite_records_plain INCLUDING DEFAULTS)
      PARTITION BY RANGE (created_at);
    ALTER SEQUENCE invite_records_id_seq OWNED BY invite_records.id;
    DROP TABLE invite_records_plain;
    DO $$
    BEGIN
      FOR n IN 0..\(months - 1) LOOP
        EXECUTE format('CREATE TABLE %I PARTITION OF invite_records FOR VALUES FROM (%L) TO (%L)%s',
          to_char(timestamp '2025-01-01' + n * interval '1 month', '"invite_records_"YYYY_MM'),
          timestamp '2025-01-01' + n * interval '1 month',
          timestamp '2025-01-01' + (n + 1) * interval '1 month',
          CASE n WHEN 2 THEN ' PARTITION BY HASH (id)' ELSE '' END);
      END LOOP;
    END $$;
    CREATE TABLE invite_records_2025_03_0 PARTITION OF invite_records_2025_03
      FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE invite_records_2025_03_1 PARTITION OF invite_records_2025_03
      FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    CREATE TABLE invite_records_other PARTITION OF invite_records DEFAULT
    """
  }

  func fill(_ records: Int, months: Int) throws {
    try plain.database.run(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT 1, 'user' || n || '@example.com', 'SUCCESS',
        timestamp '2025-01-01' + n % \(months) * interval '1 month' + interval '1 day'
      FROM generate_series(1, \(records)) n
      """)
  }

  /// Of invite_records, the partitions with rows that lack an attached, valid part of one of its indexes.
  func lacking() throws -> String? {
    try plain.value(
      """
      SELECT string_agg(w.name || ' ' || t.relid, ', ')
      FROM unnest(ARRAY['ix_invite_records_team_id', 'ix_invite_records_email', 'ix_invite_records_status',
        'ix_invite_records_created_at', 'ix_invite_records_team_status_created']) AS w (name)
      CROSS JOIN pg_partition_tree('invite_records') AS t
      WHERE NOT EXISTS (
        SELECT FROM pg_partition_tree(to_regclass(w.name)) AS p JOIN pg_index i ON i.indexrelid = p.relid
        WHERE i.indrelid = t.relid AND i.indisvalid AND i.indisready AND i.indislive)
      """)
  }

  /// As ``MigrateWorld/expectDone(indexes:sourceLocation:)``, and every partition has its part of every index,
  /// and no index beside them.
  func expectDone(
    more: Int = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try lacking() == nil, sourceLocation: sourceLocation)
    #expect(
      try plain.revision() == "008_add_composite_indexes", sourceLocation: sourceLocation)
    #expect(
      try plain.value("SELECT count(*) FROM invitectl.index_work") == "0",
      sourceLocation: sourceLocation)
    #expect(
      try plain.value(
        "SELECT count(*) FROM pg_index WHERE NOT indisvalid OR NOT indisready OR NOT indislive")
        == "0", sourceLocation: sourceLocation)
    #expect(
      try plain.value(
        """
        SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relkind = 'i' AND NOT c.relispartition AND NOT i.indisprimary
          AND i.indrelid IN (SELECT relid FROM pg_partition_tree('invite_records'))
        """) == String(more), sourceLocation: sourceLocation)
  }

  /// By name, the identity of every valid index of the tree.
  func valid() throws -> [String: String] {
    let rows = try plain.database.connect().query(
      """
      SELECT c.relname AS name, c.oid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE i.indisvalid AND i.indrelid IN (SELECT relid FROM pg_partition_tree('invite_records'))
      """, deadline: .soon)
    return try [String: String](
      uniqueKeysWithValues: rows.map { (try $0.string("name"), try $0.string("oid")) })
  }

  static let first = "ix_invite_records_2025_01_team_id"
}
