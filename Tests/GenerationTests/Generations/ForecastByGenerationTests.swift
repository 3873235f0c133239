import TestSupport
import TestWorlds
import Testing

@testable import InviteDomain
@testable import InviteOps

/// A forecast beside backends that count uses in different ways.
@Suite struct ForecastByGenerationTests {
  private static func world(_ generation: FixtureGeneration) async throws -> GenerationWorld {
    let world = try await GenerationWorld(generation, seed: false, prepared: false)
    // Ten invites a day of which half are accepted, and one from before.
    try world.run(
      """
      INSERT INTO teams (name, account_id, session_token, max_seats, is_active)
      VALUES ('all', 'all', 's', 500, true);
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active)
      VALUES ('CODE', (enum_range(NULL::redeemcodetype))[1], 1000, 0, true);
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, accepted_at, is_rebind)
      SELECT t.id, 'n' || n || '@example.com',
        (SELECT s FROM unnest(enum_range(NULL::invitestatus)) AS s WHERE lower(s::text) = 'success'),
        'CODE', (now() AT TIME ZONE 'utc') - (n + 0.5)::float8 * interval '24 hours' / 10,
        CASE WHEN n % 2 = 0 THEN now() AT TIME ZONE 'utc' END, false
      FROM generate_series(0, 279) AS n CROSS JOIN teams AS t;
      INSERT INTO invite_records (team_id, email, status, created_at, is_rebind)
      SELECT id, 'old@example.com', (enum_range(NULL::invitestatus))[1],
        (now() AT TIME ZONE 'utc') - interval '60 days', false
      FROM teams
      """)
    return world
  }

  private func forecast(_ world: GenerationWorld) throws -> [ForecastSubject: ForecastLine] {
    let context = try OperationContext.test(environment: world.environment)
    let outcome = try Forecast(context, subjects: [.seats, .codes]).run()
    #expect(outcome.historyDays == 28)
    return Dictionary(uniqueKeysWithValues: outcome.subjects.map { ($0.subject, $0) })
  }

  @Test(arguments: [FixtureGeneration.g008, .g019, .g023])
  func `where the request counts each invite is a use`(generation: FixtureGeneration) async throws {
    let found = try forecast(try await Self.world(generation))
    #expect(found[.codes]?.remaining == 1000 && found[.codes]?.perDay == 10, "\(found)")
    // Those of the last day hold one, and half of them will keep it.
    #expect(found[.seats]?.remaining == 490 && found[.seats]?.perDay == 5, "\(found)")
  }

