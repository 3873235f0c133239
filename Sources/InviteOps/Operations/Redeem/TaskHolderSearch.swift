internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Looks whether anybody still has a task whose result says that it came to nothing.
///
/// A result is no proof of that. A worker of Celery 5.7 that is told to revoke a task which it does not run writes
/// REVOKED at once, whoever else runs it (celery/worker/control.py, `_revoke`); and one that was handed to a
/// pool process runs even so (celery/worker/request.py: `revoked` is asked before that, and never again). It is
/// over when nobody has its message any more.
struct TaskHolderSearch {
  /// What two looks have shown.
  enum Finding {
    case nobody
    case somebody(TaskHolder)
    /// Nobody was seen, and not all could be: a sentence that says what.
    case unknown(String)
  }

  /// For workers that do not answer.
  private static let longWait = Duration.milliseconds(2500)
  /// Once one has not: what was seen is not all of it then, however long the others are waited for.
  private static let shortWait = Duration.milliseconds(600)

  let context: OperationContext
  let connection: RedisConnection
  let id: String

  private var wait = TaskHolderSearch.longWait
  private var holder: TaskHolder?
  private var isElsewhere = false
  /// Its message in quarantine.
  private var out: QuarantinedMessage?
  private var completeness = Completeness()

  init(_ id: String, _ context: OperationContext, on connection: RedisConnection) {
    self.id = id
    self.context = context
    self.connection = connection
  }

  /// - Parameter between: called now and then, for who holds what must not be lost meanwhile.
  /// - Throws: ``Failure/Kind/conflict`` where somebody has it, and where that cannot be known.
  mutating func check(_ between: () throws(Failure) -> Void) throws(Failure) {
    var finding = try find(between)
    // What was about to end a moment ago has ended: a worker writes the result first, and then lets go of
    // the message.
    if case .somebody = finding { finding = try find(between) }
    switch finding {
    case .nobody: return
    case .somebody(let holder):
      let known = try judged(holder)
      throw known.refusal(of: id)
    case .unknown(let why):
      let ping = ShellCommand.invitectl(["inspect-workers", "ping"])
      throw Failure(
        .conflict, why,
        hint: tr(
          "'\(ping)' shows who answers; then type the same again, or add --force when you know that "
            + "it does not run"))
    }
  }

  /// Whether the last looks have shown a message in quarantine and nobody else who has the task.
  var isOutAlone: Bool {
    if case .quarantine? = holder { !isElsewhere && completeness.isComplete } else { false }
  }

  /// Looks twice.
  ///
  /// - Parameter between: as for ``check(_:)``.
  mutating func find(
    _ between: () throws(Failure) -> Void = {}
  ) throws(Failure) -> Finding {
    try lookTwice(between)
    if let holder { return .somebody(holder) }
    if completeness.isComplete { return .nobody }
    return .unknown(
      tr(
        "whether task \(id) may still run cannot be known: "
          + "\(completeness.gaps.joined(separator: tr("; ")))"))
  }

  /// With whether a message in quarantine would be put back, by the look that putting it back takes.
  ///
  /// - Throws: ``Failure/Kind/interrupted`` alone.
  func judged(_ holder: TaskHolder) throws(Failure) -> TaskHolder {
    if case .queue(let queue, hasWorkers: false, _) = holder {
      let first = QuarantinedMessage.beforehand(in: [queue], context)
      return .queue(queue, hasWorkers: false, first: first)
    }
    guard case .quarantine(let place, let putBack, _) = holder, putBack != nil, let out else {
      return holder
    }
    var mayBeMade = out.isMade
    if !mayBeMade, out.calls?.isEmpty != true {
      let asked = MadeInvites.Message(id: out.id, calls: out.calls ?? [], since: out.rowsSince)
      mayBeMade = try MadeInvites([asked], context).signs.contains { $0 != nil }
    }
    return .quarantine(place: place, putBack: putBack, mayBeMade: mayBeMade)
  }

  /// A message moves from its queue to `unacked` and on into a worker's hands, and each look goes the same
  /// way: one that moves during it is seen at the next place. Back it comes by another way, from `unacked`,
  /// from quarantine, or as a retry's, and between two steps of a worker it is nowhere for an instant: for
  /// these there is a second look, a second and more later.
  private mutating func lookTwice(_ between: () throws(Failure) -> Void) throws(Failure) {
    holder = nil
    isElsewhere = false
    completeness = Completeness()
    try between()
    try look()
    guard SocketWait.pause(BrokerSearch.pauseBetweenLooks, interrupt: context.interrupt) else {
      throw Failure(.interrupted, tr("stopped while looking for the task; nothing was given back"))
    }
    try between()
    try look()
    try between()
  }

