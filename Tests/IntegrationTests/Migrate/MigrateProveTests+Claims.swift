import InviteDomain
import InviteOps
import PostgresClient
import PrometheusText
import TestSupport
import TestWorlds
import Testing

/// Nothing is claimed that does not hold.
extension MigrateProveTests {
  @Test func `an index that is wrong itself covers none`() throws {
    let world = try world()
    // Other columns, of which the first is that of the one it covers otherwise.
    try world.database.runAlone(
      """
      DROP INDEX ix_team_members_team_email;
      CREATE INDEX ix_team_members_team_email ON team_members (email, team_id)
      """)
    try world.database.runAlone("ANALYZE team_members")
    let found = try prove(world)
    #expect(found["ix_team_members_team_email"]?.verdict == .wrong)
    let alone = try #require(found["ix_team_members_email"])
    #expect(alone.coveredBy == nil && alone.verdict == .proven, "\(alone)")
    // Another one that begins so covers it all the same, whichever name comes first.
    try world.database.runAlone("CREATE INDEX zz_by_email ON team_members (email, role)")
    #expect(try prove(world)["ix_team_members_email"]?.coveredBy == "zz_by_email")
    // By the catalog alone as well.
    let uses = MetricsDump(
      try OperationContext.test(database: world.database), collectors: [.indexes]
    ).collect()
    let family = try #require(
      uses.families.first { $0.name == "invitehub_performance_index_verdict" })
    let verdict = family.samples.first { $0.labels[0].value == "ix_team_members_email" }
    #expect(verdict?.labels[1].value == "covered")
    try world.database.runAlone("DROP INDEX zz_by_email")
    let after = MetricsDump(
      try OperationContext.test(database: world.database), collectors: [.indexes]
    ).collect()
    let again = after.families.first { $0.name == "invitehub_performance_index_verdict" }
    #expect(
      again?.samples.first { $0.labels[0].value == "ix_team_members_email" }?.labels[1].value
        != "covered")
  }

  @Test func `what was just built has nothing to be had back, with NULLs or without`() async throws
  {
    let world = try world(analysed: false)
    try world.database.runAlone(
      """
      INSERT INTO invite_queue (email, status, group_id, created_at)
        SELECT 'n' || n || '@example.com', 'SUCCESS'::invitequeuestatus,
          CASE WHEN n % 10 = 0 THEN (SELECT max(id) FROM team_groups) - n / 10 % 20 END,
          now() - n * interval '1 second'
        FROM generate_series(1, 200000) n
      """)
    try world.database.runAlone(
      "ALTER TABLE invite_queue SET (autovacuum_enabled = false)")
    try world.database.runAlone("REINDEX TABLE invite_queue")
    for table in ["team_members", "invite_records", "redeem_codes"] {
      try world.database.runAlone("REINDEX TABLE \(table)")
    }
    try world.database.runAlone("ANALYZE")
    for (name, index) in try prove(world) { #expect(index.bloat == nil, "\(name): \(index)") }
    // And what is there to be had is seen.
    try world.database.runAlone("DELETE FROM invite_queue WHERE id % 5 <> 0")
    try world.database.runAlone("VACUUM ANALYZE invite_queue")
    let index = try #require(try prove(world)["ix_invite_queue_status_group_created"])
    #expect(try #require(index.bloat) >= 40, "\(index)")
    let result = try await world.migrate("prove")
    #expect(result.output.contains("% of it could be had back"), "\(result.output)")
  }

  @Test func `of another index under the name nothing is said to be had back`() throws {
    let world = try world()
    // As many pages as a hash index has at least, for two values.
    try world.database.runAlone(
      """
      DROP INDEX ix_invite_records_status;
      CREATE INDEX ix_invite_records_status ON invite_records USING hash (status)
      """)
    try world.database.runAlone("ANALYZE invite_records")
    let index = try #require(try prove(world)["ix_invite_records_status"])
    #expect(index.verdict == .wrong && (index.bytes ?? 0) >= 1 << 20, "\(index)")
    #expect(index.bloat == nil && index.statement == nil, "\(index)")
  }

  @Test func `the index of the time is asked for a day, also where most rows have one time`() throws
  {
    let world = try world()
    // As after an import: what came since is little, and by no row before it the index is any use.
    for statement in [
      "ALTER TABLE invite_records SET (autovacuum_enabled = false)",
      """
      UPDATE invite_records SET created_at =
        CASE WHEN id > (SELECT max(id) - 50 FROM invite_records) THEN now() AT TIME ZONE 'utc'
          ELSE '2020-01-01' END
      """,
      "VACUUM (FULL, ANALYZE) invite_records", "SELECT pg_stat_reset()",
    ] {
      try world.database.runAlone(statement)
    }
    let index = try #require(try prove(world)["ix_invite_records_created_at"])
    #expect(index.verdict == .proven && index.with?.index == index.name, "\(index)")
  }

  @Test func `a partition that has no rows yet makes no index untold`() async throws {
    let world = try PartitionWorld(months: 4, records: 40_000)
    let up = try await world.plain.migrate("up")
    #expect(up.exitCode == 0, "\(up.errors)")
    let database = world.plain.database
    try database.runAlone(
      """
      ALTER TABLE invite_records_other SET (autovacuum_enabled = false);
      ANALYZE invite_records_2025_01, invite_records_2025_02, invite_records_2025_03_0,
        invite_records_2025_03_1, invite_records_2025_04
      """)
    // What nobody has written to autovacuum never analyses.
    let never = try world.plain.value(
      "SELECT reltuples FROM pg_class WHERE oid = 'invite_records_other'::regclass")
    #expect(never == "-1")
    let index = try #require(try prove(world.plain)["ix_invite_records_email"])
    #expect(index.verdict == .proven && index.rows == 40_000, "\(index)")
    func carried() throws -> String? {
      let dump = MetricsDump(
        try OperationContext.test(database: database), collectors: [.indexes]
      ).collect()
      return dump.families.first { $0.name == "invitehub_performance_index_verdict" }?
        .samples.first { $0.labels[0].value == "ix_invite_records_email" }?.labels[1].value
    }
    #expect(try carried() != "too_small")
    // Of rows that nobody has looked at nothing is known.
    try database.runAlone(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT 1, 'other' || n || '@example.com', 'SUCCESS', timestamp '2027-01-01'
      FROM generate_series(1, 100) n
      """)
    try waitUntil("the server has counted them") {
      try prove(world.plain)["ix_invite_records_email"]?.verdict == .untold
    }
    #expect(try carried() == "too_small")
  }

  @Test func `all indexes of a small table are told by one measure`() throws {
    let world = try world()
    for statement in [
      "ALTER TABLE invite_queue SET (autovacuum_enabled = false)",
      "DELETE FROM invite_queue WHERE id % 20 <> 0", "VACUUM (FULL, ANALYZE) invite_queue",
    ] {
      try world.database.runAlone(statement)
    }
    let found = try prove(world)
    for name in ["ix_invite_queue_status", "ix_invite_queue_status_group_created"] {
      let index = try #require(found[name])
      #expect(index.verdict == .untold && (index.rows ?? 0) > 0, "\(name): \(index)")
    }
    #expect(found["ix_invite_records_email"]?.verdict == .proven)
  }

  @Test func `entries are counted at most, and no role's settings are in a cost`() async throws {
    let world = try world()
    let result = try await world.migrate("prove")
    #expect(result.output.contains(", at most "), "\(result.output)")
    let role = try TestRole(in: world.database)
    try world.database.runAlone(
      """
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role.name);
      ALTER ROLE \(role.name) SET enable_seqscan = off;
      ALTER ROLE \(role.name) SET enable_sort = off
      """)
    let found = try Migrate(.test(database: world.database, role: role.name)).prove().indexes
    for index in found {
      #expect(index.without.map { $0.cost < 10_000_000 } ?? true, "\(index)")
    }
  }

  @Test func `without the right to read nothing is told, and the exit is 8`() async throws {
    let world = try world()
    let role = try TestRole(in: world.database)
    let proofs = try Migrate(.test(database: world.database, role: role.name)).prove()
    #expect(proofs.count(.unread) == 11, "\(proofs.indexes)")
    #expect(proofs.failure?.kind == .partial)
    let result = try await CommandRun.invitectl(
      ["migrate", "prove"],
      environment: ["DATABASE_URL": world.database.url(role: role.name)])
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(result.output)")
    #expect(result.exitCode == 8, "\(result)")
    #expect(!result.output.contains("too small"), "\(result.output)")
    #expect(result.errors.contains("of 11 indexes nothing can be told"), "\(result.errors)")
    // One that is absent is absent, whoever asks.
    try world.database.runAlone("DROP INDEX ix_invite_queue_status, ix_redeem_codes_bound_email")
    let less = try Migrate(.test(database: world.database, role: role.name)).prove()
    #expect(less.count(.absent) == 2 && less.count(.unread) == 9, "\(less.indexes)")
  }

  @Test func `a database without the tables is said to be one`() throws {
    let database = try TestDatabase()
    let failure = #expect(throws: Failure.self) {
      try Migrate(.test(database: database)).prove()
    }
    let message = failure?.message ?? ""
    #expect(message.contains("has none of the tables"), "\(message)")
    #expect(failure?.kind == .error)
  }

  @Test func `that no row has a value is said of a small table as well, and what it is about`()
    async throws
  {
    let world = MigrateWorld(try TestDatabase.inviteHub())
    try world.database.runAlone(
      """
      INSERT INTO invite_queue (email, status, created_at)
      SELECT 'q' || n || '@example.com', 'SUCCESS', now() FROM generate_series(1, 1000) n
      """)
    try world.database.runAlone("ANALYZE invite_queue")
    let index = try #require(try prove(world)["ix_invite_queue_status_group_created"])
    #expect(index.verdict == .untold && index.with == nil, "\(index)")
    #expect(index.reason?.contains("1000 rows") == true, "\(index)")
    #expect(index.reason?.contains("none of the rows looked at has a value") == true, "\(index)")
    let result = try await world.migrate("prove")
    #expect(result.output.contains("the next of a group in the queue\n"), "\(result.output)")
  }
}
