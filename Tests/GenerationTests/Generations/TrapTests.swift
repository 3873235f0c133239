import CeleryProtocol
import Foundation
import InviteStorage
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// doctor and the backend's own traps: each is named where it is, and its remedy works.
@Suite struct TrapTests {
  func doctor(
    _ check: String, _ database: TestDatabase, _ redis: TestRedis? = nil,
    _ more: [String: String] = [:]
  ) async throws -> DoctorFinding {
    try await DoctorFinding(check, database, redis, more)
  }

  /// - Parameter shown: words of the detail.
  func mended(
    _ check: String, _ database: TestDatabase, shown: String...
  ) async throws {
    let found = try await doctor(check, database)
    #expect(found.verdict == "warn", "\(found)")
    for words in shown { #expect(found.detail.contains(words), "\(found.detail)") }
    let fix = try #require(found.fix)
    try database.run(fix)
    let again = try await doctor(check, database)
    #expect(again.verdict == "pass", "\(again)")
  }

  @Test(arguments: FixtureGeneration.allCases, FixtureMaking.allCases)
  func `each generation is told, however its tables were made`(
    generation: FixtureGeneration, made: FixtureMaking
  ) async throws {
    let database = try TestDatabase(generation: generation, made: made)
    let found = try await doctor("generation", database, TestRedis())
    let told =
      switch generation {
      case .g008: "era E1, tables of revision 008"
      case .g013: "era E1, tables of revision 013"
      case .g019: "era E2 to E4, tables of revision 019"
      case .g023: "era E5, tables of revision 023"
      case .g026: "era E6, tables of revision 026"
      }
    #expect(found.detail.hasPrefix(told), "\(found.detail)")
    let isPlain = [.g008, .g013, .g026].contains(generation)
    #expect(found.verdict == (isPlain ? "pass" : "warn"), "\(found)")
  }

  @Test func `labels that no migration adds`() async throws {
    let database = try TestDatabase(generation: .g023)
    let found = try await doctor("backend-labels", database)
    #expect(found.verdict == "warn")
    for statement in try #require(found.fix).split(separator: "\n") {
      try database.run(String(statement))
    }
    #expect(try await doctor("backend-labels", database).verdict == "pass")
    let created = try TestDatabase(generation: .g026, made: .createAll)
    #expect(try await doctor("backend-labels", created).verdict == "pass")
  }

  @Test func `a row that ends the backend's job for all who wait`() async throws {
    let database = try TestDatabase(generation: .g026)
    try database.run(
      """
      DELETE FROM invite_queue;
      INSERT INTO invite_queue (email, status, created_at, is_rebind, consume_immediately)
        VALUES ('a@x.io', 'waiting', now(), false, false)
      """)
    try await mended("backend-queue", database, shown: "without retry_count")
  }

  @Test func `rows that are processing for ever`() async throws {
    let database = try TestDatabase(generation: .g026)
    let redis = try TestRedis()
    try redis.declareInvites()
    try database.run(
      """
      DELETE FROM invite_queue;
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at, is_rebind,
        old_team_id, consume_immediately)
        VALUES ('a@x.io', 'CODE', 'processing', 1, now() - interval '3 hours', true, 1, false)
      """)
    let found = try await doctor("backend-queue", database)
    #expect(found.verdict == "warn")
    #expect(found.detail.contains("each a use in flight"), "\(found.detail)")
    #expect(found.fix == "invitectl cleanup-queue --stuck --yes")
    let mend = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes", "-o", "json"],
      environment: Sandbox.variables(database: database, redis: redis))
    #expect(mend.exitCode == 0, "\(mend.errors)")
    // As a rebind from its old team, by the backend's own job: no message of ours.
    let row = try database.connect().query(
      "SELECT status::text, is_rebind, old_team_id FROM invite_queue", deadline: .soon
    ).only()
    #expect(try row.string("status") == "waiting")
    #expect(try row.bool("is_rebind"))
    #expect(try row.int("old_team_id") == 1)
    #expect(try TestRedis.connect(redis.broker).send("KEYS", "invites*").asStrings().isEmpty)
    #expect(try await doctor("backend-queue", database).verdict == "pass")
  }

  @Test func `an invite that nobody accepts keeps a code used up`() async throws {
    let database = try TestDatabase(generation: .g026)
    try database.run(
      """
      DELETE FROM invite_records; DELETE FROM redeem_codes;
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days)
        VALUES ('ONE', 'direct', 1, 0, true, 30), ('TWO', 'direct', 2, 0, true, 30);
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        SELECT 1, 'a@x.io', 'success', code, now() - interval '8 days', false FROM redeem_codes
      """)
    try await mended("backend-in-flight", database, shown: "1 invite ", "used up")
  }

  @Test func `seven old invites are given up at once`() async throws {
    let database = try TestDatabase(generation: .g026)
    try database.run(
      """
      DELETE FROM invite_records; DELETE FROM redeem_codes;
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days)
        SELECT 'C' || i, 'direct', 1, 0, true, 30 FROM generate_series(1, 7) AS i;
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        SELECT 1, 'a@x.io', 'success', code, now() - interval '8 days', false FROM redeem_codes
      """)
    try await mended("backend-in-flight", database, shown: "7 invites ")
  }

  @Test(arguments: FixtureGeneration.allCases)
  func `codes without numbers, and teams without max_seats`(
    generation: FixtureGeneration
  ) async throws {
    let database = try TestDatabase(generation: generation)
    try database.run(
      """
      UPDATE redeem_codes SET max_uses = coalesce(max_uses, 1), used_count = coalesce(used_count, 0);
      UPDATE teams SET max_seats = coalesce(max_seats, 5)
      """)
    #expect(try await doctor("backend-rows", database).verdict == "pass")
    // The member sync of E6 ends at an inactive one, too.
    let codes =
      generation == .g026
      ? ("1 code without", "2 codes without") : ("1 active code ", "2 active codes ")
    for (sql, words) in [
      ("UPDATE redeem_codes SET max_uses = NULL WHERE code = 'DIRECT10'", codes.0),
      (
        "UPDATE redeem_codes SET used_count = NULL WHERE code IN ('DIRECT10', 'LINUXDO5')", codes.1
      ),
      (
        "UPDATE redeem_codes SET max_uses = 10, used_count = -3 WHERE code = 'DIRECT10'",
        "1 active code with a used_count below 0 "
      ),
      (
        "UPDATE teams SET max_seats = NULL WHERE id = (SELECT min(id) FROM teams WHERE is_active)",
        "1 active team "
      ),
    ] {
      try database.run(sql)
      try await mended("backend-rows", database, shown: words)
    }
  }
}
