internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Gives back the messages of workers that are gone, as kombu would after its visibility timeout,
/// without waiting for that.
///
/// Nothing in `unacked` says who has a message. So it goes back only while it can be shown that no
/// living worker has it: every connection that takes messages belongs to a worker that answers, and
/// none of these has the message among its tasks, in looks that follow one another.
public struct UnackedRestore: Sendable {
  public static let command = verbatim("control restore-unacked")

  /// After a server's restart workers come back within so long: the longest pause between two
  /// attempts of Celery's consumer is 30 s (celery/worker/consumer/consumer.py, ensure_connected).
  static let returning = 32.0
  static let betweenLooks = Duration.milliseconds(300)

  let context: OperationContext
  /// Queues, delivery tags or task ids, UUIDs in small letters; all messages if empty.
  let chosen: Set<String>
  let wait: Duration
  /// For how long nobody may have been seen with a message.
  let goneFor: Duration
  /// Whether what was asked for by itself goes back though its invite was made, or may have been.
  let force: Bool

  public init(
    _ context: OperationContext, chosen: [String], wait: Duration, goneFor: Duration = .zero,
    force: Bool = false
  ) {
    self.context = context
    self.chosen = Set(chosen.map(CeleryID.canonical))
    self.wait = wait
    self.goneFor = goneFor
    self.force = force
  }

  /// What can go back, by one look.
  ///
  /// - Throws: ``Failure/Kind/transient`` when it cannot be told who is gone.
  public func plan() throws(Failure) -> RestoreOutcome {
    let mailbox = try context.mailbox()
    return try reporting(mailbox.connection) {
      let look = try look(mailbox)
      var outcome = outcome(look, look.entries)
      try noteSurplus(&outcome, look.entries)
      return outcome
    }
  }

  /// Gives back what can go back.
  ///
  /// - Parameter say: told what is waited for.
  /// - Throws: as ``plan()``.
  public func apply(_ say: (String) -> Void) throws(Failure) -> RestoreOutcome {
    let names = JSONValue.array(chosen.sorted().map { .string($0) })
    return try ControlRecord.recording(Self.command, context, about: ["asked": names]) {
      log throws(Failure) in
      let mailbox = try context.mailbox()
      let outcome = try reporting(mailbox.connection) {
        try awaitWorkers(mailbox, say)
        return try restore(mailbox, log, say)
      }
      log?.problems = outcome.left
      log?.shortfall = outcome.shortfall
      return outcome
    }
  }

  func reporting<Value>(
    _ connection: RedisConnection, doing: String = tr("give back unacknowledged messages"),
    _ body: () throws -> Value
  ) throws(Failure) -> Value {
    do {
      return try body()
    } catch let error as RedisError {
      if case .server(let answer) = error,
        answer.message.contains("NOPERM") || answer.code == "NOPERM"
      {
        throw Failure(
          .error, tr("could not \(doing): \(error)"),
          hint:
            tr(
              "the user needs CLIENT LIST and unacked to write to, as 'invitectl doctor --grants' "
                + "prints for this command"))
      }
      throw Failure(
        error, doing: doing, on: connection,
        context.brokerKeys.uses(InviteTask.backendQueues))
    } catch {
      throw Failure(of: error, doing: doing)
    }
  }

  // MARK: - Looking

  private struct Look {
    let presence: FleetPresence
    let entries: [UnackedLook.Entry]
  }

  /// Entries first: one that a worker takes after that is none of those that may go back.
  private func look(_ mailbox: WorkerMailbox) throws -> Look {
    let unacked = UnackedLook(
      connection: mailbox.connection, keys: mailbox.keys, timeout: mailbox.timeout)
    guard let entries = try unacked.entries() else {
      throw Failure(
        .error,
        tr("unacked has more than \(UnackedLook.most) messages: too many to be judged one by one"),
        hint: tr("start a worker: it gives them back after the visibility timeout"))
    }
    // What is not there is said whoever is connected.
    let wanted = try choose(entries)
    let presence = try FleetPresence.look(mailbox, wait: wait)
    // Of what a worker says to have it is known whose it is, whoever else is there.
    if let doubt = presence.doubt, !wanted.allSatisfy(presence.isHeld) {
      let paused = try PausedQueue.seen(mailbox.connection, timeout: mailbox.timeout)
      // Any queue that has messages makes such a worker one that consumes.
      let queue: String? = (entries.filter { !presence.isHeld($0) } + entries).lazy
        .compactMap { $0.entry?.routingKey }.first
      throw Failure(
        .transient, tr("\(doubt): no message can be shown to be nobody's; nothing was given back"),
        hint: remedy(presence, queue: queue, paused))
    }
    return Look(presence: presence, entries: wanted)
  }

