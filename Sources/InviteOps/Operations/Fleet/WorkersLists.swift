internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import Localization
internal import Logging
internal import RedisClient

/// Sees that a worker looks where invites are put, and, where uses are counted on join, that no older
/// one does, see ``WorkerReleases``. Workers whose `sep` or `priority_steps` are not
/// ours look in other lists, and an invite put into ours would wait for ever.
///
/// The question is asked before other work and its answer looked at after it. Who does not answer in
/// time is not waited for: a queue without workers takes invites as it always did.
final class WorkersLists {
  /// The least and the most to wait for an answer beyond the other work; in between by the way to
  /// the server: a worker needs a few of its round trips.
  private static let leastWait = Duration.milliseconds(250)
  private static let mostWait = Duration.seconds(1)
  /// The same where each worker has to be heard, since an older one would fail on what is queued: as long
  /// as `inspect-workers` waits.
  private static let releaseWait = Duration.milliseconds(2500)
  private static let roundTrips = 8

  private let context: OperationContext
  private let queueMayBeNew: Bool
  /// The tables whose release all workers must be of; `nil` where it does not matter.
  private var tables: BackendTables?
  private var isAsked = false
  private var posted: (WorkerMailbox, WorkerMailbox.Posted)?
  private var refusal: Failure?
  /// The connection that was asked on, idle again; others may use it after ``check()``.
  private(set) var connection: RedisConnection?

  /// - Parameter queueMayBeNew: no worker need ever have been seen.
  init(_ context: OperationContext, queueMayBeNew: Bool = false) {
    self.context = context
    self.queueMayBeNew = queueMayBeNew
  }

  deinit {
    if let (mailbox, posted) = posted { try? mailbox.close(posted, mayBeAnswered: true) }
  }

  /// Asks, once. What stands in the way of asking stands in the way of nothing else.
  ///
  /// - Parameter generation: of the backend, as far as it is known.
  func ask(beside generation: BackendGeneration?) {
    guard !isAsked else { return }
    isAsked = true
    if let generation, generation.counting == .onJoin { tables = generation.tables }
    do {
      // A broker that cannot be reached is the redemption's to tell of, in its own time.
      let timeout = min(context.configuration.timeout, Self.mostWait)
      let connection = try context.redis(.broker, deadline: .after(timeout))
      self.connection = connection
      let mailbox = context.mailbox(on: connection, timeout: timeout)
      // Without a binding there is no worker; then nothing is written.
      posted = try mailbox.post(
        WorkerFleetFacts.verbs.map { ControlQuestion($0) }
          + (tables == nil ? [] : [WorkerReleases.question]), deadline: .after(.seconds(5)),
        needsBinding: true
      ).map { (mailbox, $0) }
      if posted == nil { refusal = try newQueue(connection, asksForListeners: true) }
    } catch {
      connection = nil
      context.logger.debug(
        "the workers were not asked", metadata: ["error": "\(Speech.english(of: "\(error)"))"])
    }
  }

  /// - Throws: ``Failure/Kind/conflict`` with the reason QUEUE_ERROR where workers that consume the
  ///   queue have answered and none looks in our list, or where nothing shows that this broker has
  ///   ever had the queue; with ``WorkerReleases/reason`` where an older worker consumes it. The
  ///   answer counts for the whole run.
  func check(beside generation: BackendGeneration?) throws(Failure) {
    ask(beside: generation)
    if let (mailbox, posted) = posted {
      self.posted = nil
      refusal = judge(mailbox, posted)
    }
    if let refusal { throw refusal }
  }

  private func judge(_ mailbox: WorkerMailbox, _ posted: WorkerMailbox.Posted) -> Failure? {
    let wait =
      tables == nil
      ? min(Self.mostWait, max(Self.leastWait, posted.roundTrip * Self.roundTrips))
      : Self.releaseWait
    let keys = context.brokerKeys
    do {
      let tables = tables
      let answers = try mailbox.collect(posted, deadline: .after(wait)) { answers in
        // Of releases each one has to be heard.
        tables == nil && Self.looks(WorkerFleetFacts(answers), keys.layout)
      }
      let isComplete = answers.listening == 0 || answers.collector.isComplete
      try mailbox.close(posted, mayBeAnswered: !isComplete)
      let facts = WorkerFleetFacts(answers)
      if facts.consumers(of: InviteTask.queue).isEmpty {
        // Who is silent may consume it; all others have said that they do not.
        guard isComplete, let connection else { return nil }
        return try newQueue(connection, asksForListeners: answers.listening == 0)
      }
      if let refusal = Self.refusal(facts, keys) { return refusal }
      return tables.flatMap { tables in
        let releases = WorkerReleases(answers, at: WorkerFleetFacts.verbs.count)
        return WorkerReleases.refusal(
          releases.older(than: tables, among: facts.consumers(of: InviteTask.queue)), tables)
      }
    } catch {
      connection = nil
      if error == .interrupted {
        return Failure(.interrupted, tr("stopped before the redemption; nothing was changed"))
      }
      context.logger.debug(
        "the workers did not answer", metadata: ["error": "\(Speech.english(of: "\(error)"))"])
      return nil
    }
  }

