import PostgresClient
import TestSupport
import Testing

/// That the fixtures are what the backend's databases are (facts of the backend at each revision).
@Suite struct GenerationFixtureTests {
  private static let all = FixtureGeneration.allCases.flatMap { generation in
    FixtureMaking.allCases.map { (generation, $0) }
  }

  private func value(_ database: TestDatabase, _ sql: String) throws -> String {
    try database.connect().query(
      "SELECT coalesce((\(sql))::text, 'NULL') AS value", deadline: .soon
    )
    .only().string("value")
  }

  private func labels(_ database: TestDatabase, _ type: String) throws -> String {
    try value(database, "SELECT array_to_string(enum_range(NULL::\(type)), ' ')")
  }

  @Test(arguments: all)
  func `the seed fits, and the revision is what it is called`(
    generation: FixtureGeneration, made: FixtureMaking
  ) throws {
    let database = try TestDatabase(generation: generation, made: made)
    #expect(try value(database, "SELECT count(*) FROM redeem_codes") == "13")
    #expect(try value(database, "SELECT count(*) FROM pg_proc WHERE proname ~ '^fixture_'") == "0")
    let version = "to_regclass('public.alembic_version')"
    switch made {
    case .createAll: #expect(try value(database, "SELECT \(version)") == "NULL")
    case .migrated:
      let revision = try value(database, "SELECT version_num FROM alembic_version")
      #expect(Int(revision.prefix(3)) == generation.rawValue)
    }
  }

  /// Relations, columns, indexes, constraints, triggers, how many rows there are, and the revision; a line each.
  private func everything(_ database: TestDatabase) throws -> [String] {
    try database.connect().query(
      """
      WITH spaces AS (SELECT oid, nspname FROM pg_namespace WHERE nspname IN ('public', 'invitectl')),
      relations AS (
        SELECT c.oid, format('%s.%s', s.nspname, c.relname) AS name, c.relname, c.relkind, c.reloptions
        FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
      )
      SELECT format('%s %s %s', relkind, name, reloptions) AS line FROM relations
      UNION ALL
      SELECT format('%s %s %s %s %s', r.name, a.attname, format_type(a.atttypid, a.atttypmod),
        a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
      FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      UNION ALL
      SELECT format('%s %s', i.indisvalid, pg_get_indexdef(i.indexrelid))
      FROM relations r JOIN pg_index i ON i.indexrelid = r.oid
      UNION ALL
      SELECT format('%s %s', c.conname, pg_get_constraintdef(c.oid))
      FROM pg_constraint c JOIN spaces s ON s.oid = c.connamespace
      UNION ALL
      SELECT format('trigger %s', t.tgname)
      FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
      UNION ALL
      SELECT format('%s has %s', name, query_to_xml(format('SELECT %s FROM %s',
        CASE relname WHEN 'alembic_version' THEN 'version_num' WHEN 'schema_version' THEN 'version'
          ELSE 'count(*)' END, name), false, true, ''))
      FROM relations WHERE relkind = 'r'
      ORDER BY 1
      """, deadline: .soon
    ).map { try $0.string("line") }
  }

  /// What most tests copy was made before there were rows.
  @Test(arguments: all)
  func `what is copied as prepared is what migrate up makes of a database with rows`(
    generation: FixtureGeneration, made: FixtureMaking
  ) throws {
    let prepared = try TestDatabase(generation: generation, made: made, prepared: true)
    let database = try TestDatabase(generation: generation, made: made)
    let before = try everything(database)
    try Preparation.run(Sandbox.variables(database: database))
    let after = try everything(database)
    #expect(after != before)
    #expect(try everything(prepared) == after)
  }

