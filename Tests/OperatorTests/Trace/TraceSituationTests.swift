import Foundation
import TestSupport
import TestWorlds
import Testing

/// One situation: how it came about, what the last line says, and where what is printed leads.
struct TraceSituation: Sendable, CustomTestStringConvertible {
  let name: String
  let who: String
  /// Makes it so.
  let plant: @Sendable (TraceWorld) throws -> Void
  let exit: Int32
  let state: String
  /// Among the words of the last line.
  let says: String
  /// How what is to be typed begins; `nil` where nothing is.
  var next: String?
  /// The state afterwards: what is printed is typed, and the trace looked at again. `nil` only where
  /// nothing is to be typed.
  var then: String?
  /// The exit code of the command that is typed.
  let typed: Int32

  var testDescription: String { name }

  init(
    _ name: String, _ who: String, exit: Int32, state: String, says: String, next: String? = nil,
    then: String? = nil, typed: Int32 = 0,
    plant: @escaping @Sendable (TraceWorld) throws -> Void = { _ in }
  ) {
    self.name = name
    self.who = who
    self.plant = plant
    self.exit = exit
    self.state = state
    self.says = says
    self.next = next
    self.then = then
    self.typed = typed
  }

  private static let startWorker = "celery -A app.tasks_celery worker -Q invites,sync,celery"
  private static let entry = """
    INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, state, created_at, changed_at)
    """
  static let task = "0f3c04b1-97b9-462f-8a7f-f14f75070966"

  static let all: [TraceSituation] =
    codes + queued + outbox + written + results
    + [
      .init(
        "an email of nobody", "nobody@example.com", exit: 69, state: "not_found",
        says: "there is nothing of this email"),
      .init(
        "neither a code nor a task", "NOSUCHCODE", exit: 69, state: "not_found",
        says: "there is no such code", next: "SELECT code FROM", then: "not_found"),
    ]

  private static let codes: [TraceSituation] = [
    .init(
      "a code that nobody has redeemed", "DIRECT10", exit: 3, state: "unused",
      says: "nobody has redeemed it: 0 of 10 uses",
      next: "redeem it with 'invitectl redeem DIRECT10", then: "unconsumed"),
    .init(
      "bound and never queued", "n@example.com", exit: 3, state: "unused",
      says: "bound to n@example.com and never queued",
      next: "invitectl redeem LINUXDO5 n@example.com",
      then: "unconsumed"
    ) {
      try $0.run(
        "UPDATE redeem_codes SET bound_email = 'n@example.com' WHERE code = 'LINUXDO5'")
    },
    .init(
      "used, and no trace of by whom", "LINUXDOLAPSED", exit: 3, state: "untraced",
      says: "nothing shows what became of it", next: "invitectl force-resync LINUXDOLAPSED",
      then: "untraced"),
    .init(
      "used up, and no trace", "directusedup", exit: 3, state: "untraced",
      says: "used up (3 of 3 uses)",
      next: "invitectl force-resync DIRECTUSEDUP", then: "untraced"),
    .init(
      "expired", "DIRECTEXPIRED", exit: 5, state: "unusable", says: "expired 1d",
      next: "make another"),
    .init(
      "its bucket holds no count", "DIRECT10", exit: 3, state: "unusable",
      says: "its bucket holds no count", next: "invitectl redeem bucket DIRECT10 --init",
      then: "unused"
    ) { try $0.redeem.bucket.send("SET", "redeem:DIRECT10:remaining", "hello") },
    .init(
      "switched off", "DIRECTINACTIVE", exit: 5, state: "unusable", says: "switched off",
      next: "UPDATE public.redeem_codes SET is_active = true", then: "unused"),
    .init(
      "stored in small letters", "small1", exit: 3, state: "unusable",
      says: "stored in small letters", next: "UPDATE public.redeem_codes SET code = ",
      then: "unused"
    ) { try $0.run("UPDATE redeem_codes SET code = 'small1' WHERE code = 'DIRECT10'") },
    .init(
      "bound to an email with capitals", "Cap@Example.com", exit: 3, state: "unusable",
      says: "bound to an email with capitals", next: "UPDATE public.redeem_codes SET bound_email",
      then: "unused"
    ) {
      try $0.run(
        "UPDATE redeem_codes SET bound_email = 'Cap@Example.com' WHERE code = 'LINUXDO5'")
    },
  ]

