import InviteOps
import TestSupport
import Testing

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
}
