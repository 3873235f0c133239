import InviteOps
import PostgresClient
import TestSupport
import TestWorlds

extension FaultCase {
  static let migrating = [up, down, repair, stamp, optional, refreshSeats]

  /// The indexes of the two revisions, and what may be left of them.
  private static let ours = """
    NOT indisprimary AND NOT indisunique AND indrelid IN ('team_members'::regclass,
      'invite_records'::regclass, 'invite_queue'::regclass, 'redeem_codes'::regclass)
    """
  /// Waits that a person may shorten, and that would pass for a hang here.
  private static let hasty = [
    "-q", "--lock-wait", "3s", "--writer-wait", "3s", "--snapshot-wait", "3s", "--cleanup-wait",
    "1s",
  ]
  private static let head = "008_add_composite_indexes"
  private static let base = "006_add_commercial_fields"

  private static func revision(_ world: FaultWorld) throws -> String {
    try world.world.postgres.query(
      "SELECT coalesce(max(version_num), '') AS revision FROM alembic_version", deadline: .soon
    ).only().string("revision")
  }

  /// Valid indexes, and all of them.
  private static func indexes(_ world: FaultWorld) throws -> [Int] {
    try world.numbers(
      """
      (SELECT count(*) FROM pg_index WHERE \(ours) AND indisvalid),
      (SELECT count(*) FROM pg_index WHERE \(ours))
      """)
  }

  private static func dropAll(_ world: FaultWorld) throws {
    let names = try world.world.postgres.query(
      "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE \(ours)", deadline: .soon
    ).map { try $0.string("name") }
    if !names.isEmpty { try world.execute("DROP INDEX \(names.joined(separator: ", "))") }
  }

  private static func setRevision(_ world: FaultWorld, _ revision: String) throws {
    try world.execute(
      """
      DELETE FROM alembic_version; INSERT INTO alembic_version VALUES ('\(revision)')
      """)
  }

  /// All as head wants it, by plain statements, which take a tenth of the online build's time.
  private static func build(_ world: FaultWorld) throws {
    guard try indexes(world) != [11, 11] else { return try setRevision(world, head) }
    try dropAll(world)
    for file in ["indexes-007", "indexes-008"] {
      try Fixture.load(file, into: world.world.postgres)
    }
    try setRevision(world, head)
  }

  private static func isUp(_ world: FaultWorld) throws -> String? {
    let (counts, revision) = (try indexes(world), try revision(world))
    return counts == [11, 11] && revision == head
      ? nil : "\(counts[0]) of \(counts[1]) indexes are valid at \(revision)"
  }

  private static let up = FaultCase(
    name: "migrate up", arguments: { _ in ["migrate", "up"] + hasty }, expected: [0],
    isRepeatable: true,
    prepare: { world in
      try dropAll(world)
      try setRevision(world, base)
    },
    check: { world, done in
      if done { return try isUp(world) }
      // A revision is recorded only when all that it makes is there.
      let (counts, revision) = (try indexes(world), try revision(world))
      return revision == head && counts[0] < 11 || revision.hasPrefix("007") && counts[0] < 8
        ? "\(counts[0]) valid indexes at \(revision)" : nil
    })

  private static let down = FaultCase(
    name: "migrate down",
    arguments: { _ in ["migrate", "down", "--to", base, "--yes"] + hasty }, expected: [0],
    isRepeatable: true, prepare: build,
    check: { world, done in
      let (counts, revision) = (try indexes(world), try revision(world))
      if done {
        return counts == [0, 0] && revision == base ? nil : "\(counts) indexes at \(revision)"
      }
      return revision == base && counts[0] > 0 ? "\(counts) indexes at \(revision)" : nil
    })

  /// Two indexes that an interrupted build left.
  private static let repair = FaultCase(
    name: "migrate repair", arguments: { _ in ["migrate", "repair"] + hasty }, expected: [0],
    isRepeatable: true,
    prepare: { world in
      try build(world)
      try world.execute(
        """
        UPDATE pg_index SET indisvalid = false WHERE indexrelid IN
          ('ix_invite_records_email'::regclass, 'ix_team_members_team_email'::regclass)
        """)
    },
    check: { world, done in done ? try isUp(world) : nil })

  private static let stamp = FaultCase(
    name: "migrate stamp", arguments: { _ in ["migrate", "stamp", "008"] + hasty }, expected: [0],
    isRepeatable: true,
    prepare: { world in
      try build(world)
      try world.execute("DELETE FROM alembic_version")
    },
    check: { world, done in
      let revision = try revision(world)
      return revision == head || (revision.isEmpty && !done) ? nil : "stamped '\(revision)'"
    })

  private static let optional = FaultCase(
    name: "migrate up --optional",
    arguments: { _ in ["migrate", "up", "--optional", "team-seat-stats"] + hasty }, expected: [0],
    isRepeatable: true,
    prepare: { world in
      try build(world)
      try world.execute("DROP TABLE IF EXISTS invitectl.team_seat_stats")
    },
    check: { world, done in
      let found = try world.numbers(
        """
        (to_regclass('invitectl.team_seat_stats') IS NOT NULL)::int,
        (to_regclass('invitectl.team_seat_stats_pkey') IS NOT NULL)::int
        """)
      return found == [1, 1] || (found == [0, 0] && !done) ? nil : "table and index: \(found)"
    })

  private static let refreshSeats = FaultCase(
    name: "refresh-seats", arguments: { _ in ["refresh-seats"] }, expected: [0],
    isRepeatable: true,
    prepare: { world in
      _ = try SeatStats(world.world.context).create()
      try world.execute("UPDATE teams SET max_seats = max_seats + 1 WHERE name = 'roomy'")
    },
    check: { world, done in
      let seats = try world.numbers(
        """
        (SELECT max_seats FROM teams WHERE name = 'roomy'),
        (SELECT s.max_seats FROM invitectl.team_seat_stats s JOIN teams t ON t.id = s.team_id
          WHERE t.name = 'roomy')
        """)
      return seats[0] - seats[1] == 0 || (seats[0] - seats[1] == 1 && !done)
        ? nil : "teams say \(seats[0]), the table \(seats[1])"
    })
}