  private static let queued: [TraceSituation] =
    [0, 3, 5, 9].map { priority in
      .init(
        "queued at priority \(priority)", "q@example.com", exit: 3, state: "unconsumed",
        says: "in invites, priority \(priority), 1 before it, and there is no worker",
        next: startWorker, then: "invited"
      ) {
        try $0.publish("first@example.com", "DIRECT10", priority: 0)
        try $0.publish("q@example.com", "DIRECT10", priority: priority)
      }
    } + [
      .init(
        "queued, by the code in small letters", "direct10", exit: 3, state: "unconsumed",
        says: "0 before it", next: startWorker, then: "invited"
      ) { try $0.publish("q@example.com", "DIRECT10") },
      .init(
        // Once it has run, a task's id leads to its result, and that to the record that it names.
        "queued, by the task", task, exit: 3, state: "unconsumed", says: "0 before it",
        next: startWorker, then: "invited"
      ) { try $0.publish("q@example.com", "DIRECT10", id: task) },
      .init(
        "typed with capitals and blanks", " Q@Example.COM ", exit: 3, state: "unconsumed",
        says: "in invites, priority 5", next: startWorker, then: "invited"
      ) { try $0.publish("q@example.com", "DIRECT10") },
      .init(
        "twice", "q@example.com", exit: 3, state: "unconsumed", says: "2 tasks of it are under way",
        next: startWorker, then: "invited"
      ) {
        try $0.publish("q@example.com", "DIRECT10")
        try $0.publish("q@example.com", "DIRECT10")
      },
      .init(
        "in a queue that is paused", "q@example.com", exit: 3, state: "unconsumed",
        says: "the queue is paused since 2026-11-29T08:00:00.000Z by alice on web1",
        next: "invitectl inspect-workers control resume invites --yes", then: "unconsumed"
      ) {
        try $0.publish("q@example.com", "DIRECT10")
        try $0.pause("invites")
      },
      .init(
        "taken by a worker that is gone", "g@example.com", exit: 3, state: "abandoned",
        says: "the broker gives it back at 20",
        next: "invitectl inspect-workers control restore-unacked ", then: "unconsumed"
      ) { try $0.abandon("g@example.com", "DIRECT10", isIndexed: true) },
      .init(
        "the same, and not in the index", "g@example.com", exit: 3, state: "abandoned",
        says: "not in the index", next: "invitectl inspect-workers control restore-unacked ",
        then: "unconsumed"
      ) { try $0.abandon("g@example.com", "DIRECT10", isIndexed: false) },
    ]

