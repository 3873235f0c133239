import ClientSupport
import InviteOps
import PostgresClient
import RedisClient
import TestSupport

/// A command, and what must hold after it was disturbed.
struct FaultCase: Sendable {
  let name: String
  /// - Parameter run: makes ids unique, and emails, which may redeem five times a minute.
  let arguments: @Sendable (_ run: Int) -> [String]
  /// The exit code without a fault.
  let expected: Int32
  /// Whether the same command is run once more, undisturbed, and must then be done.
  let isRepeatable: Bool
  let prepare: @Sendable (RedeemWorld) throws -> Void
  /// What must hold after the disturbed run, in words when it does not. `done`: it exited with 0.
  let check: @Sendable (RedeemWorld, _ run: Int, _ done: Bool) throws -> String?

  /// Every command there is that works on a server.
  static let all: [FaultCase] = [
    reading("doctor", ["doctor", "-o", "json"], expected: nil),
    reading("metrics-dump", ["metrics-dump", "-o", "json"], expected: nil),
    reading("inspect-workers ping", ["inspect-workers", "ping"], expected: nil),
    reading("redeem --explain", ["redeem", "LINUXDO5", "x@example.com", "--explain"], expected: 0),
    reading("migrate status", ["migrate", "status", "-o", "json"], expected: 0),
    reading("migrate plan", ["migrate", "plan"], expected: nil),
    reading("sync-counts", ["sync-counts", "-q"], expected: nil),
    direct, counted, migrateUp,
  ]

  /// One that changes nothing, whatever its exit code says about the world.
  private static func reading(
    _ name: String, _ arguments: [String], expected: Int32?
  ) -> FaultCase {
    FaultCase(
      name: name, arguments: { _ in arguments }, expected: expected ?? -1, isRepeatable: false,
      prepare: { try $0.broker.send("DEL", RedeemWorld.queue) },
      check: { world, _, _ in
        let queued = try world.queued()
        return queued == 0 ? nil : "\(queued) messages by a command that only reads"
      })
  }

  private static let direct = FaultCase(
    name: "redeem, direct",
    arguments: { ["redeem", "DIRECT10", "a\($0)@example.com", "--id", "fault-\($0)"] },
    expected: 0, isRepeatable: true,
    prepare: { world in
      try world.setTokens("DIRECT10", 5)
      try world.broker.send("DEL", RedeemWorld.queue)
    },
    check: { world, _, done in
      let taken = 5 - (try world.tokens("DIRECT10") ?? 0)
      let queued = try world.queued()
      guard taken == queued, taken <= 1 else { return "\(taken) tokens and \(queued) messages" }
      return done && taken != 1 ? "reported as done, and nothing was" : nil
    })

  private static let counted = FaultCase(
    name: "redeem, counted by the database",
    arguments: { ["redeem", "LINUXDO5", "c\($0)@example.com", "--id", "counted-\($0)"] },
    expected: 0, isRepeatable: true,
    prepare: { world in
      try world.postgres.execute(
        """
        UPDATE redeem_codes SET used_count = 0, bound_email = NULL, activated_at = NULL
        WHERE code = 'LINUXDO5'
        """, deadline: .soon)
      try world.broker.send("DEL", RedeemWorld.queue)
    },
    check: { world, run, done in
      let used = try world.postgres.query(
        "SELECT used_count FROM redeem_codes WHERE code = 'LINUXDO5'", deadline: .soon
      ).only().int("used_count")
      let queued = try world.queued()
      guard used <= 1, queued <= used else { return "used \(used) times, \(queued) messages" }
      if done { return queued == 1 ? nil : "reported as done, and nothing is queued" }
      guard used > queued else { return nil }
      // Counted and not queued is no loss as long as the outbox knows.
      let open = try world.postgres.query(
        """
        SELECT count(*) AS open FROM invitectl.redeem_outbox
        WHERE task_id = $1 AND state = 'recorded'
        """, ["counted-\(run)"], deadline: .soon
      ).only().int("open")
      return open == 1 ? nil : "a use was counted, and nothing remembers its message"
    })

  private static let migrateUp = FaultCase(
    name: "migrate up", arguments: { _ in ["migrate", "up", "-q"] }, expected: 0,
    isRepeatable: true,
    prepare: { world in
      let names = try world.postgres.query(
        "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE \(ours)", deadline: .soon
      ).map { try $0.string("name") }
      for name in names { try world.postgres.execute("DROP INDEX \(name)", deadline: .soon) }
      try world.postgres.execute(
        "UPDATE alembic_version SET version_num = '006_add_commercial_fields'", deadline: .soon)
    },
    check: { world, _, done in
      guard done else { return nil }
      let row = try world.postgres.query(
        """
        SELECT count(*) FILTER (WHERE indisvalid) AS valid, count(*) AS present,
          (SELECT version_num FROM alembic_version) AS revision
        FROM pg_index WHERE \(ours)
        """, deadline: .soon
      ).only()
      let (valid, present) = (try row.int("valid"), try row.int("present"))
      let revision = try row.string("revision")
      return valid == 11 && present == 11 && revision == "008_add_composite_indexes"
        ? nil : "\(valid) of \(present) indexes are valid at \(revision)"
    })

  /// The indexes of the two revisions, and what may be left of them.
  private static let ours = """
    NOT indisprimary AND NOT indisunique AND indrelid IN ('team_members'::regclass,
      'invite_records'::regclass, 'invite_queue'::regclass, 'redeem_codes'::regclass)
    """
}