  private func choose(_ entries: [UnackedLook.Entry]) throws(Failure) -> [UnackedLook.Entry] {
    guard !chosen.isEmpty else { return entries }
    var unused = chosen
    let found = entries.filter { entry in
      let names = [entry.tag, entry.task?.id, entry.entry?.routingKey].compactMap { name in
        name.map(CeleryID.canonical)
      }
      unused.subtract(names)
      return names.contains(where: chosen.contains)
    }
    let queues = Set(InviteTask.backendQueues)
    if let unknown = unused.subtracting(queues).sorted().first {
      let all = ShellCommand.invitectl(
        ["inspect-workers", "control", "restore-unacked"], [], ["-n"])
      throw Failure(
        .usage,
        tr(
          "no unacknowledged message is of the queue, or has the tag or task id, "
            + "\(PythonText.escaped(unknown))"),
        hint: tr("without names all are shown: '\(all)'"))
    }
    return found
  }

  private func outcome(_ look: Look, _ entries: [UnackedLook.Entry]) -> RestoreOutcome {
    let presence = look.presence
    return RestoreOutcome(
      gone: presence.census.workers.filter { $0.status == .absent }.map(\.name),
      living: presence.answering,
      messages: entries.map { message($0, presence) },
      named: Set(entries.filter(isNamed).map(\.tag)))
  }

  private func message(
    _ entry: UnackedLook.Entry, _ presence: FleetPresence
  ) -> RestoreOutcome.Message {
    let task = entry.task
    var message = RestoreOutcome.Message(
      tag: entry.tag, id: task?.id, task: task?.name, queue: entry.entry?.routingKey,
      takenSecondsAgo: entry.takenAt.map { max(0, presence.serverTime - $0) }, verdict: .gone)
    if let holder = presence.holder(of: entry) {
      message.verdict = .held
      message.why = holder
    } else if entry.entry == nil {
      message.verdict = .unreadable
      message.why = tr("it is no message of kombu's")
    }
    return message
  }

  // MARK: - Giving back

  /// Workers that have lost a server which restarted are on their way back.
  private func awaitWorkers(_ mailbox: WorkerMailbox, _ say: (String) -> Void) throws {
    let info = RedisInfo(
      String(
        decoding: try mailbox.connection.call(
          ["INFO", "server"], deadline: .after(mailbox.timeout)
        ).asBytes(), as: UTF8.self))
    let uptime = OutsideNumber.measure(info["uptime_in_seconds"]) ?? 0
    guard uptime < Self.returning else { return }
    let rest = Duration.seconds(saturating: Self.returning - uptime)
    say(
      tr(
        "the server was started \(DurationText.format(seconds: uptime)) ago; waits "
          + "\(DurationText.format(rest)) for workers that come back"))
    guard SocketWait.pause(rest, interrupt: context.interrupt) else { throw RedisError.interrupted }
  }

  private func restore(
    _ mailbox: WorkerMailbox, _ log: RunLog?, _ say: (String) -> Void
  ) throws -> RestoreOutcome {
    let first = try look(mailbox)
    var nobodys = first.entries.filter { first.presence.holder(of: $0) == nil }
    if !nobodys.isEmpty, goneFor > Self.betweenLooks {
      say(
        tr(
          "watches for \(DurationText.format(goneFor)) whether anybody has them, and then gives them "
            + "back; ended before, it gives back nothing"))
    }
    var last = first
    let end = Deadline.after(max(goneFor, Self.betweenLooks))
    // Each look has to say the same of the same message.
    repeat {
      let pause = min(end.remaining ?? Self.betweenLooks, .seconds(1))
      guard SocketWait.pause(pause, interrupt: context.interrupt) else {
        throw RedisError.interrupted
      }
      last = try look(mailbox)
      nobodys = nobodys.filter { last.presence.holder(of: $0) == nil }
    } while !end.hasPassed && !nobodys.isEmpty
    var outcome = outcome(last, first.entries)
    outcome.isApplied = true
    let tags = Set(nobodys.map(\.tag))
    Self.hold(&outcome) { !tags.contains(first.entries[$0].tag) }
    try noteSurplus(&outcome, first.entries)
    if outcome.messages.contains(where: { $0.verdict == .gone }) {
      // Results and rows take their time: who has come back meanwhile may have it.
      let now = try look(mailbox)
      Self.hold(&outcome) { now.presence.holder(of: first.entries[$0]) != nil }
      last = now
    }
    // As kombu does it, newest first: so the oldest is the next that a worker takes.
    let order = outcome.messages.indices.sorted {
      (first.entries[$0].takenAt ?? 0) > (first.entries[$1].takenAt ?? 0)
    }
    #if FAILPOINTS
      Failpoint.reach("restore-looked")
    #endif
    for index in order where outcome.messages[index].verdict == .gone {
      try giveBack(first.entries[index], &outcome.messages[index], last.presence, mailbox)
      // Also of a run that does not come to its end.
      if outcome.messages[index].verdict == .restored { log?.changed += 1 }
    }
    return outcome
  }
}
