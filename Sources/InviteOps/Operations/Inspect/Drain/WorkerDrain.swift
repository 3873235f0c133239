internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Has workers take nothing more and waits until they have nothing left, so that they can be
/// restarted without a task being cut off or done twice.
public struct WorkerDrain: Sendable {
  public static let command = verbatim("control drain")

  let context: OperationContext
  let nodes: [String]
  /// How long they may take to finish what they have.
  let wait: Duration
  /// Whether somebody has said how long: then a worker that does not answer is waited for as well, since
  /// a busy solo pool answers between two tasks.
  let waitsForAnswers: Bool
  /// How long a look waits for answers.
  let patience: Duration
  /// Whether they stay as they are when it comes to no good end.
  let keeps: Bool

  /// How long they are given where nobody says it.
  public static let usualWait = Duration.seconds(600)

  /// - Parameter wait: `nil` for ``usualWait``, in which no answer is waited for longer than `patience`.
  public init(
    _ context: OperationContext, nodes: [String], wait: Duration?, patience: Duration,
    keeps: Bool
  ) {
    self.context = context
    self.nodes = nodes
    self.wait = wait ?? Self.usualWait
    waitsForAnswers = wait != nil
    self.patience = patience
    self.keeps = keeps
  }

  /// What the workers consume and hold now.
  ///
  /// - Parameters:
  ///   - waits: whether an answer is waited for as long as somebody has said that the drain may take.
  ///   - silence: told, a sentence, who has not answered in time and is waited for.
  /// - Throws: ``Failure/Kind/unanswered`` for a worker that does not answer.
  public func plan(
    waits: Bool, silence: @escaping (String) -> Void = { _ in }
  ) throws(Failure) -> DrainOutcome {
    let mailbox = try context.mailbox()
    var session = DrainSession(self, mailbox, silence)
    do {
      try session.begin(until: .after(waits && waitsForAnswers ? wait : patience))
      return try session.outcome(.planned)
    } catch {
      throw failure(error, doing: tr("look at the workers"), mailbox)
    }
  }

  /// - Parameters:
  ///   - silence: told, a sentence, who has not answered some looks.
  ///   - progress: told after each look.
  /// - Throws: as ``plan(waits:silence:)``; ``Failure/Kind/interrupted`` when it was stopped, which undoes it. That
  ///   something was left is in the outcome.
  public func run(
    silence: @escaping (String) -> Void = { _ in }, _ progress: (DrainOutcome) -> Void
  ) throws(Failure) -> DrainOutcome {
    let names = JSONValue.array(nodes.map { .string($0) })
    return try ControlRecord.recording(Self.command, context, about: ["workers": names]) {
      log throws(Failure) in
      let outcome = try drain(log, silence, progress)
      log?.changed = outcome.stopped
      log?.problems = outcome.workers.count { !$0.isDrained }
      log?.shortfall = outcome.shortfall
      return outcome
    }
  }

  private func drain(
    _ log: RunLog?, _ silence: @escaping (String) -> Void, _ progress: (DrainOutcome) -> Void
  ) throws(Failure) -> DrainOutcome {
    let deadline = Deadline.after(wait)
    let mailbox = try context.mailbox()
    var session = DrainSession(self, mailbox, silence)
    do {
      try session.begin(
        until: waitsForAnswers ? deadline : Deadline.after(patience).earlier(deadline))
    } catch {
      throw failure(error, doing: tr("look at the workers"), mailbox)
    }
    do {
      try session.cancel(until: deadline)
      #if FAILPOINTS
        Failpoint.reach("drain-cancelled")
      #endif
      let end = try session.watch(until: deadline, progress)
      var outcome = try session.outcome(end)
      if outcome.needsRestore { outcome.hasUnacked = (try? session.unacked.isAny()) ?? true }
      if end != .drained { outcome.idle = try session.idle() }
      if end != .drained, !keeps {
        let back = try session.undo()
        outcome.lost = back.lost
        outcome.withheld = back.withheld
        outcome.isUndone = outcome.hasTaken && outcome.lost.isEmpty
      }
      return outcome
    } catch {
      throw stopped(failure(error, doing: tr("drain the workers"), mailbox), &session, log)
    }
  }

