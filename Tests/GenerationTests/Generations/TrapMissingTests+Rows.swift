import Foundation
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Rows and tables that lack something.
extension TrapMissingTests {
  /// Its invite is not counted yet: the code ends the sync of the whole team, active or not.
  @Test func `an inactive code without numbers ends the member sync`() async throws {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run(
      """
      DELETE FROM redeem_codes WHERE code = 'DIRECTNULLS';
      UPDATE redeem_codes SET max_uses = NULL, is_active = false WHERE code = 'LINUXDO5';
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        VALUES (1, 't@x.io', 'success', 'LINUXDO5', \(Self.utc), false)
      """)
    #expect(try await world.peer.sync()["failed_teams"]?.array?.count == 1)
    let found = try await DoctorFinding("backend-rows", world.database, world.redis)
    #expect(found.detail.contains("1 code without max_uses"), "\(found)")
    try found.type(into: world.database)
    #expect(try await world.peer.sync()["failed_teams"]?.array?.isEmpty == true)
    #expect(try await DoctorFinding("backend-rows", world.database, world.redis).verdict == "pass")
  }

  /// A reservation without a time is never given up by the backend; no worker will take it without a
  /// message.
  @Test func `a reservation without created_at and without a message is deleted`() async throws {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run(
      Self.record + "(1, 't@x.io', 'LINUXDO5', false, 'reserved', NULL)")
    let found = try await DoctorFinding("backend-rows", world.database, world.redis)
    #expect(found.detail.contains("1 reservation without a message"), "\(found)")
    try world.run(try #require(found.fix))
    #expect(try await DoctorFinding("backend-rows", world.database, world.redis).verdict == "pass")
  }

  /// The command leaves such a row where it is, and so is not what is said of it.
  @Test func `a row without a code is not for cleanup-queue`() async throws {
    let world = try await GenerationWorld(.g026, prepared: false)
    let rows = """
      DELETE FROM invite_queue;
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at, is_rebind,
        consume_immediately)
      SELECT 't@x.io', code, 'processing', 1, \(Self.utc) - interval '3 hours', false, false
      FROM (VALUES (NULL), ('LINUXDO5')) AS c (code)
      """
    try world.run(rows)
    let found = try await DoctorFinding("backend-queue", world.database, world.redis)
    let fixes = try #require(found.fix).components(separatedBy: "\n")
    #expect(fixes.count == 2 && fixes[0] == "invitectl cleanup-queue --stuck --yes", "\(found)")
    let stuck = try await world.invitectl("cleanup-queue", "--stuck", "--yes")
    #expect(stuck.output.contains("codeless"), "\(stuck.output)\(stuck.errors)")
    #expect(
      try world.value("SELECT status FROM invite_queue WHERE redeem_code IS NULL") == "processing")
    try world.run(fixes[1])
    #expect(try await DoctorFinding("backend-queue", world.database, world.redis).verdict == "pass")
  }

  @Test(arguments: FixtureGeneration.allCases)
  func `tables that are missing are named`(generation: FixtureGeneration) async throws {
    let world = try await GenerationWorld(generation, prepared: false)
    try world.run("DROP TABLE invite_queue")
    let queue = try await DoctorFinding("backend-tables", world.database, world.redis)
    #expect(queue.detail == "there is no table invite_queue in schema public", "\(queue)")
    #expect(queue.fix?.contains("start the backend's API once") == true, "\(queue)")
    let isSpare = generation == .g008 || generation == .g013
    #expect(queue.verdict == (isSpare ? "warn" : "fail"), "\(queue)")
    try world.run("DROP TABLE team_groups, team_members CASCADE")
    let several = try await DoctorFinding("backend-tables", world.database, world.redis)
    #expect(several.verdict == "fail")
    for table in ["invite_queue", "team_groups", "team_members"] {
      #expect(several.detail.contains(table), "\(several)")
    }
    #expect(several.fix?.contains("migrations") == true, "\(several)")
  }
}
