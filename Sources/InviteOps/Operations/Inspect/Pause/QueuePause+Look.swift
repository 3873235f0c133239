internal import CeleryProtocol
internal import ClientSupport
internal import RedisClient

extension QueuePause {
  /// What is there before anything is done.
  struct Look {
    var outcome: PauseOutcome
    /// The workers that consume the queue now.
    let consumers: [String]
    /// The same, as the mark of a pause has them.
    let losing: [PausedWorker]
    /// Those that said what they consume.
    let answering: Set<String>
    /// How many of them consume another queue than this one.
    let consumingOthers: Int
    /// Workers that are heard and have remote control off.
    let mute: [String]
    /// Of those that are remembered, who may be alive and does not answer.
    let silentOnes: [String]

    /// How many workers answer.
    var answered: Int { answering.count }
  }

  func look(
    _ queue: String, _ direction: PauseOutcome.Direction, _ mailbox: WorkerMailbox,
    _ listening: () -> Void = {}
  ) throws -> Look {
    let connection = mailbox.connection
    let pauses = try PausedQueue.all(connection, timeout: mailbox.timeout)
    let paused = pauses.first { $0.queue == queue }
    let holding = direction == .pause ? Self.holding : []
    let answers = try mailbox.ask(PauseSight.questions + holding, deadline: .after(wait))
    let sight = PauseSight(answers, now: try mailbox.serverTime())
    let lengths = try connection.pipeline(
      mailbox.keys.queueLists(queue).map { ["LLEN", $0] }, deadline: context.requestDeadline)
    var ready = 0
    for length in lengths { ready = ready.addingSaturated(try length.asInteger()) }
    let consumers = sight.consumers(of: queue)
    if consumers.isEmpty, ready == 0, paused == nil {
      try UnknownQueue.refuse(queue, connection, context)
    }
    let mute = if direction == .pause { try unheard(sight, mailbox, listening) } else { [String]() }
    let back = direction == .resume ? paused.map { PauseReturn($0, among: pauses, sight) } : nil
    return Look(
      outcome: PauseOutcome(
        direction: direction, queue: queue,
        workers: direction == .pause ? consumers : back?.workers ?? [],
        leftOut: back?.leftOut ?? [],
        held: direction == .pause
          ? Self.held(of: queue, answers, from: PauseSight.questions.count) : [],
        others: direction == .pause
          ? [] : consumers.filter { !(back?.workers.contains($0) ?? false) },
        silent: Set(sight.silent + mute).union(back?.silent ?? []).sorted(),
        muted: Set(mute).subtracting(sight.silent).sorted(), ready: ready, paused: paused),
      consumers: consumers, losing: sight.losing(queue), answering: Set(sight.workers.keys),
      consumingOthers: sight.workers.values.count { $0.queues.contains { $0 != queue } },
      mute: mute, silentOnes: back?.silent ?? [])
  }
}
