internal import CeleryProtocol
internal import ClientSupport
internal import FoundationEssentials
internal import InviteDomain
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// What lies in `unacked` and workers do not tell of.
extension DrainSession {
  private static let tooMany =
    tr("unacked has too many messages to be compared with what the workers tell")

  /// Messages that these workers may have and do not tell of.
  mutating func findUntold(_ look: DrainLook) throws -> [HeldTask] {
    // As long as they tell of something, that is waited for anyway.
    guard drain.nodes.contains(where: look.isEmpty) else { return [] }
    guard let entries = try unacked.entries(), let knownTags else {
      gaps.insert(Self.tooMany)
      return []
    }
    let queues = Set(before.values.joined()).union(cancelled.values.joined())
    let former = Set(departures.former.values.joined().map(\.id))
    let now = Date().timeIntervalSince1970
    let suspects = entries.filter { entry in
      guard let task = entry.task else { return false }
      // What a process that is no more had is looked for by itself.
      if let id = task.id, former.contains(id) { return false }
      if !knownTags.contains(entry.tag) { return queues.contains(task.queue ?? "") }
      return look.limits.workers(holding: task.name).contains { node in
        // What was taken before a worker began is not its own, unless it has come on the way; clocks may
        // differ by some seconds.
        guard !departures.restarted.contains(node), let taken = entry.takenAt,
          let uptime = look.uptimes[node]
        else { return true }
        return taken >= now - uptime - 5
      }
    }
    guard !suspects.isEmpty else { return [] }
    let (told, silent) = try tasksTold()
    let left = try unacked.remaining(
      suspects.filter { entry in entry.task?.id.map { !told.contains($0) } ?? true })
    if !left.isEmpty, !silent.isEmpty {
      let names = silent.joined(separator: ", ")
      let messages = CountText.of(left.count, "message")
      gaps.insert(
        tr(
          silent.count, "\(names) does not answer: \(messages) in unacked may be its own",
          "\(names) do not answer: \(messages) in unacked may be their own"))
      return left.filter { knownTags.contains($0.tag) }.compactMap(\.task)
        .map { HeldTask(untold: $0) }
    }
    return left.compactMap(\.task).map { HeldTask(untold: $0) }
  }

  /// What processes that are no more had, and nobody has now.
  mutating func findOrphans() throws {
    let former = departures.former
    let ids = Set(former.values.joined().map(\.id))
    let known = Set(orphans.values.joined().map(\.id))
    orphans = [:]
    areOrphansSure = true
    guard !ids.isEmpty else { return }
    guard let entries = try unacked.entries() else {
      gaps.insert(Self.tooMany)
      orphans = former.filter { !$0.value.isEmpty }
      return
    }
    let own = entries.filter { entry in entry.task?.id.map { ids.contains($0) } ?? false }
    guard !own.isEmpty else { return }
    let (told, silent) = try tasksTold()
    let left = Set(
      try unacked.remaining(
        own.filter { entry in entry.task?.id.map { !told.contains($0) } ?? false }
      ).compactMap { $0.task?.id })
    orphans = former.mapValues { tasks in tasks.filter { left.contains($0.id) } }
      .filter { !$0.value.isEmpty }
    areOrphansSure = left.isSubset(of: known)
    if !left.isEmpty, !silent.isEmpty {
      let names = silent.joined(separator: ", ")
      gaps.insert(
        tr(
          silent.count, "\(names) does not answer: it may have some of what is left",
          "\(names) do not answer: they may have some of what is left"))
    }
  }

  /// The tasks that all workers tell of, and who may have some and does not answer.
  private func tasksTold() throws -> (ids: Set<String>, silent: [String]) {
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
    return (told, FleetCensus(answers).workers.filter(\.status.mayHoldTasks).map(\.name))
  }
}
