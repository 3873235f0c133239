internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Which workers there are at one moment, what each of them says to hold, and whether the broker knows
/// of connections that none of them accounts for.
struct FleetPresence {
  /// Clocks of workers and of the server may differ by so much.
  static let clockDoubt = MadeInvites.clockDoubt

  let census: FleetCensus
  /// Who says to hold a task, by its id.
  let holders: [String: (worker: String, state: HeldTask.State)]
  let limits: RateLimits
  let facts: WorkerFleetFacts
  /// When the answering workers were started, in epoch seconds of the server's clock.
  let starts: [String: Double]
  /// Connections to this database whose last command took messages (BRPOP), as CLIENT LIST has it.
  let takers: Int
  /// Epoch seconds.
  let serverTime: Double
  /// Workers that have remote control off, by their heartbeats.
  private(set) var muted: Set<String>

  private static let questions =
    [
      ControlQuestion(.active), ControlQuestion(.reserved), ControlQuestion(.scheduled),
      ControlQuestion(.stats), RateLimits.question,
    ] + WorkerFleetFacts.verbs.map { ControlQuestion($0) }

  /// - Throws: what the server refuses too: without CLIENT LIST nothing can be shown.
  static func look(_ mailbox: WorkerMailbox, wait: Duration) throws(RedisError) -> FleetPresence {
    // Connections first: who goes in between was there, who comes has taken nothing yet.
    let replies = try mailbox.connection.pipeline(
      [["CLIENT", "LIST"], ["TIME"]], deadline: .after(mailbox.timeout))
    let clients = try replies[0].throwingServerError().asBytes()
    let time = try replies[1].asStrings()
    let answers = try mailbox.ask(questions, deadline: .after(wait))
    var presence = FleetPresence(
      answers,
      takers: takers(String(decoding: clients, as: UTF8.self), database: mailbox.keys.database),
      serverTime: BrokerClock.time(time) ?? 0)
    // Whose connection it is that is no idle worker's.
    let strangers = presence.unknownTakers - presence.idle.count
    if !presence.isUnclear, strangers > 0 {
      presence.muted.formUnion(
        try UnheardWorkers.names(
          of: strangers, besides: presence.muted.union(presence.answering), mailbox))
    }
    return presence
  }

  init(_ answers: MailboxAnswers, takers: Int, serverTime: Double) {
    census = FleetCensus(answers)
    var holders: [String: (worker: String, state: HeldTask.State)] = [:]
    for (question, name) in ["active", "reserved", "scheduled"].enumerated() {
      for (node, value) in answers.values(question) {
        let told = HeldTask.told(
          active: name == "active" ? value : nil, reserved: name == "reserved" ? value : nil,
          scheduled: name == "scheduled" ? value : nil)
        for task in told where holders[task.id] == nil { holders[task.id] = (node, task.state) }
      }
    }
    self.holders = holders
    var starts: [String: Double] = [:]
    for (node, value) in answers.values(3) {
      // Without it the worker counts as an old one.
      starts[node] = WorkerStats(value)?.uptime.map { serverTime - $0 }
    }
    self.starts = starts
    limits = RateLimits(answers.values(4))
    facts = WorkerFleetFacts(answers, from: 5)
    self.takers = takers
    self.serverTime = serverTime
    muted = answers.muted
  }

  /// Connections of CLIENT LIST that take messages of this database, see ``TakingConnections``.
  static func takers(_ list: String, database: Int) -> Int {
    TakingConnections(list, database: database).all.count
  }

  /// Who answered.
  var answering: [String] {
    census.workers.filter { $0.status == .replied || $0.status == .duplicateName }.map(\.name)
  }

  /// Those of them that consume a queue: each has one connection that takes messages.
  var consuming: [String] { answering.filter { facts.consumed[$0]?.isEmpty == false } }

  /// Those that consume none: what a connection of theirs takes is not known.
  var idle: [String] {
    let consuming = consuming
    return answering.filter { !consuming.contains($0) }
  }

  /// Connections that take messages and that no consuming worker accounts for, nor one with remote control
  /// off; below 0 where some of them have not begun to.
  private var unknownTakers: Int { takers - consuming.count - muted.count }

  /// Those that may be alive and do not answer, though they could.
  private var silent: [FleetCensus.Worker] {
    census.workers.filter { $0.status.mayHoldTasks && !muted.contains($0.name) }
  }

  /// Whether it cannot be told from those who answered who is there.
  private var isUnclear: Bool {
    !silent.isEmpty || census.workers.contains { $0.status == .duplicateName }
  }

