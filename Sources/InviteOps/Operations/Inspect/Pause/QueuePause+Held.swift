internal import CeleryProtocol
internal import ClientSupport
internal import RedisClient

/// What workers have taken of a queue before it was paused: a pause keeps none of it from running.
extension QueuePause {
  /// `reserved` is asked first: a task that is begun between the two is in both.
  static let holding = [
    ControlQuestion(.reserved), ControlQuestion(.active), ControlQuestion(.scheduled),
  ]

  /// - Parameter first: the place of ``holding`` among the questions.
  static func held(
    of queue: String, _ answers: MailboxAnswers, from first: Int
  ) -> [PauseOutcome.Holder] {
    let reserved = answers.values(first)
    let active = answers.values(first + 1)
    let scheduled = answers.values(first + 2)
    let nodes = Set((reserved + active + scheduled).map { $0.node })
    return nodes.sorted().compactMap { node in
      let told = HeldTask.told(
        active: active.first { $0.node == node }?.value,
        reserved: reserved.first { $0.node == node }?.value,
        scheduled: scheduled.first { $0.node == node }?.value)
      var seen: Set<String> = []
      let tasks = told.filter { $0.queue == queue && seen.insert($0.id).inserted }
      guard !tasks.isEmpty else { return nil }
      return PauseOutcome.Holder(
        name: node, active: tasks.count { $0.state == .active },
        reserved: tasks.count { $0.state == .reserved },
        scheduled: tasks.count { $0.state == .scheduled })
    }
  }

  /// The same once those that answered consume it no more.
  func held(of queue: String, _ look: Look, _ mailbox: WorkerMailbox) throws(RedisError)
    -> [PauseOutcome.Holder]
  {
    guard !look.answering.isEmpty else { return [] }
    let answers = try mailbox.ask(
      Self.holding, destination: look.answering.sorted(), deadline: .after(wait))
    return Self.held(of: queue, answers, from: 0)
  }
}
