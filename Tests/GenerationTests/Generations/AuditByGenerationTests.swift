import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `force-resync audit` beside backends that count otherwise.
@Suite struct AuditByGenerationTests {
  private func code(_ code: String, max: Int = 5, used: Int, age: String = "2 hours") -> String {
    """
    INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days,
      bound_email, rebind_count, rebind_limit, status, removal_retry_count, created_at)
    VALUES ('\(code)', 'direct', \(max), \(used), true, 30, 'a@x.io', 0, 1, 'bound', 0,
      now() - interval '\(age)');
    """
  }

  private func records(
    _ count: Int, of code: String, status: String = "success", rebind: String = "false",
    more: String = "", values: String = "", age: String = "1 hour"
  ) -> String {
    """
    INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind\(more))
    SELECT 1, 'u' || i || '@x.io', '\(status)', '\(code)', now() - interval '\(age)', \(rebind)\(values)
    FROM generate_series(1, \(count)) i;
    """
  }

  private static let counted = (", accepted_at, consumed_at", ", now(), now()")

  private func audit(_ database: TestDatabase, _ redis: TestRedis) async throws -> JSONValue {
    try redis.declareInvites()
    let result = try await CommandRun.invitectl(
      ["force-resync", "audit", "--all", "-o", "json", "--limit", "100"],
      environment: Sandbox.variables(database: database, redis: redis))
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: result.output)
  }

  private func worst(_ report: JSONValue, _ code: String) throws -> JSONValue {
    try #require(report["worst"]?.array?.first { $0["code"]?.string == code }, "\(report)")
  }

  @Test(arguments: FixtureMaking.allCases)
  func `E6: uses are the invites that were counted on join, others are in flight`(
    made: FixtureMaking
  ) async throws {
    let database = try TestDatabase(generation: .g026, made: made)
    let redis = try TestRedis()
    let (more, values) = Self.counted
    let statements = [
      "DELETE FROM invite_queue; DELETE FROM invite_records; DELETE FROM redeem_codes;",
      GenerationWorld.countedOnJoin,
      code("EXACT", used: 2), records(2, of: "EXACT", more: more, values: values),
      code("DOUBLE", used: 4), records(2, of: "DOUBLE", more: more, values: values),
      // The limit was hit: the third is marked and not counted.
      code("FULL", max: 2, used: 2), records(3, of: "FULL", more: more, values: values),
      code("REBOUND", used: 1), records(1, of: "REBOUND", more: more, values: values),
      records(2, of: "REBOUND", rebind: "true", more: more, values: values),
      code("FLIGHT", used: 0), records(2, of: "FLIGHT", status: "reserved"),
      // Before anything was counted on join they may have been counted, or not.
      code("OLDER", used: 2, age: "100 days"), records(3, of: "OLDER", age: "90 days"),
      // Then later uses left no record at all.
      code("OLDEST", used: 1, age: "100 days"),
      // Its row of the queue was passed on, and stays.
      code("PASSED", used: 1), records(1, of: "PASSED", more: more, values: values),
      // Who has joined redeemed it once more, and that row was passed on.
      code("AGAIN", used: 1), records(1, of: "AGAIN", more: more, values: values),
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at, is_rebind,
        consume_immediately)
      VALUES ('w@x.io', 'FLIGHT', 'waiting', 0, now(), false, false),
        ('b@x.io', 'FLIGHT', 'waiting', 0, now(), true, false),
        ('f@x.io', 'FLIGHT', 'failed', 5, now(), false, false),
        ('u1@x.io', 'PASSED', 'processing', 1, now() - interval '90 minutes', false, false),
        ('p@x.io', 'PASSED', 'processing', 1, now(), false, false),
        ('u1@x.io', 'AGAIN', 'processing', 1, now(), false, false),
        ('s@x.io', 'NOSUCH', 'failed', 5, now(), false, false);
      """,
    ]
    try database.run(statements.joined())
    let report = try await audit(database, redis)
    #expect(report["era"]?.string == "E6")
    #expect(report["uses"]?.int == 14 && report["in_flight"]?.int == 5, "\(report)")
    #expect(report["explained"]?["record"]?.int == 11, "\(report)")
    #expect(report["unexplained"]?.int == 3 && report["unclaimed"]?.int == 1, "\(report)")
    #expect(report["left_over"]?.int == 3, "\(report)")
    #expect(try worst(report, "DOUBLE")["unexplained"]?.int == 2)
    #expect(try worst(report, "DOUBLE")["reasons"]?[0]?.string == "untold")
    #expect(try worst(report, "FULL")["unclaimed"]?.int == 1)
    #expect(try worst(report, "OLDEST")["reasons"]?[0]?.string == "before-joins")
    // The record of countedOnJoin is of no code; a row that failed holds no use.
    #expect(report["strangers"]?.int == 1, "\(report)")
  }

  @Test
  func `E5: the larger of both counts are the uses, and what leaves no record is told as that`()
    async throws
  {
    let database = try TestDatabase(generation: .g023)
    let redis = try TestRedis()
    let statements = [
      "DELETE FROM invite_queue; DELETE FROM invite_records; DELETE FROM redeem_codes;",
      code("BOTH", used: 1), records(1, of: "BOTH", status: "reserved"),
      code("DATABASE", used: 2), records(2, of: "DATABASE"),
    ]
    try database.run(statements.joined())
    try TestRedis.connect(redis.bucket).send("SET", "redeem:BOTH:remaining", 2)
    let report = try await audit(database, redis)
    #expect(report["era"]?.string == "E5", "\(report)")
    #expect(report["uses"]?.int == 5 && report["explained"]?["record"]?.int == 3, "\(report)")
    // Two tokens are gone that the job has not written: uses all the same.
    #expect(report["explained"]?["bucket"]?.int == 1, "\(report)")
    #expect(report["unexplained"]?.int == 1, "\(report)")
    let both = try worst(report, "BOTH")
    #expect(both["used_count"]?.int == 1 && both["uses"]?.int == 3, "\(report)")
    #expect(both["reasons"]?.array?.contains(.string("unrecorded")) == true, "\(report)")
    #expect(
      try TestRedis.connect(redis.bucket).send("GET", "redeem:BOTH:remaining").asString() == "2")
  }
}
