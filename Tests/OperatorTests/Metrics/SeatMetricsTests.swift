import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

/// The backend's rule: max_seats − members − distinct emails of SUCCESS records of the last 24 h
/// that are no members yet.
@Suite struct SeatMetricsTests {
  private let world: MetricsWorld

  init() throws {
    world = try MetricsWorld()
    try world.run(
      """
      INSERT INTO team_groups (name, created_at) VALUES ('alpha', now());
      INSERT INTO teams (id, name, account_id, session_token, max_seats, is_active, group_id)
      VALUES (1, 'one', 'a', 's', 10, true, 1), (2, 'two', 'b', 's', 2, true, NULL),
        (3, 'closed', 'c', 's', 50, false, 1), (4, 'nothing', 'd', 's', NULL, true, NULL);
      INSERT INTO team_members (team_id, email) VALUES
        (1, 'Member@Example.com'), (1, 'other@example.com'),
        (2, 'a@example.com'), (2, 'b@example.com'), (2, 'c@example.com'), (3, 'd@example.com');
      """)
  }

  private func invite(_ team: Int, _ email: String, _ age: String, _ status: String = "SUCCESS")
    throws
  {
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      VALUES (\(team), '\(email)', '\(status)', (now() AT TIME ZONE 'utc') - interval '\(age)')
      """)
  }

  @Test func `members and recent invites take seats, each person once`() throws {
    try invite(1, "new@example.com", "1 hour")
    try invite(1, "NEW@example.com", "2 hours")
    try invite(1, "member@EXAMPLE.com", "1 hour")  // is a member already
    try invite(1, "old@example.com", "24 hours 1 minute")
    try invite(1, "young@example.com", "23 hours 59 minutes")
    try invite(1, "failed@example.com", "1 hour", "FAILED")
    try invite(1, "pending@example.com", "1 hour", "PENDING")
    try invite(3, "closed@example.com", "1 hour")
    let readings = try world.collect(.seats)
    #expect(readings[#"invitehub_group_seats{group="alpha",state="max"}"#] == 10)
    #expect(readings[#"invitehub_group_seats{group="alpha",state="member"}"#] == 2)
    #expect(readings[#"invitehub_group_seats{group="alpha",state="pending"}"#] == 2)
    #expect(readings[#"invitehub_group_seats{group="alpha",state="available"}"#] == 6)
    #expect(readings[#"invitehub_teams{group="alpha"}"#] == 1)
  }

  @Test func `letters beyond ASCII are one in either case, too`() throws {
    try world.run("INSERT INTO team_members (team_id, email) VALUES (1, 'Jürgen@example.com')")
    try invite(1, "JÜRGEN@example.com", "1 hour")
    try invite(1, "ZOË@example.com", "1 hour")
    try invite(1, "zoë@example.com", "1 hour")
    let readings = try world.collect(.seats)
    #expect(readings[#"invitehub_seats{state="pending"}"#] == 1)
  }

  @Test func `an over-full team has no seat to lend to another`() throws {
    let readings = try world.collect(.seats)
    // Team two has 3 members on 2 seats, team one 2 on 10.
    #expect(readings[#"invitehub_seats{state="available"}"#] == 8)
    #expect(readings[#"invitehub_group_seats{group="",state="available"}"#] == 0)
    #expect(readings[#"invitehub_seats{state="member"}"#] == 5)
  }

  @Test func `the 24 hours do not move with the database's time zone`() throws {
    try world.run("ALTER DATABASE \(world.database.name) SET TimeZone = 'Asia/Shanghai'")
    try invite(1, "young@example.com", "23 hours 59 minutes")
    try invite(1, "old@example.com", "24 hours 1 minute")
    let readings = try world.collect(.seats)
    #expect(readings[#"invitehub_seats{state="pending"}"#] == 1)
  }

  @Test func `labels in lower case count alike, and without teams all is 0`() throws {
    let lower = try MetricsWorld(enums: "enums-lower", seed: true)
    let before = try lower.collect(.seats)
    try lower.run(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT id, 'x@example.com', 'success', now() AT TIME ZONE 'utc' FROM teams
      WHERE name = 'roomy'
      """)
    let after = try lower.collect(.seats)
    let available = #"invitehub_seats{state="available"}"#
    #expect(after[available] == before[available].map { $0 - 1 })
    let empty = try MetricsWorld()
    for state in ["max", "member", "pending", "available"] {
      #expect(try empty.collect(.seats)["invitehub_seats{state=\"\(state)\"}"] == 0)
    }
  }

  @Test func `nobody is left out where there are too many to be read`() throws {
    // With three teams and six members there is one row too many.
    try world.run(
      """
      INSERT INTO team_members (team_id, email)
      SELECT 1, 'member' || i || '@example.com'
      FROM generate_series(1, \(SeatQueries.mostHolders - 8)) AS i
      """)
    try invite(1, "MEMBER1@example.com", "1 hour")
    try invite(1, "new@example.com", "1 hour")
    #expect(
      try world.postgres.query(SeatQueries.seatHolders(.standard), deadline: .soon).count == 50_001)
    let readings = try world.collect(.seats)
    #expect(readings[#"invitehub_seats{state="member"}"#] == SeatQueries.mostHolders - 3)
    #expect(readings[#"invitehub_seats{state="pending"}"#] == 1)
  }

  /// Three ways to count: of rows, in SQL, and the table's SQL.
  @Test func `all ways to count agree, whatever people are called`() throws {
    try world.run("CREATE SCHEMA invitectl")
    var random = SeededGenerator()
    // The Kelvin sign's lower case is an ASCII letter, and that of Ⱥ is a byte longer.
    let names = [
      "ann", "Ann", "ANN", "zoë", "ZOË", "zoe\u{308}", "İzmir", "izmir", "\u{212a}elvin", "kelvin",
      "Ⱥ", "ⱥ", "o'neil", "back\\slash", "com,ma", "", " ", "ΣΑΣ", "σας", "码", "a\nb",
    ]
    for _ in 0..<30 {
      func people(_ count: Int) -> [(String?, String?)] {
        (0..<count).map { _ in
          (String(Int.random(in: 1...4, using: &random)), names.randomElement(using: &random))
        }
      }
      try world.run("TRUNCATE team_members, invite_records")
      let members = people(.random(in: 0...25, using: &random))
      let invites = people(.random(in: 0...25, using: &random))
      for (table, people) in [("team_members", members), ("invite_records", invites)] {
        let more =
          table == "team_members" ? "" : ", 'SUCCESS'::invitestatus, now() AT TIME ZONE 'utc'"
        try world.postgres.execute(
          """
          INSERT INTO \(table) (team_id, email\(more.isEmpty ? "" : ", status, created_at"))
          SELECT team, email\(more) FROM unnest($1::int[], $2::text[]) AS p (team, email)
          """,
          [PostgresArray.literal(people.map(\.0)), PostgresArray.literal(people.map(\.1))],
          deadline: .soon)
      }
      let counted = try world.collect(.seats)
      for row in try world.postgres.query(SeatQueries.seatsByGroup(.standard), deadline: .soon) {
        let labels = "{group=\"\(try row.optionalString("group_name") ?? "")\""
        #expect(counted["invitehub_teams\(labels)}"] == (try row.int("teams")))
        for (state, column) in [
          ("max", "max_seats"), ("member", "members"), ("pending", "pending"),
          ("available", "available"),
        ] {
          #expect(
            counted["invitehub_group_seats\(labels),state=\"\(state)\"}"]
              == (try row.int(column)), "members \(members), invites \(invites)")
        }
      }
      try world.run(
        "\(SeatStatsQueries.create); \(SeatStatsQueries.refresh(.standard))")
      let viewed = try world.collect(.seats)
      try world.run("DROP TABLE invitectl.team_seat_stats")
      #expect(
        counted.values.filter { $0.key.hasPrefix("invitehub_") }
          == viewed.values.filter { $0.key.hasPrefix("invitehub_") },
        "members \(members), invites \(invites)")
      #expect(counted[#"invitehub_seats{state="member"}"#] == members.count { $0.0 != "3" })
    }
  }
}