  /// With the key that it is about, where one holds something else than Celery has there.
  private func failure(
    _ error: any Error, doing action: String, _ mailbox: WorkerMailbox
  ) -> Failure {
    guard let error = error as? RedisError else { return Failure(of: error, doing: action) }
    return Failure(
      error, doing: action, on: mailbox.connection, mailbox.keys.uses(InviteTask.backendQueues))
  }

  /// A drain that is broken off leaves the workers as they were.
  private func stopped(
    _ failure: Failure, _ session: inout DrainSession, _ log: RunLog?
  ) -> Failure {
    let what =
      failure.kind == .interrupted ? tr("stopped before the workers were drained") : failure.message
    guard !session.cancelled.isEmpty else {
      // Its pauses are to give back again what they took.
      if !keeps { _ = try? session.undo() }
      let idle = (try? session.idle()) ?? [:]
      log?.changed = 0
      return Failure(
        failure.kind, tr("\(what); nothing was taken from them, and so nothing given back"),
        hint: Self.choice(idle).map { after(idle.values.joined(), $0) } ?? failure.hint,
        reason: failure.reason)
    }
    let took = session.cancelled.mapValues { $0.joined(separator: ", ") }
      .sorted { $0.key < $1.key }
      .map { tr("\($0.key) does not consume \($0.value)") }.joined(separator: tr("; "))
    if keeps {
      log?.changed = session.cancelled.count
      return Failure(
        failure.kind, tr("\(what); as --keep asks: \(took)"),
        hint: after(session.cancelled.values.joined(), Self.advice(session.cancelled)),
        reason: failure.reason)
    }
    let back = (try? session.undo()) ?? DrainReturn(lost: session.cancelled)
    let lost = back.lost
    log?.changed = Set(lost.keys).union(back.withheld.keys).count
    guard !lost.isEmpty else {
      let paused = Set(back.withheld.values.joined()).sorted()
      let names = paused.joined(separator: ", ")
      return Failure(
        failure.kind,
        paused.isEmpty
          ? tr("\(what); they consume their queues again")
          : tr(
            "\(what); they consume their queues again, but for what was paused meanwhile: \(names)"),
        hint: paused.isEmpty ? failure.hint : after(paused, Self.resumption(paused)),
        reason: failure.reason)
    }
    let names = lost.keys.sorted().joined(separator: ", ")
    return Failure(
      failure.kind, tr("\(what); not seen to consume their queues again: \(names)"),
      hint: after(lost.values.joined(), Self.advice(lost)),
      reason: failure.reason)
  }

  /// What is to be typed before workers consume these queues again; `nil` where that is nothing, or was not seen.
  public func beforehand(_ queues: some Sequence<String>) -> String? {
    QuarantinedMessage.beforehand(in: Set(queues).sorted(), context.uninterrupted)
  }

  private func after(_ queues: some Sequence<String>, _ next: String) -> String {
    QuarantinedMessage.after(beforehand(queues), next)
  }

  /// What gives back messages that nobody has any more, shown first.
  public static let restore = ShellCommand.invitectl(
    ["inspect-workers", "control", "restore-unacked"])

  /// What ends the pause of these queues, for all their workers.
  public static func resumption(_ queues: [String]) -> String {
    queues.map { queue in
      ShellCommand.invitectl(["inspect-workers", "control", "resume"], [queue], ["--yes"])
    }.joined(separator: " && ")
  }

  /// What workers that consume nothing may be told to consume; `nil` where nothing is known.
  ///
  /// Which of the queues are their own nobody has noted, so that it is a choice and no list to be typed.
  public static func choice(_ idle: [String: [String]]) -> String? {
    let choices = idle.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
    guard !choices.isEmpty else { return nil }
    return choices.map { node, queues in
      let commands = queues.map { "'\(advice([node: [$0]]))'" }.joined(separator: tr(", "))
      return tr("restart \(node), or have it consume those that are its own: \(commands)")
    }.joined(separator: tr("; "))
  }

  /// What has workers consume their queues again.
  public static func advice(_ queues: [String: [String]]) -> String {
    queues.sorted { $0.key < $1.key }.flatMap { node, names in
      names.map { queue in
        ShellCommand.invitectl(
          ["inspect-workers", "control", "add-consumer"], [queue],
          [.init("--destination", node), "--yes"])
      }
    }.joined(separator: " && ")
  }
}
