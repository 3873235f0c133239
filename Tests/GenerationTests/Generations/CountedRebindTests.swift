import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import Testing

/// From revision 009 on a rebind is counted at the request, up to the code's limit.
@Suite struct CountedRebindTests {
  @Test(arguments: FixtureMaking.allCases)
  func `a rebind by the servers is counted and noted, and the limit refuses the next`(
    made: FixtureMaking
  ) async throws {
    let database = try TestDatabase(generation: .g013, made: made)
    let redis = try TestRedis()
    try redis.declareInvites()
    let environment = Sandbox.variables(database: database, redis: redis)
    func run(_ arguments: String...) async throws -> CommandResult {
      try await CommandRun.invitectl(arguments, environment: environment)
    }
    #expect([0, 7].contains(try await run("migrate", "up").exitCode ?? -1))
    try database.run(
      """
      UPDATE teams SET max_seats = 50, is_active = true;
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days,
        bound_email, activated_at, rebind_count, rebind_limit, status)
        VALUES ('REBIND', 'linuxdo', 1, 1, true, 30, 'a@x.io', now() AT TIME ZONE 'utc', 0, 1,
          'bound');
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        VALUES (1, 'a@x.io', 'success', 'REBIND', now() AT TIME ZONE 'utc', false)
      """)
    let first = try await run("redeem", "REBIND", "a@x.io", "--flow", "rebind")
    #expect(first.exitCode == 0, "\(first.errors)")
    let second = try await run("redeem", "REBIND", "a@x.io", "--flow", "rebind", "-o", "json")
    #expect(second.exitCode == 5)
    #expect(second.output.contains("REBIND_LIMIT_REACHED"), "\(second.output)\(second.errors)")
    let row = try database.connect().query(
      """
      SELECT c.rebind_count, c.used_count, h.from_team_id, h.reason, h.to_team_id IS NULL AS open
      FROM redeem_codes c JOIN rebind_history h ON h.redeem_code = c.code WHERE c.code = 'REBIND'
      """, deadline: .soon
    ).only()
    #expect(try row.int("rebind_count") == 1)
    #expect(try row.int("used_count") == 1)
    #expect(try row.int("from_team_id") == 1)
    #expect(try row.string("reason") == "user_requested")
    #expect(try row.bool("open"))
    let broker = try TestRedis.connect(redis.broker)
    #expect(try broker.send("LLEN", "invites\u{6}\u{16}3").asInteger() == 1)
  }
}
