internal import CeleryProtocol
internal import ClientSupport
internal import LosslessJSON
internal import RedisClient

/// What became of the queues that were to be given back, by worker.
struct DrainReturn {
  /// Which it was not seen to consume.
  var lost: [String: [String]] = [:]
  /// Which were paused meanwhile: whoever resumes them gives them back.
  var withheld: [String: [String]] = [:]
}

extension DrainSession {
  private static let undoing = Duration.seconds(10)

  /// Has the workers consume again what was taken from them, and looks whether they do. A signal does
  /// not end it.
  func undo() throws -> DrainReturn {
    let mailbox = try drain.context.uninterrupted.mailbox()
    let end = Deadline.after(max(Self.undoing, drain.patience))
    // Whoever has resumed meanwhile has left these workers out.
    let over = try noteHalted(drained: false, mailbox)
    let taken = cancelled.merging(over) { Set($0 + $1).sorted() }
    let paused = try PausedQueue.seen(mailbox.connection, timeout: mailbox.timeout)
    let withheld = try withhold(taken, paused, mailbox)
    let names = Set(paused.map(\.queue))
    let owed = taken.mapValues { $0.filter { !names.contains($0) } }
      .filter { !$0.value.isEmpty }
    for (node, queues) in owed {
      _ = try mailbox.ask(
        queues.map { ControlQuestion(.addConsumer(queue: $0)) }, destination: [node],
        deadline: Deadline.after(drain.patience).earlier(end))
    }
    // One that is gone is told in case that it comes back, and not waited for.
    var lost = owed.filter { !departures.gone.contains($0.key) }
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
    return DrainReturn(lost: lost, withheld: withheld)
  }

  /// Notes with each pause the workers that are to consume the queue when it is over.
  ///
  /// - Parameter taken: by worker, what it consumes no more.
  private func withhold(
    _ taken: [String: [String]], _ paused: [PausedQueue], _ mailbox: WorkerMailbox
  ) throws -> [String: [String]] {
    var withheld: [String: [String]] = [:]
    let names = Set(paused.map(\.queue))
    for pause in paused {
      let nodes = taken.filter { $0.value.contains(pause.queue) }.keys
        .filter { !departures.gone.contains($0) }
      guard !nodes.isEmpty else { continue }
      for node in nodes { withheld[node, default: []].append(pause.queue) }
      let now = try mailbox.serverTime()
      let losing = nodes.map { node in
        PausedWorker(
          name: node, process: last?.process(node, seen: now),
          others: (taken[node] ?? []).filter { !names.contains($0) })
      }
      // One that is resumed in these seconds goes on being noted as paused with those that it has not told.
      try PausedQueue.change(
        pause.queue, on: mailbox.connection, timeout: mailbox.timeout
      ) { mark in
        let mark = mark ?? pause.with([])
        return mark.with(mark.workers.filter { !nodes.contains($0.name) } + losing)
      }
    }
    return withheld
  }

  /// By worker that consumed nothing when the drain began, what it may be told to consume: of the backend's
  /// queues those that are bound and not paused.
  func idle() throws -> [String: [String]] {
    let nodes = drain.nodes.filter { node in
      before[node]?.isEmpty == true && (cancelled[node] ?? []).isEmpty
        && !departures.gone.contains(node)
    }
    guard !nodes.isEmpty else { return [:] }
    let mailbox = try drain.context.uninterrupted.mailbox()
    let paused = try PausedQueue.seen(mailbox.connection, timeout: mailbox.timeout)
    let queues = try BackendBindings.bound(
      mailbox.connection, mailbox.keys, deadline: .after(mailbox.timeout)
    ).filter { queue in !paused.contains { $0.queue == queue } }
    var idle: [String: [String]] = [:]
    for node in nodes {
      // One whose queues are paused is given them back by what ends the pause.
      idle[node] = halted[node] == nil ? queues : []
    }
    return idle
  }
}
