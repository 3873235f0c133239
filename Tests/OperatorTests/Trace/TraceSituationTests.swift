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

  var testDescription: String { name }

  init(
    _ name: String, _ who: String, exit: Int32, state: String, says: String, next: String? = nil,
    then: String? = nil,
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
  }

  private static let startWorker = "celery -A app.tasks_celery worker -Q invites,sync,celery"
  static let entry = """
    INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, state, created_at, changed_at)
    """
  static let task = "0f3c04b1-97b9-462f-8a7f-f14f75070966"

  static let all: [TraceSituation] =
    codes + queued + outbox + written + results + spelled + numbers + late
    + [
      .init(
        "an email of nobody", "nobody@example.com", exit: 69, state: "not_found",
        says: "there is nothing of this email"),
      .init(
        "neither a code nor a task", "NOSUCHCODE", exit: 69, state: "not_found",
        says: "there is no such code, neither as typed nor in capitals", next: "SELECT code FROM",
        then: "not_found"),
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
      "used, and no trace of by whom, and its days are over", "LINUXDOLAPSED", exit: 5,
      state: "untraced", says: "nothing shows what became of it",
      next: "redeem another code for lapsed@example.com: the 30 days"),
    .init(
      "used, and no trace of by whom", "u@example.com", exit: 3, state: "untraced",
      says: "nothing shows what became of it: whether a mail came",
      next: "invitectl redeem LINUXDO5 u@example.com", then: "unconsumed"
    ) {
      try $0.run(
        """
        UPDATE redeem_codes SET bound_email = 'u@example.com', used_count = 1,
          activated_at = now() AT TIME ZONE 'utc' - interval '1 hour'
        WHERE code = 'LINUXDO5'
        """)
    },
    .init(
      "used up, bound to somebody of whom there is no trace", "u@example.com", exit: 5,
      state: "untraced", says: "bound to u@example.com, of whom there is no trace, and used up",
      next: "redeem another code"
    ) {
      try $0.run(
        """
        UPDATE redeem_codes SET bound_email = 'u@example.com', used_count = 5,
          activated_at = now() AT TIME ZONE 'utc' - interval '1 hour'
        WHERE code = 'LINUXDO5'
        """)
    },
    .init(
      "used up, and no trace", "directusedup", exit: 3, state: "untraced",
      says: "used up (3 of 3 uses)",
      next: "invitectl force-resync DIRECTUSEDUP --from database --yes", then: "untraced"),
    .init(
      "used up by its bucket, and no trace", "DIRECTUSEDUP", exit: 3, state: "untraced",
      says: "settles its count by evidence",
      next: "invitectl force-resync DIRECTUSEDUP --yes || [ $? -eq 8 ] && "
        + "invitectl force-resync DIRECTUSEDUP --from database --yes",
      then: "untraced"
    ) { try $0.redeem.bucket.send("SETEX", "redeem:DIRECTUSEDUP:remaining", 86_400, 0) },
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
      next: switchOn, then: "unused"),
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
    let worker = try await world.type(traced)
    let after =
      worker == nil
      ? try await world.trace(situation.who) : try await world.until(then, situation.who)
    #expect(after.state == then, "\(after)")
    try await world.walk(situation.who, from: traced, to: after)
    withExtendedLifetime(worker) {}
  }
}