  @Test func `labels are those of the generation and of the making`() throws {
    let queue = "invitequeuestatus"
    let expected: [(FixtureGeneration, FixtureMaking, records: String, queue: String)] = [
      (.g008, .migrated, "PENDING SUCCESS FAILED", "PENDING PROCESSING SUCCESS FAILED"),
      (.g008, .createAll, "PENDING SUCCESS FAILED", "PENDING PROCESSING SUCCESS FAILED"),
      (.g013, .migrated, "pending success failed", "pending processing success failed"),
      (.g013, .createAll, "pending success failed", "pending processing success failed"),
      (.g019, .migrated, "pending success failed", "pending processing success failed"),
      (
        .g019, .createAll, "pending success failed removed",
        "pending processing success failed waiting"
      ),
      (.g023, .migrated, "pending success failed reserved", "pending processing success failed"),
      (
        .g023, .createAll, "pending reserved success failed removed",
        "pending processing success failed waiting"
      ),
      (
        .g026, .migrated, "pending success failed reserved",
        "pending processing success failed waiting"
      ),
      (
        .g026, .createAll, "pending reserved success failed removed",
        "pending processing success failed waiting"
      ),
    ]
    for (generation, made, records, inQueue) in expected {
      let database = try TestDatabase(generation: generation, made: made, seed: false)
      #expect(try labels(database, "invitestatus") == records, "\(generation) \(made)")
      #expect(try labels(database, queue) == inQueue, "\(generation) \(made)")
    }
  }

  @Test func `what the makings differ in at the newest revision, and nothing else`() throws {
    func columns(_ made: FixtureMaking) throws -> Set<String> {
      let database = try TestDatabase(generation: .g026, made: made, seed: false)
      let rows = try database.connect().query(
        """
        SELECT format('%s.%s %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
          CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
          ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)) AS line
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
          AND NOT a.attisdropped AND a.attname <> 'id'
          AND c.relname IN ('redeem_codes', 'invite_records', 'invite_queue', 'teams',
            'team_members', 'team_groups', 'users')
        """, deadline: .soon)
      return Set(try rows.map { try $0.string("line") })
    }
    let (migrated, made) = (try columns(.migrated), try columns(.createAll))
    #expect(
      migrated.subtracting(made) == [
        "redeem_codes.validity_days integer DEFAULT 30",
        "redeem_codes.rebind_count integer DEFAULT 0",
        "redeem_codes.rebind_limit integer DEFAULT 3",
        "redeem_codes.status character varying(20) DEFAULT 'bound'::character varying",
        "redeem_codes.removal_retry_count integer DEFAULT 0",
        "invite_records.is_rebind boolean DEFAULT false",
        "team_members.is_unauthorized boolean DEFAULT false",
        "teams.status teamstatus NOT NULL DEFAULT 'active'::teamstatus",
        "team_groups.alert_threshold integer DEFAULT 5",
        "invite_queue.is_rebind boolean NOT NULL",
        "invite_queue.consume_immediately boolean NOT NULL",
        "users.approval_status userapprovalstatus NOT NULL",
      ])
    #expect(made.subtracting(migrated).count == 12)
    #expect(made.subtracting(migrated).allSatisfy { !$0.contains("DEFAULT") })
  }

  @Test(arguments: FixtureGeneration.allCases)
  func `indexes that only the migrations make`(generation: FixtureGeneration) throws {
    func indexes(_ made: FixtureMaking) throws -> Set<String> {
      let database = try TestDatabase(generation: generation, made: made, seed: false)
      let rows = try database.connect().query(
        "SELECT indexname::text AS name FROM pg_indexes WHERE schemaname = 'public'",
        deadline: .soon)
      return Set(try rows.map { try $0.string("name") }.filter { $0.hasPrefix("ix_") })
    }
    var expected: Set = [
      "ix_invite_records_team_status_created", "ix_team_members_team_email",
      "ix_invite_queue_status_group_created",
    ]
    if generation.rawValue >= 9 { expected.insert("ix_redeem_codes_status") }
    if generation.rawValue >= 26 { expected.insert("ix_bulk_email_jobs_user_id") }
    let (migrated, made) = (try indexes(.migrated), try indexes(.createAll))
    #expect(migrated.subtracting(made) == expected)
    #expect(made.isSubset(of: migrated))
  }
}
