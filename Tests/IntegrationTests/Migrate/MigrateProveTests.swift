import ClientSupport
import Foundation
import InviteOps
import PostgresClient
import PrometheusText
import Synchronization
import TestSupport
import TestWorlds
import Testing

/// What an index is worth is told from the database's own data, and in nobody's way.
@Suite struct MigrateProveTests {
  /// At 008, with enough rows that an index is worth something.
  func world(analysed: Bool = true) throws -> MigrateWorld {
    let database = try TestDatabase.inviteHub()
    let world = MigrateWorld(database)
    try database.runAlone(
      """
      INSERT INTO team_groups (name) SELECT 'g' || n FROM generate_series(1, 20) n ON CONFLICT DO NOTHING;
      INSERT INTO teams (name, account_id, session_token, max_seats, is_active)
        SELECT 't' || n, 'a' || n, 's', 5, true FROM generate_series(1, 2000) n;
      INSERT INTO team_members (team_id, email)
        SELECT (SELECT max(id) FROM teams) - n % 2000, 'm' || n || '@example.com'
        FROM generate_series(1, 30000) n;
      INSERT INTO invite_records (team_id, email, status, created_at)
        SELECT (SELECT max(id) FROM teams) - n % 2000, 'r' || n || '@example.com',
          (CASE WHEN n % 100 = 0 THEN 'FAILED' ELSE 'SUCCESS' END)::invitestatus,
          (now() AT TIME ZONE 'utc') - n % 200 * interval '1 day'
        FROM generate_series(1, 40000) n;
      INSERT INTO invite_queue (email, status, group_id, created_at)
        SELECT 'q' || n || '@example.com',
          (CASE WHEN n % 200 = 0 THEN 'PENDING' ELSE 'SUCCESS' END)::invitequeuestatus,
          (SELECT max(id) FROM team_groups) - n % 20, now() - n * interval '1 minute'
        FROM generate_series(1, 20000) n;
      INSERT INTO redeem_codes (code, bound_email, max_uses, used_count, is_active)
        SELECT 'P' || n, CASE WHEN n % 3 = 0 THEN 'b' || n || '@example.com' END, 1, 0, true
        FROM generate_series(1, 20000) n
      """)
    if analysed {
      try database.runAlone("ANALYZE team_members, invite_records, invite_queue, redeem_codes")
    }
    return world
  }

  func prove(
    _ world: MigrateWorld, measured: Bool = false
  ) throws -> [String: IndexProofs.Index] {
    let proofs = try Migrate(.test(database: world.database)).prove(
      measuring: measured ? .seconds(20) : nil)
    return Dictionary(uniqueKeysWithValues: proofs.indexes.map { ($0.name, $0) })
  }

