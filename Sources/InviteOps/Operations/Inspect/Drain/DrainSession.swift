internal import CeleryProtocol
internal import ClientSupport
internal import FoundationEssentials
internal import InviteDomain
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// One drain on its way: what was taken from the workers, and what they were last seen with.
struct DrainSession {
  let drain: WorkerDrain
  let mailbox: WorkerMailbox
  private let started = ContinuousClock.now
  /// By node, what it consumed at first.
  private(set) var before: [String: [String]] = [:]
  /// By node, what it was told not to consume.
  private(set) var cancelled: [String: [String]] = [:]
  /// By node, what it does not consume since that is paused.
  var halted: [String: [String]] = [:]
  private(set) var last: DrainLook?
  private var untold: [HeldTask] = []
  private(set) var departures = DrainDepartures()
  /// By node, what a process that is no more had and nobody has now.
  var orphans: [String: [HeldTask]] = [:]
  /// Whether two looks in a row have found them: a message may be on its way to somebody.
  var areOrphansSure = true
  var gaps: Set<String> = []
  /// Tags in `unacked` before anything was done; `nil` where there are too many.
  private(set) var knownTags: Set<String>?
  private var emptiness = DrainEmptiness()
  private var unserved: [String] = []
  private var silence: DrainSilence

  init(
    _ drain: WorkerDrain, _ mailbox: WorkerMailbox, _ silence: @escaping (String) -> Void
  ) {
    self.drain = drain
    self.mailbox = mailbox
    self.silence = DrainSilence(drain.nodes, patience: drain.patience, say: silence)
  }

  var unacked: UnackedLook {
    UnackedLook(connection: mailbox.connection, keys: mailbox.keys, timeout: mailbox.timeout)
  }

  // MARK: - Before

  /// Looks until every worker has said what it consumes.
  mutating func begin(until deadline: Deadline) throws {
    var began = ContinuousClock.now
    var look = try ask(until: Deadline.after(drain.patience).earlier(deadline))
    while let missing = drain.nodes.first(where: { !look.knows($0) }) {
      try refuseMute(missing, look)
      let found = try standing(missing, look.census)
      guard found.mayCome, !deadline.hasPassed else { throw refusal(missing, found) }
      silence.sayAtStart(
        drain.nodes.filter { !look.knows($0) }, deadline, open: found.open)
      began = .now
      look = try ask(until: Deadline.after(DrainSilence.longestLook).earlier(deadline))
    }
    if let twice = drain.nodes.first(where: look.isTwice) {
      throw Failure(
        .conflict,
        tr(
          "two workers have the name \(twice): both would stop, and only one of them is understood"),
        hint: tr("give each worker a name of its own: celery worker -n NAME@%h"))
    }
    last = look
    let ended = ContinuousClock.now
    for node in drain.nodes {
      before[node] = look.queues[node] ?? []
      _ = departures.saw(
        node, pid: look.pids[node], uptime: look.uptimes[node], held: look.tasks[node] ?? [], began,
        ended)
    }
    try findHalted(look)
    knownTags = try unacked.entries().map { Set($0.map(\.tag)) }
    try findUnserved()
  }

  private mutating func findUnserved() throws {
    let answers = try mailbox.ask(
      [ControlQuestion(.activeQueues)], deadline: .after(drain.patience))
    var served: Set<String> = []
    for (node, value) in answers.values(0) where !drain.nodes.contains(node) {
      served.formUnion((value.array ?? []).compactMap { $0["name"]?.string })
    }
    unserved = Set(before.values.joined()).subtracting(served).sorted()
  }

  // MARK: - On the way

  /// One request for all, so that none goes on taking while another is slow to answer: it stays for one
  /// that is busy, but is not waited for longer than other answers, since ``watch(until:_:)`` looks
  /// whether it was done and says who is silent.
  mutating func cancel(until deadline: Deadline) throws {
    _ = try noteHalted(drained: true, mailbox)
    cancelled = before.filter { !$0.value.isEmpty }
    let queues = Set(before.values.joined()).sorted()
    guard !queues.isEmpty else { return }
    let end = Deadline.after(DrainSilence.longestLook).earlier(deadline)
    guard
      let posted = try mailbox.post(
        queues.map { ControlQuestion(.cancelConsumer(queue: $0)) }, destination: drain.nodes,
        deadline: end, needsBinding: false)
    else { return }
    let answers: MailboxAnswers
    do {
      answers = try mailbox.collect(posted, deadline: Deadline.after(drain.patience).earlier(end))
    } catch {
      try? mailbox.close(posted, mayBeAnswered: true)
      throw error
    }
    try mailbox.close(posted, mayBeAnswered: !answers.collector.isComplete)
  }

