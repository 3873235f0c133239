import Foundation
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Rows that lack what the backend's models would have filled in, and others that its jobs leave as they
/// are: each is named on every backend that has its columns, however the tables were made, and gone by what
/// is typed.
@Suite struct TrapMissingTests {
  /// One kind of row.
  struct Trap: Sendable, CustomTestStringConvertible {
    let check: String
    /// Words of the detail.
    let shown: String
    /// `FAILED` and the like are written as the database has them.
    let plant: String
    /// What is true afterwards.
    let mended: String
    var since = 8
    var until = 26

    var testDescription: String { shown }
  }

  static let record =
    "INSERT INTO invite_records (team_id, email, redeem_code, is_rebind, status, created_at) VALUES "
  private static let queued =
    "INSERT INTO invite_queue (email, redeem_code, retry_count, KIND status, created_at) VALUES "
  static let utc = "now() AT TIME ZONE 'utc'"

  static let all: [Trap] = [
    Trap(
      check: "backend-queue", shown: "1 row (ids ID) 'processing' or 'pending' without a code",
      plant: queued + "('t@x.io', ' ', 1, VALUES 'PROCESSING', \(utc) - interval '2 hours')",
      mended: "status::text ILIKE 'failed' AND processed_at IS NOT NULL"),
    Trap(
      check: "backend-queue", shown: "1 row (ids ID) 'processing' or 'pending' without a code",
      plant: queued + "('t@x.io', NULL, 1, VALUES 'PENDING', \(utc) - interval '2 hours')",
      mended: "status::text ILIKE 'failed' AND processed_at IS NOT NULL"),
    Trap(
      check: "backend-queue", shown: "1 open row (ids ID) without created_at",
      plant: queued
        + "('before@x.io', 'DIRECT10', 0, VALUES 'FAILED', \(utc) - interval '10 minutes');"
        + queued + "('t@x.io', 'DIRECT10', 0, VALUES 'PENDING', NULL)",
      mended: "created_at = (SELECT max(created_at) FROM invite_queue WHERE email = 'before@x.io')"),
    Trap(
      check: "backend-queue", shown: "1 row (ids ID) without status",
      plant: queued + "('t@x.io', 'DIRECT10', 0, VALUES NULL, \(utc))",
      mended: "status::text ILIKE 'failed' AND processed_at IS NOT NULL"),
    Trap(
      check: "backend-queue", shown: "1 row (ids ID) done for 30 days without processed_at",
      plant: queued + "('t@x.io', 'DIRECT10', 0, VALUES 'FAILED', \(utc) - interval '40 days')",
      mended: "processed_at = created_at"),
    Trap(
      check: "backend-rows", shown: "1 invite (ids ID) without created_at",
      plant: record + "(1, 't@x.io', 'LINUXDO5', false, 'SUCCESS', NULL)",
      mended: "created_at = (SELECT max(created_at) FROM invite_records WHERE email <> 't@x.io')"),
    Trap(
      check: "backend-rows", shown: "1 invite (ids ID) without created_at",
      plant: record + "(1, 't@x.io', 'LINUXDO5', false, 'SUCCESS', 'infinity')",
      mended: "isfinite(created_at)"),
    Trap(
      check: "backend-rows", shown: "1 invite (ids ID) without status",
      plant: record + "(1, 't@x.io', 'LINUXDO5', false, NULL, \(utc))",
      mended: "status::text ILIKE 'failed'"),
    Trap(
      check: "backend-rows", shown: "1 bound code (ids ID) without validity_days",
      plant: "UPDATE redeem_codes SET validity_days = NULL, note = 't' WHERE code = 'LINUXDOBOUND'",
      mended: "validity_days = 30"),
    Trap(
      check: "backend-rows", shown: "1 active code (ids ID) without created_at",
      plant: "UPDATE redeem_codes SET created_at = NULL, note = 't' WHERE code = 'LINUXDO5'",
      mended: "created_at = (SELECT max(created_at) FROM redeem_codes WHERE code LIKE 'DIRECT%')"),
    Trap(
      check: "backend-rows", shown: "1 active code (ids ID) without status",
      plant: "UPDATE redeem_codes SET status = NULL, note = 't' WHERE code = 'LINUXDO5'",
      mended: "status = 'bound'", since: 9),
    Trap(
      check: "backend-rows", shown: "1 code (ids ID) whose member the backend could not remove",
      plant: """
        UPDATE redeem_codes SET status = 'removal_failed', removal_retry_count = 5, note = 't'
        WHERE code = 'LINUXDOLAPSED'
        """, mended: "status = 'bound' AND removal_retry_count = 0", since: 18),
    Trap(
      check: "backend-rows",
      shown: "1 active team (ids ID) of more than 100 seats with 100 members",
      plant: """
        UPDATE teams SET max_seats = 150, description = 't' WHERE name = 'roomy';
        INSERT INTO team_members (team_id, email) SELECT id, 'm' || i || '@x.io'
        FROM teams, generate_series(1, 100) AS i WHERE name = 'roomy'
        """, mended: "max_seats = 100"),
    Trap(
      check: "backend-codes", shown: "1 code (ids ID) without is_active",
      plant: "UPDATE redeem_codes SET is_active = NULL, note = 't' WHERE code = 'DIRECTBETA'",
      mended: "is_active = false"),
    Trap(
      check: "backend-codes", shown: "1 active code (ids ID) without code_type",
      plant: "UPDATE redeem_codes SET code_type = NULL, note = 't' WHERE code = 'DIRECT10'",
      mended: "code_type::text ILIKE 'direct'"),
    Trap(
      check: "backend-codes", shown: "1 active code (ids ID) bound to an email with capitals",
      plant: """
        UPDATE redeem_codes SET bound_email = ' Bound@Example.com', note = 't'
        WHERE code = 'LINUXDOBOUND'
        """, mended: "bound_email = 'bound@example.com'"),
    Trap(
      check: "backend-codes", shown: "1 active code (ids ID) without rebind_count or rebind_limit",
      plant: """
        UPDATE redeem_codes SET rebind_count = NULL, rebind_limit = 2, note = 't'
        WHERE code = 'LINUXDO5'
        """, mended: "rebind_count = 0 AND rebind_limit = 2", since: 9, until: 23),
  ]

