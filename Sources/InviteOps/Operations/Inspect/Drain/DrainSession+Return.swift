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
    let paused = try PausedQueue.seen(mailbox.connection, timeout: mailbox.timeout)
    // At once: a resume in the seconds that follow is not to be written over.
    let withheld = try withhold(paused, mailbox)
    let names = Set(paused.map(\.queue))
    let owed = cancelled.mapValues { $0.filter { !names.contains($0) } }
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
  private func withhold(
    _ paused: [PausedQueue], _ mailbox: WorkerMailbox
  ) throws -> [String: [String]] {
    var withheld: [String: [String]] = [:]
    for pause in paused {
      let nodes = cancelled.filter { $0.value.contains(pause.queue) }.keys
        .filter { !departures.gone.contains($0) }
      guard !nodes.isEmpty else { continue }
      for node in nodes { withheld[node, default: []].append(pause.queue) }
      guard !Set(nodes).isSubset(of: pause.nodes) else { continue }
      let noted = PausedQueue(
        queue: pause.queue, since: pause.since, user: pause.user, host: pause.host,
        role: pause.role, run: pause.run, nodes: Set(pause.nodes + nodes).sorted())
      try mailbox.connection.call(
        ["HSET", PausedQueue.key, noted.queue, noted.encoded], deadline: .after(mailbox.timeout))
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
      idle[node] = paused.contains { $0.nodes.contains(node) } ? [] : queues
    }
    return idle
  }
}