  mutating func watch(
    until deadline: Deadline, _ progress: (DrainOutcome) -> Void
  ) throws -> DrainOutcome.End {
    var pause = Duration.milliseconds(100)
    while true {
      let began = ContinuousClock.now
      // The last look is given its time, too: it tells what is left.
      let look = try ask(
        until: .after(
          min(silence.look, max(deadline.remaining ?? .zero, drain.patience))))
      last = look
      let absent = try noteProcesses(look, began, deadline)
      try cancelAgain(look)
      untold = try findUntold(look)
      try findOrphans()
      let ended = ContinuousClock.now
      // One that was drained and has gone since is drained.
      for node in drain.nodes where !absent.contains(node) || !emptiness.drained.contains(node) {
        emptiness.note(node, isEmpty: look.isEmpty(node) && untold.isEmpty, began, ended)
      }
      progress(try outcome(.planned))
      if let end = settled { return end }
      let isOver = deadline.hasPassed
      if isOver, !isBeingConfirmed { return .timedOut }
      if !isOver, waitsForLaterOnly(look, deadline) { return .scheduledLater }
      let rest = isOver ? pause : deadline.remaining ?? pause
      guard SocketWait.pause(min(pause, rest), interrupt: mailbox.interrupt) else {
        throw RedisError.interrupted
      }
      pause = min(pause * 2, .seconds(1))
    }
  }

  /// Whether nothing is left, and is only to be seen a second time: that takes a moment, however short the wait is.
  private var isBeingConfirmed: Bool {
    areOrphansSure && orphans.isEmpty
      && drain.nodes.allSatisfy { emptiness.drained.contains($0) || emptiness.isOpen($0) }
  }

  /// `nil` while there is something to wait for.
  private var settled: DrainOutcome.End? {
    let open = drain.nodes.filter { !emptiness.drained.contains($0) }
    guard open.allSatisfy(departures.gone.contains), areOrphansSure else { return nil }
    return open.isEmpty && orphans.isEmpty ? .drained : .workerLost
  }

  /// Which processes there are, and who says nothing.
  ///
  /// - Returns: those by whose name nobody listens.
  private mutating func noteProcesses(
    _ look: DrainLook, _ began: ContinuousClock.Instant, _ deadline: Deadline
  ) throws -> Set<String> {
    let ended = ContinuousClock.now
    for node in drain.nodes where look.knows(node) && !look.isTwice(node) {
      let isOther = departures.saw(
        node, pid: look.pids[node], uptime: look.uptimes[node], held: look.tasks[node] ?? [], began,
        ended)
      guard isOther else { continue }
      // What was taken from the former one is none of this one's, nor is its having been empty.
      cancelled[node] = nil
      halted[node] = nil
      emptiness.note(node, isEmpty: false, began, ended)
    }
    let silent = drain.nodes.filter { !look.knows($0) }
    let (absent, open) = try findAbsent(silent.filter(look.seemsAbsent))
    for node in silent {
      departures.missed(node, isAbsent: absent.contains(node), at: .now)
    }
    silence.note(
      silent.filter { !absent.contains($0) }, deadline, open: open.union(look.census.open))
    return absent
  }

  /// A worker that was restarted, or that somebody told to, consumes again.
  private mutating func cancelAgain(_ look: DrainLook) throws {
    for (node, queues) in look.queues where !queues.isEmpty {
      cancelled[node] = Set((cancelled[node] ?? []) + queues).sorted()
      _ = try mailbox.ask(
        queues.map { ControlQuestion(.cancelConsumer(queue: $0)) }, destination: [node],
        deadline: .after(drain.patience))
    }
  }

  /// Whether all that is left is held until a time after the deadline.
  private func waitsForLaterOnly(_ look: DrainLook, _ deadline: Deadline) -> Bool {
    // All may be drained, and only what a former process had be looked for once more.
    guard let left = deadline.remaining, untold.isEmpty, areOrphansSure else { return false }
    let end = Date().timeIntervalSince1970 + left.seconds
    let open = drain.nodes.filter { !emptiness.drained.contains($0) }
    return open.allSatisfy { node in
      guard look.knows(node), look.queues[node] == [], let tasks = look.tasks[node],
        !tasks.isEmpty
      else { return false }
      return tasks.allSatisfy { $0.state == .scheduled && ($0.dueEpoch ?? 0) > end }
    }
  }

  private func ask(until deadline: Deadline) throws -> DrainLook {
    DrainLook(
      try mailbox.ask(DrainLook.questions, destination: drain.nodes, deadline: deadline),
      drain.nodes)
  }

  // MARK: - After

  func outcome(_ end: DrainOutcome.End) throws -> DrainOutcome {
    let workers = drain.nodes.map { node in
      let isEmpty = emptiness.drained.contains(node)
      let loss: DrainOutcome.Loss? =
        departures.gone.contains(node) && !isEmpty
        ? .gone : departures.restarted.contains(node) ? .restarted : nil
      return DrainOutcome.Worker(
        name: node, queues: cancelled[node] ?? before[node] ?? [],
        held: loss == .gone ? [] : (last?.tasks[node] ?? []) + (isEmpty ? [] : untold),
        isDrained: isEmpty && orphans[node] == nil, answered: last?.knows(node) ?? false,
        loss: loss, left: orphans[node] ?? [])
    }
    var outcome = DrainOutcome(workers: workers, unserved: unserved)
    outcome.end = end
    outcome.hasTaken = cancelled.contains { !departures.gone.contains($0.key) }
    outcome.seconds = (ContinuousClock.now - started).seconds
    outcome.gaps = gaps.sorted() + silence.gaps
    return outcome
  }
}
