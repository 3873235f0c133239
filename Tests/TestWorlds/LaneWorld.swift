package import PostgresClient
import RedisClient
package import TestSupport

/// Enough codes for several lanes: L1 and so on of 1,000 uses, whose buckets are synced.
package struct LaneWorld {
  package let world: SyncWorld
  package let count: Int

  package init(_ count: Int, redis: PrivateRedis? = nil) throws {
    world = try SyncWorld(redis: redis)
    self.count = count
    try world.postgres.execute(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
      SELECT 'L' || i, 'DIRECT', 1000, 0, true, now() AT TIME ZONE 'utc'
      FROM generate_series(1, $1::int) i
      """, [String(count)], deadline: .soon)
    try forEach("redis.call('SETEX', key, 86000, 1000)")
    try world.sync()
  }

  /// Runs Lua for each code in the server: `i` its number, `key` that of its bucket.
  package func forEach(_ body: String) throws {
    let script = RedisScript(
      """
      for i = 1, \(count) do
        local key = 'redeem:L' .. i .. ':remaining'
        \(body)
      end
      """)
    try world.bucket.run(script, keys: [], deadline: .soon)
  }

  /// What is left of each code's bucket, `nil` without one.
  package func buckets() throws -> [String?] {
    try world.bucket.pipeline(
      (1...count).map { ["GET", world.key("L\($0)")] }, deadline: .soon
    ).map { try $0.asOptionalString() }
  }

  /// What the database holds of each code, but for times, as a line each.
  package func rows() throws -> [String] {
    try world.postgres.query(
      """
      SELECT t::text AS line FROM (
        SELECT c.code, c.used_count, c.max_uses, c.is_active, s.seq, s.x_mark, s.cum_mark, s.x_floor,
          s.held, s.u_after, s.m_after, s.m_top, s.room_low, s.room_high, s.past_low, s.past_high,
          s.gone, s.state, s.spread_low, s.spread_high, s.taken, s.pending IS NULL
        FROM redeem_codes c LEFT JOIN invitectl.redeem_sync s ON s.code_id = c.id ORDER BY c.id
      ) t
      """, deadline: .soon
    ).map { try $0.string("line") }
  }

  /// What all runs noted of the codes, in the order of each code's notes.
  package func ledger() throws -> [String] {
    try world.postgres.query(
      """
      SELECT t::text AS line FROM (
        SELECT run_id, code_id, why, delta, used_before, used_after, max_uses, bucket_before, pushed,
          state, spread_low, spread_high
        FROM invitectl.redeem_sync_ledger ORDER BY code_id, id
      ) t
      """, deadline: .soon
    ).map { try $0.string("line") }
  }

  /// In how many lanes the last run went; `nil` for one alone.
  package func lanes() throws -> Int? {
    try world.postgres.query(
      """
      SELECT (detail->>'lanes')::int AS lanes FROM invitectl.run_log
      WHERE command = 'sync-counts' ORDER BY id DESC LIMIT 1
      """, deadline: .soon
    ).only().optionalInt("lanes")
  }

  /// Sessions of a run that are at work, beside the one that began it: `pid`s.
  package static func lanes(_ connection: PostgresConnection) throws -> [Int] {
    try connection.query(
      """
      SELECT pid FROM pg_stat_activity WHERE datname = current_database()
        AND application_name LIKE 'invitectl sync-counts --jobs [%' ORDER BY pid
      """, deadline: .soon
    ).map { try $0.int("pid") }
  }

  /// Has each lane of the next run wait at the code with this number, until it is released.
  package func hold(_ numbers: Int...) throws -> HeldSession {
    let codes = numbers.map { "'L\($0)'" }.joined(separator: ", ")
    return try HeldSession(
      world.database.parameters,
      "BEGIN; SELECT FROM redeem_codes WHERE code IN (\(codes)) FOR UPDATE")
  }
}