  private mutating func look() throws(Failure) {
    let keys = context.brokerKeys
    let timeout = context.configuration.timeout
    do throws(RedisError) {
      let fleet = WorkerFleetFacts(
        try context.mailbox(on: connection).ask(
          WorkerFleetFacts.verbs.map { ControlQuestion($0) }, deadline: .after(wait)))
      note(silent: fleet.silent)
      for gap in fleet.gaps { completeness.note(notSearched: gap) }
      if let gap = try BrokerSearch.unused(context, connection, fleet) {
        completeness.note(notSearched: gap)
      }
      let lists = BrokerLists(connection: connection, keys: keys, timeout: timeout)
      for gap in try lists.foreignListeners() { completeness.note(notSearched: gap) }
      // Lists, then `unacked`.
      var search = TaskSearch(
        connection: connection, keys: keys, timeout: timeout, id: id, ignoresCase: true)
      try search.run(queues: fleet.queues, layouts: Set(fleet.layouts.values))
      completeness.merge(search.completeness)
      if let queued = search.queued {
        found(.queue(queued.queue, hasWorkers: !fleet.queues.isEmpty))
      }
      try lookIntoQuarantine(timeout)
      // Workers last.
      try askWorkers()
      if search.unacked != nil { found(.unacked(silent: completeness.silentWorkers.sorted())) }
    } catch {
      throw Failure(
        error, doing: tr("look for the task \(id)"), on: connection,
        keys.uses(InviteTask.backendQueues))
    }
  }

  private mutating func lookIntoQuarantine(_ timeout: Duration) throws(RedisError) {
    let (messages, gap) = try QuarantinedMessage.seen(connection, timeout: timeout)
    if let gap { completeness.note(notSearched: gap) }
    for message in messages {
      if let named = message.id, CeleryID.isSame(named, id) {
        let putBack = message.isPoison ? nil : message.putBack
        out = message
        found(.quarantine(place: message.place, putBack: putBack))
      } else if message.id == nil, let gap = message.gap {
        // One that an older invitectl took out does not say which task it is.
        completeness.note(notSearched: gap)
      }
    }
  }

  private mutating func askWorkers() throws(RedisError) {
    let answers = try context.mailbox(on: connection).ask(
      [ControlQuestion(.queryTask(ids: CeleryID.spellings(id))), ControlQuestion(.scheduled)],
      deadline: .after(wait), hearsMuted: true)
    var silent: Set<String> = []
    for worker in FleetCensus(answers).workers
    where worker.status.mayHoldTasks || worker.status == .duplicateName {
      silent.insert(worker.name)
    }
    // One that answered only one of the questions has not said what it has.
    for node in answers.collector.answered
    where ![0, 1].allSatisfy({ question in answers.values(question).contains { $0.node == node } })
    {
      silent.insert(node)
    }
    note(silent: silent)
    noteStrangers(answers)
    for (node, value) in answers.values(0) {
      guard let pair = CeleryID.spellings(id).lazy.compactMap({ value[$0] }).first else { continue }
      found(.worker(node, state: pair[0]?.string ?? "ready"))
    }
    for (node, value) in answers.values(1)
    where (value.array ?? []).contains(where: {
      ScheduledTask($0).map { CeleryID.isSame($0.task.id, id) } ?? false
    }) {
      found(.worker(node, state: "scheduled"))
    }
  }

  /// Connections that take messages and are nobody's who could be asked.
  private mutating func noteStrangers(_ answers: MailboxAnswers) {
    guard let strangers = answers.strangers else {
      completeness.note(
        notSearched: tr(
          "this Redis user may not see connections (CLIENT LIST): whether a worker without "
            + "remote control has it was not seen"))
      return
    }
    guard strangers > 0 else { return }
    completeness.note(
      notSearched: tr(
        strangers,
        """
        \(strangers) connection takes messages and belongs to no worker that answers: what it has \
        was not seen
        """,
        """
        \(strangers) connections take messages and belong to no worker that answers: what it has \
        was not seen
        """))
  }

  private mutating func note(silent workers: Set<String>) {
    if !workers.isEmpty { wait = Self.shortWait }
    completeness.note(silent: completeness.silentWorkers.union(workers))
  }

  /// A worker's word stands for all else; without one the message is where it was seen last.
  private mutating func found(_ place: TaskHolder) {
    if case .quarantine = place {} else { isElsewhere = true }
    if case .worker? = holder { return }
    holder = place
  }
}
