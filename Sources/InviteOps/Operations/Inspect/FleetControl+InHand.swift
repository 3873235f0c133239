internal import CeleryProtocol
internal import ClientSupport
internal import LosslessJSON
internal import RedisClient

/// Which of the tasks that a command names the workers have in hand.
struct TasksInHand: Sendable {
  let ids: [String]
  /// By node, those that it runs.
  private(set) var active: [String: [String]] = [:]
  /// By node, those that it has taken and not begun.
  private(set) var reserved: [String: [String]] = [:]

  init(_ ids: [String]) {
    self.ids = ids
  }

  /// Those that no worker has, in letters of either kind where they are UUIDs.
  var missing: [String] {
    let found = Set(active.values.joined()).union(reserved.values.joined())
    return ids.filter { id in !found.contains { CeleryID.isSame($0, id) } }
  }

  func isHeld(by node: String) -> Bool { active[node] != nil || reserved[node] != nil }

  mutating func note(active tasks: JSONValue, of node: String) {
    let found = named(in: tasks)
    guard !found.isEmpty else { return }
    active[node] = found
    // It was begun between the two questions.
    let left = (reserved[node] ?? []).filter { !found.contains($0) }
    reserved[node] = left.isEmpty ? nil : left
  }

  mutating func note(reserved tasks: JSONValue, of node: String) {
    let found = named(in: tasks)
    if !found.isEmpty { reserved[node] = found }
  }

  private func named(in tasks: JSONValue) -> [String] {
    let there = Set((tasks.array ?? []).compactMap { $0["id"]?.string })
    return ids.filter(there.contains)
  }
}

extension FleetControl {
  /// What is there to be ended; `nil` where nothing is to be.
  func inHand(
    before verb: ControlVerb, _ mailbox: WorkerMailbox
  ) throws(RedisError) -> TasksInHand? {
    guard case .terminate(let ids, _) = verb else { return nil }
    return try look(for: ids, mailbox, destination)
  }

  /// The tasks to be skipped that go on all the same: those that run, and those that were handed to the pool, whose
  /// process does not ask whether they are revoked (celery/worker/request.py: `execute_using_pool` asks, `on_accepted`
  /// does not; celery/worker/strategy.py: what is reserved is handed over at once). What comes later is skipped.
  func inHand(
    after verb: ControlVerb, _ mailbox: WorkerMailbox, _ nodes: [String]
  ) throws(RedisError) -> TasksInHand {
    guard case .revoke(let ids) = verb, !nodes.isEmpty else { return TasksInHand([]) }
    return try look(for: ids, mailbox, nodes)
  }

  /// `reserved` is asked first: a task that is begun between the two is in both.
  private func look(
    for ids: [String], _ mailbox: WorkerMailbox, _ nodes: [String]?
  ) throws(RedisError) -> TasksInHand {
    let answers = try mailbox.ask(
      [ControlQuestion(.reserved), ControlQuestion(.active)], destination: nodes,
      deadline: .after(wait))
    var tasks = TasksInHand(ids)
    for (node, value) in answers.values(0) { tasks.note(reserved: value, of: node) }
    for (node, value) in answers.values(1) { tasks.note(active: value, of: node) }
    return tasks
  }
}