  @Test func `each of the eleven is proven or covered, beside somebody who lets only readers in`()
    async throws
  {
    let world = try world()
    // EXCLUSIVE stands in the way of everything but what a SELECT takes
    // (https://www.postgresql.org/docs/current/explicit-locking.html).
    let holder = try world.hold(
      "BEGIN; LOCK TABLE team_members, invite_records, invite_queue, redeem_codes IN EXCLUSIVE MODE"
    )
    let found = try prove(world, measured: true)
    #expect(found.count == 11)
    for (name, index) in found {
      #expect([.proven, .covered].contains(index.verdict), "\(name): \(index)")
      let (with, without) = (try #require(index.with), try #require(index.without))
      #expect(with.milliseconds != nil && without.milliseconds != nil, "\(name): \(index)")
      #expect(without.index == nil && with.index != nil, "\(name): \(index)")
      #expect(try #require(with.buffers) < #require(without.buffers), "\(name): \(index)")
      #expect(index.bytes ?? 0 > 0 && index.rows ?? 0 > 0, "\(name): \(index)")
    }
    #expect(found["ix_team_members_team_id"]?.coveredBy == "ix_team_members_team_email")
    #expect(
      found["ix_invite_records_team_id"]?.coveredBy == "ix_invite_records_team_status_created")
    #expect(
      found["ix_invite_queue_status"]?.coveredBy == "ix_invite_queue_status_group_created")
    #expect(found["ix_redeem_codes_bound_email"]?.coveredBy == nil)
    withExtendedLifetime(holder) {}
    // No value of the data is in what is shown.
    let result = try await world.migrate("prove", "--measure")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(!result.output.contains("@example.com"), "\(result.output)")
    #expect(result.output.contains("of 11 indexes: "), "\(result.output)")
  }

  @Test func `a dropped one, one with swapped columns, and a table that nobody analysed`()
    async throws
  {
    let world = try world(analysed: false)
    try world.database.runAlone(
      """
      ANALYZE team_members, invite_records, redeem_codes;
      DROP INDEX ix_redeem_codes_bound_email, ix_invite_records_team_status_created;
      CREATE INDEX ix_invite_records_team_status_created
        ON invite_records (created_at, status, team_id);
      ALTER TABLE invite_queue SET (autovacuum_enabled = false);
      DELETE FROM pg_statistic WHERE starelid = 'invite_queue'::regclass
      """)
    let found = try prove(world)
    let dropped = try #require(found["ix_redeem_codes_bound_email"])
    #expect(dropped.verdict == .absent && dropped.without != nil, "\(dropped)")
    let swapped = try #require(found["ix_invite_records_team_status_created"])
    #expect(swapped.verdict == .wrong, "\(swapped)")
    #expect(swapped.reason?.contains("(created_at, status, team_id)") == true, "\(swapped)")
    // What it covered is not covered any more.
    let alone = try #require(found["ix_invite_records_team_id"])
    #expect(alone.verdict == .proven && alone.coveredBy == nil, "\(alone)")
    for name in ["ix_invite_queue_status", "ix_invite_queue_status_group_created"] {
      let untold = try #require(found[name])
      #expect(untold.verdict == .untold, "\(untold)")
      #expect(untold.statement == "ANALYZE public.invite_queue;", "\(untold)")
    }
    #expect(try await world.migrate("prove").exitCode == 7)
    try world.database.runAlone(try #require(found["ix_invite_queue_status"]?.statement))
    #expect(try prove(world)["ix_invite_queue_status"]?.verdict != .untold)
  }

  @Test func `one that nobody needs is unused until somebody scans it`() throws {
    let world = try world()
    // A value that all rows have: its index is no way to anything.
    for statement in [
      "ALTER TABLE invite_records SET (autovacuum_enabled = false)",
      "UPDATE invite_records SET created_at = '2020-01-01'",
      "VACUUM (FULL, ANALYZE) invite_records", "SELECT pg_stat_reset()",
    ] {
      try world.database.runAlone(statement)
    }
    let index = try #require(try prove(world)["ix_invite_records_created_at"])
    #expect(index.verdict == .unused, "\(index)")
    try world.database.runAlone(
      "SET enable_seqscan = off; SELECT count(*) FROM invite_records WHERE created_at < '2019-01-01'"
    )
    try waitUntil("the server has counted it") {
      try prove(world)["ix_invite_records_created_at"]?.verdict == .proven
    }
  }

  @Test func `where no row has a value to look for, nothing is said of the planner`() throws {
    let world = try world()
    // A session for each: an index cannot be dropped and statistics begun anew in one statement.
    for statement in [
      "ALTER TABLE invite_queue SET (autovacuum_enabled = false)",
      "ALTER TABLE redeem_codes SET (autovacuum_enabled = false)",
      """
      DELETE FROM invite_queue WHERE status = 'PENDING' AND id NOT IN (
        SELECT id FROM invite_queue WHERE status = 'PENDING' ORDER BY id LIMIT 10)
      """,
      "UPDATE invite_queue SET group_id = NULL", "UPDATE redeem_codes SET bound_email = NULL",
      "VACUUM (FULL, ANALYZE) invite_queue", "VACUUM (FULL, ANALYZE) redeem_codes",
      "DROP INDEX ix_invite_queue_status", "SELECT pg_stat_reset()",
    ] {
      try world.database.runAlone(statement)
    }
    let found = try prove(world)
    let bound = try #require(found["ix_redeem_codes_bound_email"])
    #expect(bound.verdict == .unused && bound.with == nil, "\(bound)")
    #expect(bound.reason?.contains("none of the rows looked at has a value") == true, "\(bound)")
    // What the one that is gone was for is done by the one that begins with its column.
    let gone = try #require(found["ix_invite_queue_status"])
    #expect(gone.verdict == .absent, "\(gone)")
    #expect(gone.without?.index == "ix_invite_queue_status_group_created", "\(gone)")
    let other = try #require(found["ix_invite_queue_status_group_created"])
    #expect(other.verdict == .proven && other.with == nil, "\(other)")
    #expect(other.reason == "taken for another statement: rows of the queue by status", "\(other)")
  }

  @Test func `a table that the role may not read is told as that, not as never analysed`() throws {
    let world = try world()
    let role = try TestRole(in: world.database)
    try world.database.runAlone(
      """
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role.name);
      REVOKE SELECT ON invite_queue FROM \(role.name)
      """)
    let found = try Migrate(.test(database: world.database, role: role.name)).prove().indexes
    let queue = try #require(found.first { $0.name == "ix_invite_queue_status" })
    #expect(queue.verdict == .unread && queue.with == nil && queue.statement == nil, "\(queue)")
    #expect(queue.reason?.contains("may not read invite_queue") == true, "\(queue)")
    let bound = try #require(found.first { $0.name == "ix_redeem_codes_bound_email" })
    #expect(bound.verdict == .proven, "\(bound)")
  }

  @Test func `a replica says nothing of who scans, and the primary does`() throws {
    let primary = try PrivatePostgres()
    let database = try TestDatabase(on: primary)
    try database.load(["enums-upper", "schema-006", "invite-queue", "indexes-007", "indexes-008"])
    try database.runAlone(
      """
      INSERT INTO redeem_codes (code, max_uses, used_count, is_active)
      SELECT 'P' || n, 1, 0, true FROM generate_series(1, 20000) n
      """)
    try database.runAlone("ANALYZE redeem_codes")
    func worth(_ context: OperationContext) throws -> IndexProofs.Index {
      let found = try Migrate(context).prove().indexes
      return try #require(found.first { $0.name == "ix_redeem_codes_bound_email" })
    }
    let there = try worth(.test(database: database))
    #expect(there.verdict == .unused, "\(there)")
    let replica = try primary.replica()
    let url = replica.url.replacing("/postgres?", with: "/test?")
    let told = try worth(.test(environment: ["DATABASE_URL": url]))
    #expect(told.verdict == .untold && told.scans == 0, "\(told)")
    #expect(told.reason?.contains("only the primary's scans") == true, "\(told)")
    withExtendedLifetime(replica) {}
  }

  @Test func `one that begins with the column under another collation covers nothing`() throws {
    let world = try world()
    try world.database.runAlone(
      #"CREATE INDEX by_email_in_c ON invite_records (email COLLATE "C", created_at)"#)
    #expect(try prove(world)["ix_invite_records_email"]?.coveredBy == nil)
    try world.database.runAlone("DROP INDEX by_email_in_c")
    // The database's own collation may be C: another way to order the same values then.
    try world.database.runAlone(
      "CREATE INDEX by_pattern ON team_members (email varchar_pattern_ops, role)")
    #expect(try prove(world)["ix_team_members_email"]?.coveredBy == nil)
    try world.database.runAlone("CREATE INDEX by_email ON team_members (email, role)")
    #expect(try prove(world)["ix_team_members_email"]?.coveredBy == "by_email")
  }

  @Test func `an empty database is too small to tell anything`() async throws {
    let world = MigrateWorld(try TestDatabase.inviteHub())
    for (name, index) in try prove(world) {
      #expect(index.verdict == .untold, "\(name): \(index)")
    }
    #expect(try await world.migrate("prove").exitCode == 0)
  }
}