  /// Why nothing is queued in a broker that has never had the queue; `nil` where it may have.
  ///
  /// A list of the queue counts as well as its binding, and whoever listens for control messages: a
  /// server that evicts keys may have taken bindings away.
  private func newQueue(
    _ connection: RedisConnection, asksForListeners: Bool
  ) throws(RedisError) -> Failure? {
    guard !queueMayBeNew else { return nil }
    let keys = context.brokerKeys
    let nobody = ControlRequest(method: "ping", destination: ["nobody@invitectl"], reply: nil)
    var commands = [
      RedisCommand(
        ["EXISTS", keys.binding(exchange: InviteTask.queue)] + keys.queueLists(InviteTask.queue))
    ]
    if asksForListeners {
      commands.append(["PUBLISH", keys.controlChannels[0], nobody.envelope.encoded])
    }
    let replies = try connection.pipeline(commands, deadline: context.requestDeadline)
    for reply in replies where try reply.asInteger() > 0 { return nil }
    return Failure(
      .conflict,
      tr(
        "the queue \(InviteTask.queue) has never been used in the broker "
          + "\(context.configuration.broker); nothing was queued"),
      hint: tr(
        "set \(Setting.brokerURL.variable) to the broker of the workers, or start a worker "
          + "there; --new-queue queues before the first worker"),
      reason: RefusalReason.queueError.rawValue)
  }

  /// Whether one that consumes the queue looks in our list, so that no other need be heard.
  private static func looks(_ facts: WorkerFleetFacts, _ ours: QueueLayout) -> Bool {
    facts.consumers(of: InviteTask.queue).contains {
      facts.layouts[$0]?.takes(ours) ?? false
    }
  }

  /// Why nobody would see an invite put into our list; `nil` if somebody may.
  static func refusal(_ facts: WorkerFleetFacts, _ keys: BrokerKeys) -> Failure? {
    let consumers = facts.consumers(of: InviteTask.queue)
    let layouts = consumers.compactMap { facts.layouts[$0] }
    guard let worker = consumers.first, let first = layouts.first,
      layouts.count == consumers.count, !layouts.contains(where: { $0.takes(keys.layout) })
    else { return nil }
    return refusal(worker, first, keys)
  }

  private static func refusal(
    _ worker: String, _ theirs: QueueLayout, _ keys: BrokerKeys
  ) -> Failure {
    var why: [String] = []
    var settings: [String] = []
    if theirs.separator != keys.layout.separator {
      let separator = PythonText.escaped(theirs.separator)
      why.append(tr("sep is '\(separator)'"))
      settings.append("\(Setting.brokerSeparator.variable)='\(separator)'")
    }
    if theirs.steps != keys.layout.steps {
      let steps = theirs.steps.map(String.init).joined(separator: ",")
      why.append(tr("priority_steps is \(steps)"))
      settings.append("\(Setting.brokerPrioritySteps.variable)=\(steps)")
    }
    let list = PythonText.escaped(keys.queue(InviteTask.queue, priority: InviteTask.priority))
    let reasons = why.count > 1 ? tr("\(why[0]) and \(why[1])") : why.joined()
    return Failure(
      .conflict,
      tr("no worker looks in the list \(list); nothing was queued: of \(worker) \(reasons)"),
      hint: tr("set \(settings.joined(separator: " ")), as the workers have it"),
      reason: RefusalReason.queueError.rawValue)
  }
}

extension QueueLayout {
  /// Whether a worker with this layout takes what is put where `other` has invites.
  func takes(_ other: QueueLayout) -> Bool {
    separator == other.separator
      && lists(InviteTask.queue).contains(
        other.list(InviteTask.queue, priority: InviteTask.priority))
  }
}
