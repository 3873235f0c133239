public import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
public import LosslessJSON
internal import RedisClient

/// Gives workers a command and then looks whether it was done.
public struct FleetControl: Sendable {
  public struct Outcome: Sendable, Encodable {
    public struct Worker: Sendable, Encodable {
      public let name: String
      /// The worker's own words, without secrets.
      public let answer: String
      public let accepted: Bool
      /// Whether it was seen to be done; `nil` where the worker cannot be asked about it.
      public let verified: Bool?
      /// Of the tasks that it was to skip, those that it has begun: they go on.
      public let begun: [String]
      /// The same, those that it has taken and not begun: its pool has them, and may run them.
      public let reserved: [String]
    }

    public let method: String
    public let arguments: JSONValue
    public let destination: [String]?
    public let workers: [Worker]
    /// Of the tasks that were to be ended, those that no worker that answered had in hand.
    public let missing: [String]
    /// Workers that were meant.
    public let meant: Int
    public let census: FleetCensus

    public var accepted: Int { workers.count(where: \.accepted) }

    /// `nil` when all that were meant accepted and none was seen not to do it.
    public var shortfall: Failure.Kind? {
      if workers.isEmpty { return .unanswered }
      if accepted == 0 { return .error }
      let isDone = missing.isEmpty && workers.allSatisfy { $0.accepted && $0.verified != false }
      return isDone ? census.shortfall : .partial
    }
  }

  let context: OperationContext
  public let destination: [String]?
  /// How long to wait for answers, and then for the effect.
  public let wait: Duration

  public init(_ context: OperationContext, destination: [String]?, wait: Duration) {
    self.context = context
    self.destination = destination
    self.wait = wait
  }

  /// Gives it, and records that as a run where there is a database.
  ///
  /// - Throws: ``Failure`` when the broker cannot be asked. A refusal is an outcome.
  public func run(_ verb: ControlVerb) throws(Failure) -> Outcome {
    let names: JSONObject = [
      "arguments": .object(verb.arguments),
      "workers": destination.map { JSONValue.array($0.map(JSONValue.string)) } ?? .null,
    ]
    return try ControlRecord.recording(Self.command(verb), context, about: names) {
      log throws(Failure) in
      let outcome = try give(verb)
      let done = outcome.workers.count {
        $0.accepted && (outcome.missing.isEmpty ? $0.verified != false : $0.verified == true)
      }
      log?.changed = done
      log?.problems = max(0, outcome.meant - done)
      log?.shortfall = outcome.shortfall
      return outcome
    }
  }

  /// As it is typed: on the wire `terminate` is a `revoke`.
  private static func command(_ verb: ControlVerb) -> String {
    if case .terminate = verb { return verbatim("control terminate") }
    return "control " + verb.method.split(separator: "_").joined(separator: "-")
  }

  private func give(_ verb: ControlVerb) throws(Failure) -> Outcome {
    let mailbox = try context.mailbox()
    let check = ControlCheck.of(verb)
    var before: [String: JSONValue] = [:]
    if let check, check.needsBefore {
      do {
        before = try values(mailbox, check.question, of: destination, .after(wait))
      } catch {
        throw Failure(error, doing: tr("look at the workers before the command \(verb.method)"))
      }
    }
    try refuseToEmpty(verb, before)
    do {
      guard verb.isAnswered else { return try shutDown(verb, mailbox) }
      let had = try inHand(before: verb, mailbox)
      let answers = try mailbox.ask(
        [ControlQuestion(verb)], destination: destination, deadline: .after(wait))
      let replies = answers.collector.replies[0].sorted { $0.node < $1.node }
      let nodes = replies.filter { $0.error == nil }.map(\.node)
      var watched: Set<String> = []
      var done: Set<String> = []
      if let check {
        // Who had none of the tasks has ended none.
        watched = Set(nodes.filter { check.tells(before[$0]) && had?.isHeld(by: $0) != false })
        if !watched.isEmpty { done = try watch(check, mailbox, watched, before) }
      }
      let kept = try inHand(after: verb, mailbox, nodes)
      return outcome(
        verb, answers,
        replies.map { reply in
          .init(
            name: reply.node, answer: Self.words(reply),
            accepted: reply.error == nil,
            verified: watched.contains(reply.node)
              ? done.contains(reply.node) && !kept.isHeld(by: reply.node) : nil,
            begun: kept.active[reply.node] ?? [], reserved: kept.reserved[reply.node] ?? [])
        }, missing: had?.missing ?? [])
    } catch {
      throw Failure(error, doing: tr("give the workers the command \(verb.method)"))
    }
  }

  /// Asked for as many processes as there are, or more, Celery takes them away and then answers with
  /// an error: the worker stays, takes messages, and works on none. One that scales by itself refuses
  /// in time.
  private func refuseToEmpty(
    _ verb: ControlVerb, _ before: [String: JSONValue]
  ) throws(Failure) {
    guard case .poolShrink(let count) = verb else { return }
    for (node, value) in before.sorted(by: { $0.key < $1.key }) {
      guard let stats = WorkerStats(value), (value["autoscaler"] ?? .null).isNull,
        !stats.processes.isEmpty,
        stats.processes.count <= count
      else { continue }
      let processes = stats.processes.count
      let shutdown = ShellCommand.invitectl(
        ["inspect-workers", "control", "shutdown"], [], [.init("--destination", node), "--yes"])
      let stop = tr("'\(shutdown)' stops the worker")
      throw Failure(
        .conflict, tr("\(node) has a pool of \(processes): \(count) fewer leave none to work"),
        hint: processes > 1
          ? tr("take away \(processes - 1) at most; \(stop)") : stop)
    }
  }

  func outcome(
    _ verb: ControlVerb, _ answers: MailboxAnswers, _ workers: [Outcome.Worker],
    missing: [String] = []
  ) -> Outcome {
    let census = FleetCensus(answers, destination: destination)
    return Outcome(
      method: verb.method, arguments: .object(verb.arguments), destination: destination,
      workers: workers, missing: missing,
      meant: destination?.count ?? max(answers.collector.expected, workers.count),
      census: census)
  }

  private static func words(_ reply: ControlReply) -> String {
    if let said = reply.ok ?? reply.error { return ForeignText.withoutSecrets(said) }
    let value = ArgumentMasking(shows: false).answer(reply.value)
    return value.isNull ? tr("done") : String(decoding: value.pythonJSON, as: UTF8.self)
  }

  func values(
    _ mailbox: WorkerMailbox, _ question: ControlQuestion, of nodes: [String]?,
    _ deadline: Deadline
  ) throws(RedisError) -> [String: JSONValue] {
    let answers = try mailbox.ask([question], destination: nodes, deadline: deadline)
    return Dictionary(uniqueKeysWithValues: answers.values(0).map { ($0.node, $0.value) })
  }

  /// Asks until every worker shows the effect or the time is over. Only those that do not yet
  /// show it are asked: one that says nothing would hold up the looks at the others.
  private func watch(
    _ check: ControlCheck, _ mailbox: WorkerMailbox, _ nodes: Set<String>,
    _ before: [String: JSONValue]
  ) throws(RedisError) -> Set<String> {
    let end = Deadline.after(max(wait, check.settling))
    var done: Set<String> = []
    while true {
      let open = nodes.subtracting(done).sorted()
      for (node, value) in try values(mailbox, check.question, of: open, end)
      where check.holds(before[node], value) {
        done.insert(node)
      }
      if nodes.isSubset(of: done) || end.hasPassed { return done }
      if !SocketWait.pause(.milliseconds(50), interrupt: context.interrupt) {
        throw .interrupted
      }
    }
  }
}
