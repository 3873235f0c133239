internal import CeleryProtocol
internal import ClientSupport
internal import FoundationEssentials
internal import InviteDomain
internal import LosslessJSON
internal import RedisClient

/// One drain on its way: what was taken from the workers, and what they were last seen with.
struct DrainSession {
  private static let undoing = Duration.seconds(10)

  private let drain: WorkerDrain
  private let mailbox: WorkerMailbox
  private let started = ContinuousClock.now
  /// By node, what it consumed at first.
  private var before: [String: [String]] = [:]
  /// By node, what it was told not to consume.
  private(set) var cancelled: [String: [String]] = [:]
  private var last: DrainLook?
  private var untold: [HeldTask] = []
  private var gaps: Set<String> = []
  /// Tags in `unacked` before anything was done; `nil` where there are too many.
  private var knownTags: Set<String>?
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

  private var unacked: UnackedLook {
    UnackedLook(connection: mailbox.connection, keys: mailbox.keys, timeout: mailbox.timeout)
  }

  // MARK: - Before

  /// Looks until every worker has said what it consumes.
  mutating func begin(until deadline: Deadline) throws {
    var look = try ask(until: Deadline.after(drain.patience).earlier(deadline))
    while let missing = drain.nodes.first(where: { !look.knows($0) }) {
      let status = look.census.workers.first { $0.name == missing }?.status ?? .unknown
      guard status.mayHoldTasks, !deadline.hasPassed else {
        throw Failure(
          .unanswered,
          status.mayHoldTasks
            ? "\(missing) does not answer: \(DrainSilence.causes)"
            : "there is no worker \(missing) that answers",
          hint: status.mayHoldTasks && !drain.waitsForAnswers
            ? DrainSilence.advice(drain.nodes)
            : "'invitectl inspect-workers ping' lists who is there")
      }
      silence.sayAtStart(drain.nodes.filter { !look.knows($0) }, deadline)
      look = try ask(until: Deadline.after(DrainSilence.longestLook).earlier(deadline))
    }
    if let twice = drain.nodes.first(where: look.isTwice) {
      throw Failure(
        .conflict,
        "two workers have the name \(twice): both would stop, and only one of them is understood",
        hint: "give each worker a name of its own: celery worker -n NAME@%h")
    }
    last = look
    for node in drain.nodes { before[node] = look.queues[node] ?? [] }
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
      silence.note(drain.nodes.filter { !look.knows($0) }, deadline)
      try cancelAgain(look)
      untold = try findUntold(look)
      let ended = ContinuousClock.now
      for node in drain.nodes {
        emptiness.note(node, isEmpty: look.isEmpty(node) && untold.isEmpty, began, ended)
      }
      progress(try outcome(.planned))
      if drain.nodes.allSatisfy(emptiness.drained.contains) { return .drained }
      if let left = deadline.remaining, left == .zero { return .timedOut }
      if waitsForLaterOnly(look, deadline) { return .scheduledLater }
      let rest = deadline.remaining ?? pause
      guard SocketWait.pause(min(pause, rest), interrupt: mailbox.interrupt) else {
        throw RedisError.interrupted
      }
      pause = min(pause * 2, .seconds(1))
    }
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
    guard let left = deadline.remaining, untold.isEmpty else { return false }
    let end = Date().timeIntervalSince1970 + left.seconds
    let open = drain.nodes.filter { !emptiness.drained.contains($0) }
    return open.allSatisfy { node in
      guard look.knows(node), look.queues[node] == [], let tasks = look.tasks[node],
        !tasks.isEmpty
      else { return false }
      return tasks.allSatisfy { $0.state == .scheduled && ($0.dueEpoch ?? 0) > end }
    }
  }

  /// Messages that these workers may have and do not tell of.
  private mutating func findUntold(_ look: DrainLook) throws -> [HeldTask] {
    // As long as they tell of something, that is waited for anyway.
    guard drain.nodes.contains(where: look.isEmpty) else { return [] }
    guard let entries = try unacked.entries(), let knownTags else {
      gaps.insert("unacked has too many messages to be compared with what the workers tell")
      return []
    }
    let queues = Set(cancelled.values.joined())
    let now = Date().timeIntervalSince1970
    let suspects = entries.filter { entry in
      guard let task = entry.task else { return false }
      if !knownTags.contains(entry.tag) { return queues.contains(task.queue ?? "") }
      return look.limits.workers(holding: task.name).contains { node in
        // What was taken before a worker began is not its own; clocks may differ by some seconds.
        guard let taken = entry.takenAt, let uptime = look.uptimes[node] else { return true }
        return taken >= now - uptime - 5
      }
    }
    guard !suspects.isEmpty else { return [] }
    let answers = try mailbox.ask(
      [ControlQuestion(.active), ControlQuestion(.reserved), ControlQuestion(.scheduled)],
      deadline: .after(drain.patience))
    var told: Set<String> = []
    for question in 0..<2 {
      for (_, value) in answers.values(question) {
        told.formUnion((value.array ?? []).compactMap { $0["id"]?.string })
      }
    }
    for (_, value) in answers.values(2) {
      told.formUnion((value.array ?? []).compactMap { ScheduledTask($0)?.task.id })
    }
    let silent = FleetCensus(answers).workers.filter(\.status.mayHoldTasks).map(\.name)
    let left = try unacked.remaining(
      suspects.filter { entry in entry.task?.id.map { !told.contains($0) } ?? true })
    if !left.isEmpty, !silent.isEmpty {
      gaps.insert(
        "\(silent.joined(separator: ", ")) does not answer: "
          + CountText.of(left.count, "message") + " in unacked may be its own")
      return left.filter { knownTags.contains($0.tag) }.compactMap(\.task)
        .map { HeldTask(untold: $0) }
    }
    return left.compactMap(\.task).map { HeldTask(untold: $0) }
  }

  private func ask(until deadline: Deadline) throws -> DrainLook {
    DrainLook(
      try mailbox.ask(DrainLook.questions, destination: drain.nodes, deadline: deadline),
      drain.nodes)
  }

  // MARK: - After

  func outcome(_ end: DrainOutcome.End) throws -> DrainOutcome {
    let workers = drain.nodes.map { node in
      DrainOutcome.Worker(
        name: node, queues: cancelled[node] ?? before[node] ?? [],
        held: (last?.tasks[node] ?? []) + (emptiness.drained.contains(node) ? [] : untold),
        isDrained: emptiness.drained.contains(node), answered: last?.knows(node) ?? false)
    }
    var outcome = DrainOutcome(workers: workers, unserved: unserved)
    outcome.end = end
    outcome.seconds = (ContinuousClock.now - started).seconds
    outcome.gaps = gaps.sorted() + silence.gaps
    return outcome
  }

  /// Has the workers consume again what was taken from them, and looks whether they do. A signal does
  /// not end it.
  ///
  /// - Returns: by node, the queues that it was not seen to consume.
  func undo() throws -> [String: [String]] {
    let mailbox = try drain.context.uninterrupted.mailbox()
    let end = Deadline.after(max(Self.undoing, drain.patience))
    for (node, queues) in cancelled {
      _ = try mailbox.ask(
        queues.map { ControlQuestion(.addConsumer(queue: $0)) }, destination: [node],
        deadline: Deadline.after(drain.patience).earlier(end))
    }
    var lost = cancelled
    while !lost.isEmpty {
      let answers = try mailbox.ask(
        [ControlQuestion(.activeQueues)], destination: lost.keys.sorted(),
        deadline: Deadline.after(drain.patience).earlier(end))
      for (node, value) in answers.values(0) {
        let consumed = (value.array ?? []).compactMap { $0["name"]?.string }
        let missing = (lost[node] ?? []).filter { !consumed.contains($0) }
        lost[node] = missing.isEmpty ? nil : missing
      }
      if lost.isEmpty || end.hasPassed { break }
      SocketWait.pause(.milliseconds(50))
    }
    return lost
  }
}