  /// Why it cannot be shown of any message that nobody has it; `nil` when it can.
  var doubt: String? {
    if !silent.isEmpty {
      let names = silent.map(\.name).joined(separator: ", ")
      return tr(
        silent.count, "\(names) may be alive and does not answer",
        "\(names) may be alive and do not answer")
    }
    if !muted.isEmpty { return UnheardWorkers.may(tr("have any of them"), muted) }
    if let twice = census.workers.first(where: { $0.status == .duplicateName }) {
      return tr("two workers have the name \(twice.name), and only one of them is understood")
    }
    let unknown = unknownTakers
    guard unknown > 0 else { return nil }
    let idle = idle
    // What such a worker once took by stays open, and tells nothing of it: it may as well be a stranger's.
    let takers = tr(
      unknown,
      "\(unknown) connection takes messages of this database and belongs to no worker that answers",
      "\(unknown) connections take messages of this database and belong to no worker that answers")
    guard !idle.isEmpty else { return takers }
    let names = idle.joined(separator: ", ")
    return tr(
      idle.count, "\(takers) and consumes a queue (\(names) consumes none)",
      "\(takers) and consumes a queue (\(names) consume none)")
  }

  /// What ends ``doubt``.
  ///
  /// - Parameters:
  ///   - queue: of a message that is to go back: a worker that consumes none may be told to consume it.
  ///   - paused: queues that somebody has had workers stop consuming.
  func remedy(queue: String?, paused: [PausedQueue]) -> String {
    // What they have they say themselves as soon as they go on.
    if !silent.isEmpty {
      return tr(
        "\(SilentWorkers(silent).remedy(busy: tr("answers"))); 'invitectl inspect-workers ping' shows "
          + "who answers then; then try again")
    }
    let search =
      tr(
        "'invitectl inspect-workers ping' shows who is there; end a process that is stopped, "
          + "or close a dead connection (CLIENT LIST, CLIENT KILL), then try again")
    guard !isUnclear else {
      return tr("give each worker a name of its own: celery worker -n NAME@%h; then try again")
    }
    let first: String
    if !muted.isEmpty {
      // It lives: its connection is none to be closed.
      first = Self.wait(for: muted.sorted())
    } else {
      guard unknownTakers > 0, !idle.isEmpty else { return search }
      first = remedy(idle: idle, queue, paused)
    }
    // More connections than such workers have: somebody else is there, too.
    return unknownTakers > idle.count ? tr("\(first); \(search)") : first
  }

  /// Of workers that have remote control off.
  private static func wait(for muted: [String]) -> String {
    let names = muted.joined(separator: ", ")
    return tr(
      muted.count,
      """
      wait until \(names) has done what it has, as its log says; or end it by SIGTERM on its \
      host: it finishes its tasks and gives back what it has not begun; then try again
      """,
      """
      wait until \(names) have done what they have, as their logs say; or end them by SIGTERM on \
      their hosts: they finish their tasks and give back what they have not begun; then try again
      """)
  }

  /// Of workers that answer and consume nothing.
  private func remedy(idle: [String], _ queue: String?, _ paused: [PausedQueue]) -> String {
    // Each of them may be the one whose connection it is: all are to consume again.
    var commands: [String] = []
    var others: [String] = []
    for node in idle {
      guard let stopped = paused.first(where: { $0.owed.contains(node) }) else {
        others.append(node)
        continue
      }
      if !commands.contains("'\(stopped.resume)'") { commands.append("'\(stopped.resume)'") }
    }
    if let queue, !others.isEmpty {
      let add = ShellCommand.invitectl(
        ["inspect-workers", "control", "add-consumer"], [queue],
        others.map { ShellCommand.Option("-d", $0) } + ["--yes"])
      commands.append("'\(add)'")
    }
    let isBusy = idle.contains { node in holders.values.contains { $0.worker == node } }
    let names = idle.joined(separator: ", ")
    let restart =
      isBusy
      ? tr(
        idle.count,
        "restart \(names) when its tasks are done, which then consumes its own queues",
        "restart \(names) when their tasks are done, which then consume their own queues")
      : tr(
        idle.count, "restart \(names), which then consumes its own queues",
        "restart \(names), which then consume their own queues")
    guard let first = commands.first else { return tr("\(restart); then try again") }
    let list = commands.dropFirst().reduce(first) { tr("\($0) and \($1)") }
    return tr("\(list), or \(restart); then try again")
  }

  /// Whether a worker says to have a message.
  func isHeld(_ entry: UnackedLook.Entry) -> Bool {
    guard let id = entry.task?.id else { return false }
    return holders[id] != nil
  }

  /// Who may have a message; `nil` when nobody that lives.
  func holder(of entry: UnackedLook.Entry) -> String? {
    let task = entry.task
    if let id = task?.id, let holder = holders[id] {
      return tr("\(holder.worker) has it (\(holder.state.words))")
    }
    let older = answering.filter { node in
      guard let start = starts[node], let taken = entry.takenAt else { return true }
      return taken >= start - Self.clockDoubt
    }
    guard !older.isEmpty else { return nil }
    guard task?.id != nil else {
      return tr("its id cannot be read, and \(older.joined(separator: ", ")) may have it")
    }
    let limited = limits.workers(holding: task?.name).filter(older.contains)
    guard !limited.isEmpty else { return nil }
    return tr("\(limited.joined(separator: ", ")) may hold it back for its rate limit")
  }
}