  @Test func `where joining counts half of them are, and what is on its way is taken off`()
    async throws
  {
    let world = try await Self.world(.g026)
    let found = try forecast(world)
    #expect(found[.codes]?.remaining == 1000 - 140 && found[.codes]?.perDay == 5, "\(found)")
    #expect(found[.seats]?.remaining == 490 && found[.seats]?.perDay == 5, "\(found)")
    try world.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, created_at, is_rebind, consume_immediately)
      VALUES ('waits@example.com', 'CODE', 'waiting', now() AT TIME ZONE 'utc', false, false)
      """)
    #expect(try forecast(world)[.codes]?.remaining == 1000 - 141)
    let paper = try Campaign(
      OperationContext.test(environment: world.environment), Self.request
    ).run()
    #expect(paper.codes.available == 1000 - 141 && paper.seats.available == 490, "\(paper)")
    // All 600 take their seat when they come: 490 messages, and not one more.
    #expect(paper.seats.missing == 110 && paper.peak.late == 490, "\(paper)")
  }

  /// A direct code of another one's, with 30 uses left, and 20 uses for anybody.
  private static func bind(_ world: GenerationWorld) throws {
    try world.run(
      """
      INSERT INTO redeem_codes
        (code, code_type, max_uses, used_count, is_active, bound_email, activated_at, validity_days)
      SELECT n, t, m, 0, true, b, now() AT TIME ZONE 'utc', 30
      FROM (VALUES ('BOUND', 30, 'b@example.com'), ('FREE', 20, NULL)) AS v (n, m, b)
        CROSS JOIN unnest(enum_range(NULL::redeemcodetype)) AS t
      WHERE lower(t::text) = 'direct';
      UPDATE redeem_codes SET bound_email = 'owner@example.com' WHERE code = 'CODE'
      """)
  }

  /// The direct flow of the first era takes anybody's token, whoever has bound the code by the other flow.
  @Test(arguments: [
    (FixtureGeneration.g008, 50), (FixtureGeneration.g019, 20), (FixtureGeneration.g023, 20),
  ])
  func `what is bound is its owner's, but for direct codes of the first era`(
    generation: FixtureGeneration, left: Int
  ) async throws {
    let world = try await Self.world(generation)
    try Self.bind(world)
    let codes = try #require(try forecast(world)[.codes])
    #expect(codes.remaining == left, "\(codes)")
    let paper = try Campaign(
      OperationContext.test(environment: world.environment), Self.request
    ).run()
    #expect(paper.codes.available == left && paper.boundUses == 1050 - left, "\(paper)")
  }

  /// Five uses, and three below none: of a bucket that would have eight no run makes one, a row has eight left.
  @Test(arguments: [
    (FixtureGeneration.g008, 1008, true), (FixtureGeneration.g019, 1008, true),
    (FixtureGeneration.g023, 1008, true), (FixtureGeneration.g026, 1016 - 140, false),
  ])
  func `a count below 0 leaves more in the row, and nothing where there can be no bucket`(
    generation: FixtureGeneration, left: Int, isNamed: Bool
  ) async throws {
    let world = try await Self.world(generation)
    try world.run(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active)
      SELECT 'BELOW' || lower(t::text), t, 5, -3, true
      FROM unnest(enum_range(NULL::redeemcodetype)) AS t WHERE lower(t::text) IN ('direct', 'linuxdo');
      UPDATE redeem_codes SET code = upper(code) WHERE used_count < 0
      """)
    let codes = try #require(try forecast(world)[.codes])
    #expect(codes.remaining == left, "\(codes)")
    let note =
      "not in it: 5 uses of codes with a used_count below 0, of which no bucket can be made"
    #expect(codes.notes.contains(note) == isNamed, "\(codes)")
  }

  @Test func `what is on its way of bound codes takes nothing from those that are free`()
    async throws
  {
    let world = try await Self.world(.g026)
    try Self.bind(world)
    // 140 are on their way with CODE, and one waits.
    try world.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, created_at, is_rebind, consume_immediately)
      VALUES ('waits@example.com', 'CODE', 'waiting', now() AT TIME ZONE 'utc', false, false)
      """)
    #expect(try forecast(world)[.codes]?.remaining == 20)
    try world.run("UPDATE invite_queue SET redeem_code = 'FREE'")
    #expect(try forecast(world)[.codes]?.remaining == 19)
  }

  /// Of 510 free seats 20 are of a group for which 30 wait, and none of one for which 7 do; 40 wait for any.
  @Test(arguments: [
    (FixtureGeneration.g023, "", ""),
    (FixtureGeneration.g026, ", is_rebind, consume_immediately", ", false, false"),
  ])
  func `free seats that rows of the queue wait for are not for who comes now`(
    generation: FixtureGeneration, columns: String, values: String
  ) async throws {
    let world = try await Self.world(generation)
    // The code that writes it was five weeks older than the migration that adds it (025).
    try world.run("ALTER TYPE invitequeuestatus ADD VALUE IF NOT EXISTS 'waiting'")
    try world.run(
      """
      INSERT INTO team_groups (name) VALUES ('own'), ('full');
      INSERT INTO teams (name, account_id, session_token, max_seats, is_active, group_id)
      SELECT name, name, 's', CASE name WHEN 'own' THEN 20 ELSE 0 END, true, id
      FROM team_groups WHERE name IN ('own', 'full');
      INSERT INTO invite_queue (email, redeem_code, status, created_at, group_id\(columns))
      SELECT 'w' || n || '@example.com', 'CODE', 'waiting', now() AT TIME ZONE 'utc',
        (SELECT id FROM team_groups WHERE name = v.name)\(values)
      FROM (VALUES ('own', 30), ('full', 7), (NULL, 40)) AS v (name, most)
      CROSS JOIN LATERAL generate_series(1, v.most) AS n
      """)
    let seats = try #require(try forecast(world)[.seats])
    #expect(seats.remaining == 450, "\(seats)")
    #expect(
      seats.notes == [
        "not in it: 60 free seats that rows of invite_queue wait for", "none left in 1 of 3 groups",
      ], "\(seats)")
    let paper = try Campaign(
      OperationContext.test(environment: world.environment), Self.request
    ).run()
    #expect(
      paper.seatNotes == [
        "in it: 60 free seats that rows of invite_queue wait for", "none left in 1 of 3 groups",
      ], "\(paper)")
    // With as many as there are nothing is left for anybody else.
    try world.run("UPDATE teams SET max_seats = 50 WHERE name = 'all'")
    let none = try #require(try forecast(world)[.seats])
    #expect(none.state == .out && none.remaining == 0, "\(none)")
  }

  private static var request: Campaign.Request {
    var request = Campaign.Request(redemptions: 600, time: .zero, workers: 1)
    request.concurrency = 1
    request.runtime = .seconds(1)
    return request
  }
}