  /// The id and whether it is as it should be.
  private func subject(_ trap: Trap, _ what: String) -> String {
    for (table, condition) in [
      ("invite_queue", "email = 't@x.io'"), ("invite_records", "email = 't@x.io'"),
      ("redeem_codes", "note = 't'"), ("teams", "description = 't'"),
    ] where trap.plant.contains(table) {
      return "SELECT \(what) FROM \(table) WHERE \(condition)"
    }
    return ""
  }

  /// Each in every generation, in one of its two makings; in the next generation in the other one.
  @Test(arguments: FixtureGeneration.allCases, FixtureMaking.allCases)
  func `each is named, and gone by what is typed`(
    generation: FixtureGeneration, made: FixtureMaking
  ) async throws {
    let world = try await GenerationWorld(generation, made, prepared: false)
    try world.run("DELETE FROM redeem_codes WHERE code = 'DIRECTNULLS'; DELETE FROM invite_queue")
    for check in ["backend-queue", "backend-rows", "backend-codes"] {
      let clean = try await DoctorFinding(check, world.database, world.redis)
      #expect(clean.verdict == "pass", "\(clean)")
    }
    let turn =
      (FixtureGeneration.allCases.firstIndex(of: generation) ?? 0)
      + (FixtureMaking.allCases.firstIndex(of: made) ?? 0)
    for (index, trap) in Self.all.enumerated()
    where trap.since <= generation.rawValue && generation.rawValue <= trap.until
      && (index + turn).isMultiple(of: 2)
    {
      try world.run(sql(trap.plant, generation))
      let id = try #require(try world.value(subject(trap, "id")), "\(trap.plant)")
      let found = try await DoctorFinding(trap.check, world.database, world.redis)
      let shown = trap.shown.replacing("ID", with: id)
      #expect(found.verdict == "warn" && found.detail.contains(shown), "\(shown): \(found)")
      try found.type(into: world.database)
      #expect(try world.value(subject(trap, trap.mended)) == "true", "\(shown): \(found.fix ?? "")")
      let again = try await DoctorFinding(trap.check, world.database, world.redis)
      #expect(again.verdict == "pass", "\(shown): \(again)")
      try world.run("DELETE FROM invite_queue; DELETE FROM invite_records WHERE email = 't@x.io'")
      try world.run("UPDATE redeem_codes SET note = NULL; UPDATE teams SET description = NULL")
    }
  }

