import TestSupport

extension CleanupFixture {
  /// invite_records by month: the month before last, the last, this one, and two leaves of an older one;
  /// 40 old rows in each of the first three, of no code, and one young one.
  package static func partitioned(default hasDefault: Bool = true) throws -> CleanupFixture {
    let fixture = try CleanupFixture()
    try fixture.database.run(
      """
      DELETE FROM invite_records;
      ALTER TABLE invite_records RENAME TO invite_records_plain;
      CREATE TABLE invite_records (LIKE invite_records_plain INCLUDING DEFAULTS,
        FOREIGN KEY (team_id) REFERENCES teams (id)) PARTITION BY RANGE (created_at);
      ALTER SEQUENCE invite_records_id_seq OWNED BY invite_records.id;
      DROP TABLE invite_records_plain;
      CREATE SCHEMA months;
      DO $$
      DECLARE
        this timestamp := date_trunc('month', now() AT TIME ZONE 'utc');
        n int;
      BEGIN
        FOR n IN 3..6 LOOP
          EXECUTE format('CREATE TABLE months.m%s PARTITION OF invite_records FOR VALUES FROM (%L) TO (%L)%s',
            n, this - n * interval '1 month', this - (n - 1) * interval '1 month',
            CASE n WHEN 5 THEN ' PARTITION BY HASH (id)' ELSE '' END);
        END LOOP;
        EXECUTE format('CREATE TABLE now PARTITION OF invite_records FOR VALUES FROM (%L) TO (%L)',
          this - interval '2 months', this + interval '1 month');
      END $$;
      CREATE TABLE months.m5a PARTITION OF months.m5 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
      CREATE TABLE months.m5b PARTITION OF months.m5 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
      \(hasDefault ? "CREATE TABLE other PARTITION OF invite_records DEFAULT;" : "")
      ALTER TABLE months.m3 ADD PRIMARY KEY (id); ALTER TABLE months.m4 ADD PRIMARY KEY (id);
      INSERT INTO invite_records (team_id, email, redeem_code, status, created_at)
      SELECT 1, 'a' || n || '@example.com', 'NONE',
        (SELECT s FROM unnest(enum_range(NULL::invitestatus)) AS s WHERE upper(s::text) = 'SUCCESS'),
        date_trunc('month', now() AT TIME ZONE 'utc') - (4 + n % 3) * interval '1 month' + interval '3 days'
      FROM generate_series(1, 120) n;
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT 1, 'young@example.com', (enum_range(NULL::invitestatus))[1], now() AT TIME ZONE 'utc'
      """)
    return fixture
  }
}
