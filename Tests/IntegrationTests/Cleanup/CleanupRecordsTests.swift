import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@Suite struct CleanupRecordsTests {
  /// One old record a case, by email; the codes are made for them.
  private static let cases = """
    INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, expires_at,
      bound_email, activated_at, validity_days)
    SELECT code, (enum_range(NULL::redeemcodetype))[1], 5, 1, active,
      (now() AT TIME ZONE 'utc') + expires, bound, (now() AT TIME ZONE 'utc') - activated, days
    FROM (VALUES
      ('OPEN', true, interval '1 day', NULL, NULL::interval, NULL::int),
      ('FOREVER', true, NULL, NULL, NULL, NULL),
      ('EXPIRED', true, '-1 day', NULL, NULL, NULL),
      ('OFF', false, '1 day', NULL, NULL, NULL),
      ('BOUNDVALID', true, '-1 day', 'bound@example.com', '100 days', 365),
      ('BOUNDOVER', true, '-1 day', 'over@example.com', '100 days', 30),
      ('BOUNDOFF', false, '-1 day', 'off@example.com', '100 days', 365)
    ) AS c (code, active, expires, bound, activated, days);
    INSERT INTO invite_records (team_id, email, redeem_code, status, created_at, is_rebind)
    SELECT 1, email, code,
      (SELECT s FROM unnest(enum_range(NULL::invitestatus)) AS s WHERE upper(s::text) = status),
      (now() AT TIME ZONE 'utc') - age, false
    FROM (VALUES
      ('open@example.com', 'OPEN', 'SUCCESS', interval '100 days'),
      ('forever@example.com', 'FOREVER', 'FAILED', '100 days'),
      ('in-another-case@example.com', ' open', 'SUCCESS', '100 days'),
      ('expired@example.com', 'EXPIRED', 'SUCCESS', '100 days'),
      ('expired-failed@example.com', 'EXPIRED', 'FAILED', '100 days'),
      ('expired-pending@example.com', 'EXPIRED', 'PENDING', '100 days'),
      ('expired-young@example.com', 'EXPIRED', 'SUCCESS', '80 days'),
      ('switched-off@example.com', 'OFF', 'SUCCESS', '100 days'),
      ('nobody@example.com', 'NOSUCHCODE', 'SUCCESS', '100 days'),
      ('codeless@example.com', NULL, 'SUCCESS', '100 days'),
      ('Bound@example.com', 'BOUNDVALID', 'SUCCESS', '120 days'),
      ('bound@example.com', 'BOUNDVALID', 'SUCCESS', '100 days'),
      ('bound@example.com', 'BOUNDVALID', 'FAILED', '95 days'),
      ('foreign@example.com', 'BOUNDVALID', 'SUCCESS', '100 days'),
      ('over@example.com', 'BOUNDOVER', 'SUCCESS', '100 days'),
      ('off@example.com', 'BOUNDOFF', 'SUCCESS', '100 days'),
      ('served@example.com', 'OFF', 'SUCCESS', '100 days'),
      ('served-nameless@example.com', NULL, 'SUCCESS', '100 days'),
      ('served-timeless@example.com', 'OFF', 'FAILED', '100 days'),
      ('served-once@example.com', 'OFF', 'SUCCESS', '200 days')
    ) AS r (email, code, status, age);
    INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
    SELECT email, code, (SELECT s FROM unnest(enum_range(NULL::invitequeuestatus)) AS s
      WHERE upper(s::text) = status), 0, (now() AT TIME ZONE 'utc') - age
    FROM (VALUES
      (' Served@example.com', 'off ', 'PROCESSING', interval '101 days'),
      ('served-nameless@example.com', 'OFF', 'PENDING', '150 days'),
      ('served-timeless@example.com', 'OFF', 'PENDING', NULL),
      -- Younger than the record, of another code, done.
      ('served-once@example.com', 'OFF', 'PENDING', '150 days'),
      ('switched-off@example.com', 'OTHER', 'PENDING', '150 days'),
      ('off@example.com', 'BOUNDOFF', 'SUCCESS', '101 days')
    ) AS q (email, code, status, age)
    """

  @Test(arguments: [false, true])
  func `only records that nobody needs any more go, and restore gives them back`(
    lowerCase: Bool
  ) throws {
    let fixture = try CleanupFixture(lowerCase: lowerCase)
    try fixture.database.run("DELETE FROM invite_records")
    try fixture.database.run(Self.cases)
    let before = try fixture.rows("invite_records")
    var request = CleanupRequest()
    request.recordsOlderThan = .seconds(90 * 86_400)
    request.archive = fixture.directory
    let cleanup = CleanupQueue(try fixture.context())
    #expect(try cleanup.plan(request).tables.map(\.rows) == [0, 11])
    let outcome = try cleanup.run(request)
    #expect(outcome.tables.map(\.deleted) == [0, 11])
    let kept = try fixture.connection.query(
      "SELECT email || ' ' || upper(status::text) AS row FROM invite_records ORDER BY 1",
      deadline: .soon
    ).map { try $0.string("row") }
    #expect(
      kept
        == [
          // The last success of the one it is bound to, for a rebind.
          "bound@example.com SUCCESS",
          "expired-pending@example.com PENDING", "expired-young@example.com SUCCESS",
          // Codes that can still be redeemed: evidence.
          "forever@example.com FAILED", "in-another-case@example.com SUCCESS",
          "open@example.com SUCCESS",
          // Of an open row of the queue, of which only the record says that it was served.
          "served@example.com SUCCESS", "served-nameless@example.com SUCCESS",
          "served-timeless@example.com FAILED",
        ].sorted())
    let path = try #require(outcome.tables[1].archive)
    _ = try CleanupRestore(try fixture.context()).run(path, dryRun: false)
    #expect(try fixture.rows("invite_records") == before)
  }

  /// Without a copy of its own each batch asks the queue.
  @Test(arguments: [true, false])
  func `the same records stay for a role that may make no temporary table`(mayCopy: Bool) throws {
    let fixture = try CleanupFixture()
    try fixture.database.run("DELETE FROM invite_records")
    try fixture.database.run(Self.cases)
    let role = try TestRole(in: fixture.database)
    try fixture.database.run(
      """
      GRANT SELECT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \(role.name);
      REVOKE TEMPORARY ON DATABASE "\(fixture.database.name)" FROM PUBLIC
      """)
    if mayCopy {
      try fixture.database.run(
        "GRANT TEMPORARY ON DATABASE \"\(fixture.database.name)\" TO \(role.name)")
    }
    var request = CleanupRequest()
    request.recordsOlderThan = .seconds(90 * 86_400)
    let outcome = try CleanupQueue(
      .test(environment: ["DATABASE_URL": fixture.database.url(role: role.name)])
    ).run(request)
    #expect(outcome.tables.map(\.deleted) == [0, 11])
  }

  @Test func `where there is no queue no row of it is open`() throws {
    let fixture = try CleanupFixture()
    try fixture.database.run("DELETE FROM invite_records")
    try fixture.database.run(Self.cases)
    try fixture.database.run("DROP TABLE invite_queue")
    var request = CleanupRequest()
    request.recordsOlderThan = .seconds(90 * 86_400)
    let outcome = try CleanupQueue(try fixture.context()).run(request)
    #expect(outcome.tables.map(\.deleted) == [14])
    #expect(outcome.notes == ["there is no table invite_queue"])
  }

  @Test func `a table with child tables is refused, as rows' addresses are no keys`() throws {
    let fixture = try CleanupFixture()
    try fixture.database.run("CREATE TABLE part () INHERITS (invite_records)")
    var request = CleanupRequest()
    request.recordsOlderThan = .seconds(90 * 86_400)
    let failure = #expect(throws: Failure.self) {
      try CleanupQueue(try fixture.context()).run(request)
    }
    #expect(failure?.reason == "single-rows", "\(failure.map { "\($0)" } ?? "")")
  }

  @Test func `rows whose team is gone cannot be restored, and each is named`() throws {
    let fixture = try CleanupFixture()
    try fixture.database.run("DELETE FROM invite_records; DELETE FROM team_members")
    try fixture.database.run(Self.cases)
    var request = CleanupRequest()
    request.recordsOlderThan = .seconds(90 * 86_400)
    request.archive = fixture.directory
    let outcome = try CleanupQueue(try fixture.context()).run(request)
    let path = try #require(outcome.tables[1].archive)
    try fixture.database.run("DELETE FROM invite_records; DELETE FROM teams WHERE id = 1")
    let restored = try CleanupRestore(try fixture.context()).run(path, dryRun: false)
    #expect(restored.failure?.kind == .partial)
    #expect(restored.refused.count == restored.rows)
    for finding in restored.refused.shown {
      #expect(finding.constraint == "invite_records_team_id_fkey")
    }
    #expect(try fixture.count("invite_records") == 0)
  }
}