  /// Labels in the capitals of the generation, and the columns that its queue must have.
  private func sql(_ text: String, _ generation: FixtureGeneration) -> String {
    var text = text
    if generation != .g008 {
      for label in ["PROCESSING", "PENDING", "FAILED", "SUCCESS"] {
        text = text.replacing("'\(label)'", with: "'\(label.lowercased())'")
      }
    }
    let isLater = generation == .g026
    return text.replacing("KIND ", with: isLater ? "is_rebind, consume_immediately, " : "")
      .replacing("VALUES '", with: isLater ? "false, false, '" : "'")
      .replacing("VALUES NULL", with: isLater ? "false, false, NULL" : "NULL")
  }

  /// What the backend itself does with such a code, before and after.
  @Test func `a bound code without validity_days fails each request, and not after what is typed`()
    async throws
  {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run("UPDATE redeem_codes SET validity_days = NULL WHERE code = 'LINUXDOBOUND'")
    let fails = try await world.peer.web("redeem", "LINUXDOBOUND", "bound@example.com")
    #expect(fails["error"]?.string == "FAILS", "the trap: \(fails)")
    let found = try await DoctorFinding("backend-rows", world.database, world.redis)
    try found.type(into: world.database)
    let answer = try await world.peer.web("redeem", "LINUXDOBOUND", "bound@example.com")
    #expect(answer["state"]?.string == "INVITE_QUEUED", "\(answer)")
  }

  @Test func `a code without code_type, and one bound to an email in capitals`() async throws {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run(
      """
      UPDATE redeem_codes SET code_type = NULL WHERE code = 'DIRECT10';
      UPDATE redeem_codes SET bound_email = 'Bound@Example.com' WHERE code = 'LINUXDOBOUND'
      """)
    let asked = [("direct", "DIRECT10", "a@x.io"), ("redeem", "LINUXDOBOUND", "Bound@Example.com")]
    for (flow, code, email) in asked {
      let refused = try await world.peer.web(flow, code, email)
      #expect(
        ["INVALID_CODE", "EMAIL_MISMATCH"].contains(refused["error"]?.string), "\(refused)")
    }
    try await DoctorFinding("backend-codes", world.database, world.redis)
      .type(into: world.database)
    for (flow, code, email) in asked {
      let answer = try await world.peer.web(flow, code, email)
      #expect(answer["state"]?.string == "INVITE_QUEUED", "\(answer)")
    }
  }

  @Test func `who used a code without status is removed after what is typed`() async throws {
    let world = try await GenerationWorld(.g026, .createAll, prepared: false)
    try world.run("UPDATE redeem_codes SET status = NULL WHERE code = 'LINUXDOLAPSED'")
    try await world.peer.job("e6", "lapsed")
    #expect(
      try world.value("SELECT removed_at IS NULL FROM redeem_codes WHERE code = 'LINUXDOLAPSED'")
        == "true")
    try await DoctorFinding("backend-rows", world.database, world.redis).type(into: world.database)
    try await world.peer.job("e6", "lapsed")
    #expect(
      try world.value("SELECT status FROM redeem_codes WHERE code = 'LINUXDOLAPSED'") == "removed")
  }
}