  private static let outbox: [TraceSituation] = [
    .init(
      "recorded and not queued", "o@example.com", exit: 3, state: "recorded",
      says: "ago and not queued yet",
      next: "invitectl redeem --resume", then: "unconsumed"
    ) {
      try $0.run(
        "\(entry) VALUES ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'recorded', now(), now())")
    },
    .init(
      "recorded a week ago", "o@example.com", exit: 3, state: "recorded", says: "never queued",
      next: "WITH e AS (UPDATE invitectl.redeem_outbox", then: "failed"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'recorded',
          now() - interval '7 days', now() - interval '7 days')
        """)
    },
    .init(
      "its message is lost", "o@example.com", exit: 3, state: "lost",
      says: "its message is in no queue", next: "invitectl redeem LINUXDO5 o@example.com",
      then: "unconsumed"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'published',
          now() - interval '1 hour', now() - interval '1 hour')
        """)
    },
    .init(
      "its message is lost, and its code is used up", "o@example.com", exit: 3, state: "lost",
      says: "its message is in no queue",
      next: "invitectl redeem refund DIRECTUSEDUP --task o1 --force", then: "lost"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('o1', 'direct', 'DIRECTUSEDUP', 'o@example.com', 'published',
          now() - interval '1 hour', now() - interval '1 hour')
        """)
      try $0.redeem.bucket.send("SETEX", "redeem:DIRECTUSEDUP:remaining", 86_400, 0)
    },
    .init(
      "its message is lost, and its token was given back and used since", "o@example.com", exit: 3,
      state: "lost", says: "its message is in no queue",
      next: "its token was given back, and its code is used up since (3 of 3 uses): redeem another"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('o1', 'direct', 'DIRECTUSEDUP', 'o@example.com', 'published',
          now() - interval '1 hour', now() - interval '1 hour')
        """)
      try $0.redeem.bucket.send("SETEX", "redeem:DIRECTUSEDUP:remaining", 86_400, 0)
      try $0.redeem.bucket.send("SETEX", "invitectl:refunded:o1", 86_400, 1)
    },
    .init(
      "refused before it was queued", "o1", exit: 5, state: "failed", says: "nothing was taken",
      next: "invitectl redeem LINUXDO5 o@example.com", then: "unconsumed"
    ) {
      try $0.run(
        "\(entry) VALUES ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'refused', now(), now())")
    },
  ]

  private static let hourAgo = "now() AT TIME ZONE 'utc' - interval '1 hour'"

  private static func record(_ status: String, _ team: String, _ more: String = "") -> String {
    """
    INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind,
      error_message)
    SELECT id, 'r@example.com', '\(status)', 'LINUXDO5', \(hourAgo), false, 'said so'
    FROM teams WHERE name = '\(team)'; \(more)
    """
  }

  private static func row(_ status: String, _ more: String = "0") -> String {
    """
    INSERT INTO invite_queue (email, redeem_code, status, error_message, retry_count, created_at)
    VALUES ('r@example.com', 'LINUXDO5', '\(status)', 'said so', \(more), \(hourAgo))
    """
  }

  /// As the redemption of it has counted it.
  private static let use = """
    UPDATE redeem_codes SET used_count = 1, activated_at = \(hourAgo), bound_email = 'r@example.com'
    WHERE code = 'LINUXDO5'
    """

  private static let written: [TraceSituation] = [
    .init(
      "invited", "r@example.com", exit: 0, state: "invited",
      says: "invited to team roomy 1h ago; the person has to accept"
    ) { try $0.run(record("SUCCESS", "roomy")) },
    .init("joined", "r@example.com", exit: 0, state: "joined", says: "joined team roomy") {
      try $0.run(
        record(
          "SUCCESS", "roomy",
          """
          INSERT INTO team_members (team_id, email, joined_at)
          SELECT id, 'r@example.com', now() FROM teams WHERE name = 'roomy'
          """))
    },
    .init(
      "accepted, and out again", "bound@example.com", exit: 0, state: "accepted",
      says: "accepted 5d ago; no member of team roomy"),
    .init(
      "its team was closed", "rebind@example.com", exit: 3, state: "invited",
      says: "invited to team closed",
      next: "invitectl redeem LINUXDOREBIND rebind@example.com --flow",
      then: "unconsumed"),
    .init(
      "its team was closed, and its code is bound to nobody", "d@example.com", exit: 3,
      state: "invited", says: "invited to team closed",
      next: "invitectl redeem DIRECT10 d@example.com", then: "unconsumed"
    ) {
      try $0.run(
        """
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        SELECT id, 'd@example.com', 'SUCCESS', 'DIRECT10', \(hourAgo), false
        FROM teams WHERE name = 'closed'
        """)
    },
    .init(
      "its team was closed, and its code is switched off since", "rebind@example.com", exit: 3,
      state: "invited", says: "invited to team closed",
      next: "UPDATE public.redeem_codes SET is_active = true", then: "invited"
    ) {
      try $0.run("UPDATE redeem_codes SET is_active = false WHERE code = 'LINUXDOREBIND'")
    },
    .init(
      "a record that nothing settles, whose use is counted", "r@example.com", exit: 3,
      state: "unknown", says: "is PENDING, which nothing changes any more",
      next: "UPDATE public.invite_records SET status = ", then: "failed"
    ) { try $0.run(record("PENDING", "roomy") + use) },
    .init(
      "refused by the remote service", "r@example.com", exit: 5, state: "failed",
      says: "the invite failed: said so", next: "invitectl redeem LINUXDO5 r@example.com",
      then: "unconsumed"
    ) { try $0.run(record("FAILED", "roomy")) },
    .init(
      "no seat in the first releases", "r@example.com", exit: 5, state: "failed",
      says: "no team took it: said so", next: "invitectl redeem LINUXDO5 r@example.com",
      then: "unconsumed"
    ) { try $0.run(row("FAILED")) },
    .init(
      "no seat, and its use is counted", "r@example.com", exit: 5, state: "failed",
      says: "no team took it: said so",
      next: "invitectl redeem retry --code LINUXDO5 --email r@example.com --yes", then: "unconsumed"
    ) { try $0.run(row("FAILED") + ";" + use) },
    .init(
      "refused, and its use is counted", "r@example.com", exit: 5, state: "failed",
      says: "the invite failed: said so",
      next: "invitectl redeem retry --code LINUXDO5 --email r@example.com --yes", then: "unconsumed"
    ) { try $0.run(record("FAILED", "roomy") + use) },
    .init(
      // At first sight no count is exact, and the retry would refuse.
      "no seat, and whether its use is counted does not show yet", "d@example.com", exit: 5,
      state: "failed", says: "no team took it: full",
      next: "invitectl force-resync DIRECT10 --yes; "
        + "invitectl redeem retry --code DIRECT10 --email d@example.com --yes",
      then: "unconsumed"
    ) {
      try $0.run(
        """
        INSERT INTO invite_queue (email, redeem_code, status, error_message, retry_count, created_at)
        VALUES ('d@example.com', 'DIRECT10', 'FAILED', 'full', 0, \(hourAgo))
        """)
      try $0.redeem.bucket.send("SETEX", "redeem:DIRECT10:remaining", 86_400, 9)
    },
    .init(
      "refused, and its code is somebody else's by now", "r@example.com", exit: 5, state: "failed",
      says: "the invite failed: said so",
      next: "redeem another code for r@example.com: this one is bound to other@example.com, and to "
        + "anybody else the backend answers EMAIL_MISMATCH"
    ) {
      try $0.run(
        record("FAILED", "roomy")
          + "UPDATE redeem_codes SET bound_email = 'other@example.com' WHERE code = 'LINUXDO5'")
    },
    .init(
      "its team was closed, and its code is somebody else's by now", "rebind@example.com", exit: 3,
      state: "invited", says: "invited to team closed", next: "redeem another code for rebind@"
    ) {
      try $0.run(
        "UPDATE redeem_codes SET bound_email = 'other@example.com' WHERE code = 'LINUXDOREBIND'")
    },
    .init(
      "its message is lost, and its code is switched off since", "o@example.com", exit: 3,
      state: "lost", says: "its message is in no queue",
      next: "UPDATE public.redeem_codes SET is_active = true", then: "lost"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'published',
          now() - interval '1 hour', now() - interval '1 hour');
        UPDATE redeem_codes SET is_active = false WHERE code = 'LINUXDO5'
        """)
    },
    .init(
      "marked as done, and no invite is left of it", "r@example.com", exit: 3, state: "unknown",
      says: "is SUCCESS since", next: "UPDATE public.invite_queue SET status = ", then: "failed"
    ) { try $0.run(row("SUCCESS") + ";" + use) },
    .init(
      "the same, after a record that failed", "r@example.com", exit: 3, state: "unknown",
      says: "no invite record is left of it", next: "UPDATE public.invite_queue SET status = ",
      then: "failed"
    ) {
      try $0.run(
        record("FAILED", "roomy")
          + row("SUCCESS") + ";" + use
          + "; UPDATE invite_records SET created_at = created_at - interval '1 hour' "
          + "WHERE email = 'r@example.com'")
    },
    .init(
      "marked as done for an invite that names no code", "r@example.com", exit: 0,
      state: "invited", says: "invited to team roomy"
    ) {
      try $0.run(
        row("SUCCESS") + ";" + use + ";" + record("SUCCESS", "roomy")
          + "UPDATE invite_records SET redeem_code = NULL WHERE email = 'r@example.com'")
    },
    .init(
      "tried again, and nothing is left of that", "r@example.com", exit: 5, state: "failed",
      says: "tried again as task again-1, of which nothing is left",
      next: "invitectl redeem retry --code LINUXDO5 --email r@example.com --again --yes",
      then: "unconsumed"
    ) {
      try $0.run(
        record("FAILED", "roomy")
          + use + """
            ; INSERT INTO invitectl.invite_retry (source, row_id, attempt, task_id, state)
            SELECT 'invite_records', id, 1, 'again-1', 'sent' FROM invite_records
            WHERE email = 'r@example.com'
            """)
    },
    .init(
      "refused, and its code is switched off since", "r@example.com", exit: 5, state: "failed",
      says: "the invite failed: said so",
      next: "UPDATE public.redeem_codes SET is_active = true", then: "failed"
    ) {
      try $0.run(
        record("FAILED", "roomy")
          + use + "; UPDATE redeem_codes SET is_active = false WHERE code = 'LINUXDO5'")
    },
    .init(
      "a row that nobody works on", "r@example.com", exit: 3, state: "lost",
      says: "is PROCESSING since", next: "invitectl cleanup-queue --stuck --yes", then: "unconsumed"
    ) { try $0.run(row("PROCESSING")) },
    .init(
      "served, and the row stayed open", "r@example.com", exit: 0, state: "invited",
      says: "invited to team roomy"
    ) { try $0.run(row("PROCESSING") + ";" + record("SUCCESS", "roomy")) },
    .init(
      "of one code many, the failed one last", "LINUXDO5", exit: 5, state: "failed",
      says: "the invite failed", next: "invitectl redeem LINUXDO5 r@example.com", then: "unconsumed"
    ) {
      try $0.run(
        record("FAILED", "roomy")
          + """
          INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
          SELECT id, 'later@example.com', 'SUCCESS', 'LINUXDO5', now() AT TIME ZONE 'utc', false
          FROM teams WHERE name = 'roomy'
          """)
    },
  ]

  private static func result(_ state: String, _ what: String) -> String {
    #"{"status": "\#(state)", "task_id": "\#(task)", "result": \#(what), "date_done": "#
      + #""2026-11-28T10:00:00.5+00:00", "traceback": "Traceback:\n  line 1\nInviteError: no"}"#
  }

  private static func keep(_ state: String, _ what: String = "null") -> (
    @Sendable (TraceWorld) throws -> Void
  ) {
    { world in
      try TestRedis.connect(world.redeem.redis.result).send(
        "SETEX", "celery-task-meta-\(task)", 3600, result(state, what))
    }
  }

  private static let results: [TraceSituation] = [
    .init(
      "a task that failed", task, exit: 5, state: "failed",
      says: "its task failed: InviteError: no",
      next: "invitectl inspect-workers task", then: "failed",
      plant: keep("FAILURE", #"{"exc_type": "InviteError", "exc_message": ["no"]}"#)),
    .init(
      "a task that was revoked", task, exit: 5, state: "failed", says: "its task was revoked",
      next: "whose it was does not show by its id: ask, and trace the email or the code",
      plant: keep("REVOKED", #"{"exc_type": "TaskRevokedError", "exc_message": ["expired"]}"#)),
    .init(
      "a task that ran and whose result says nothing", task, exit: 3, state: "unknown",
      says: "its task ran; whom it invited", next: "trace the email or the code",
      plant: keep("SUCCESS")),
    .init(
      "a task of a known invite that ran and left no row", "s@example.com", exit: 3,
      state: "unknown",
      says: "its task ran and left no row", next: "invitectl inspect-workers task \(task)",
      then: "unknown"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('\(task)', 'redeem', 'LINUXDO5', 's@example.com', 'published',
          now() - interval '1 hour', now() - interval '1 hour')
        """)
      try keep("SUCCESS")($0)
    },
    .init(
      "a result that has expired", task, exit: 3, state: "lost", says: "it left no result",
      next: "invitectl inspect-workers task", then: "lost", typed: 1
    ) {
      try $0.redeem.broker.send("SADD", "invitectl:redeem:\(task)", "digest")
      try $0.redeem.broker.send("EXPIRE", "invitectl:redeem:\(task)", 604_000)
    },
  ]
}

/// `trace` in every situation that no worker is needed for: the last line, its exit code, and what is
/// printed, which is typed where it is to lead on.
@Suite(.timeLimit(.minutes(15))) struct TraceSituationTests {
  @Test(arguments: TraceSituation.all)
  func `the last line is true and leads on`(situation: TraceSituation) async throws {
    let world = try TraceWorld()
    try situation.plant(world)
    let traced = try await world.trace(situation.who)
    #expect(traced.state == situation.state, "\(traced)")
    #expect(traced.exit == situation.exit, "\(traced)")
    #expect(traced.sentence.contains(situation.says), "\(traced)")
    if let next = situation.next {
      #expect(traced.next?.hasPrefix(next) == true, "\(traced)")
    } else {
      #expect(traced.next == nil, "\(traced)")
    }
    guard let then = situation.then else {
      // Nothing is to be typed, or there is no command for it.
      #expect(traced.kind != "shell" && traced.kind != "sql", "\(traced)")
      return
    }
    let worker = try await world.type(traced, exits: situation.typed)
    let after =
      worker == nil
      ? try await world.trace(situation.who) : try await world.until(then, situation.who)
    #expect(after.state == then, "\(after)")
    withExtendedLifetime(worker) {}
  }
}
