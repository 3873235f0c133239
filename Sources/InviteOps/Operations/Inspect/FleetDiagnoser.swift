internal import CeleryProtocol
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Reads a fleet's state as an experienced person would. No I/O.
struct FleetDiagnoser {
  /// Where the broker is, and its keys, for what is to be typed.
  let broker: RedisEndpoint
  let keys: BrokerKeys
  let state: BrokerState
  let queues: [FleetSnapshot.Queue]
  let census: FleetCensus
  /// Ids of the tasks that answering workers have.
  let heldIDs: Set<String>
  /// Seconds after which kombu puts an unacknowledged message back.
  let visibility: Double
  /// Why the workers could not be asked.
  let refusal: RedisError?
  /// Workers that answer and consume nothing, as drained ones.
  let idle: [String]
  /// The first messages of queues that nobody consumes, with what is known of them.
  let waiting: [QuarantinedMessage]

  func diagnose() -> [Diagnosis] {
    queueDiagnoses + headDiagnoses + keyDiagnoses + unackedDiagnoses + workerDiagnoses
      + leftoverDiagnoses + evictionDiagnoses
  }

  private var queueDiagnoses: [Diagnosis] {
    queues.flatMap { queue -> [Diagnosis] in
      var found: [Diagnosis] = []
      if zip(queue.steps, queue.ready).allSatisfy({ $0 != 0 || $1 == 0 }), queue.readyTotal > 0 {
        let steps = zip(queue.steps, queue.ready).filter { $1 > 0 }
          .map { tr("\($1) at step \($0)") }.joined(separator: tr(", "))
        found.append(
          .init(
            severity: .note, kind: "priority_lists",
            message: tr(
              "LLEN \(queue.name) is 0, but messages wait in its priority lists: \(steps)"),
            hint: nil))
      }
      if queue.state == .noConsumer {
        let ready = queue.readyTotal
        let consuming = Self.consuming(queue.name, answered: census.answered, idle: idle)
        let first = QuarantinedMessage.beforehand(waiting.filter { $0.queue == queue.name })
        found.append(
          .init(
            severity: .problem, kind: "no_consumer",
            message: tr(
              ready,
              "\(ready) message waits in \(queue.name) and no worker that answers consumes it",
              "\(ready) messages wait in \(queue.name) and no worker that answers consumes it"),
            hint: QuarantinedMessage.after(first, consuming)))
      }
      return found
    }
  }

  private var headDiagnoses: [Diagnosis] {
    var malformed = 0
    return state.queues.compactMap { queue in
      guard let bytes = queue.next else { return nil }
      switch MessageVerdict(bytes) {
      case .sound: return nil
      case .unreadable(let reason):
        return .init(
          severity: .note, kind: "unreadable_message",
          message: tr("the next message of \(queue.name) cannot be read here: \(reason.kind)"),
          hint: tr("workers that accept such messages take it; leave it where it is"))
      case .malformed(let defect):
        let peek = ShellCommand.invitectl(["inspect-workers", "peek"], [queue.name])
        let takeOut = QuarantineCommand.takingOut(of: queue.name, behind: malformed)
        malformed += 1
        return .init(
          severity: .problem, kind: "malformed_message",
          message: tr("the next message of \(queue.name) is malformed: \(defect)"),
          hint: tr(
            "Celery cannot read it either: '\(peek)' shows it, '\(takeOut)' takes it out, and can "
              + "put it back"))
      }
    }
  }

  /// Keys that are not what workers, or we, take them for.
  private var keyDiagnoses: [Diagnosis] {
    let misfits = state.misfits.map(misfitDiagnosis)
    let others = state.otherLists.map { list in
      let (name, count) = (PythonText.escaped(list.key), list.length)
      return Diagnosis(
        severity: .warning, kind: "other_list",
        message: tr(
          count,
          """
          \(count) message waits in the list \(name), which belongs to other priority_steps or \
          another sep than are set here
          """,
          """
          \(count) messages wait in the list \(name), which belongs to other priority_steps or \
          another sep than are set here
          """),
        hint: tr(
          "compare broker_transport_options of 'invitectl inspect-workers conf' with "
            + "\(Setting.brokerPrioritySteps.variable) and \(Setting.brokerSeparator.variable)"))
    }
    return misfits + deniedLists + others
  }

  private func misfitDiagnosis(_ misfit: BrokerState.Misfit) -> Diagnosis {
    let key = PythonText.escaped(misfit.key)
    switch misfit.fault {
    case .members(let count, let first):
      let members = ShellCommand.redis(broker, ["SMEMBERS", misfit.key])
      return Diagnosis(
        severity: .problem, kind: "broken_binding",
        message: tr(
          count, "\(key) is a set with \(count) member that binds no queue, e.g. '\(first)'",
          "\(key) is a set with \(count) members that bind no queue, e.g. '\(first)'"),
        hint: tr(
          "who publishes by this exchange fails on it; see it with '\(members)', and SREM what is "
            + "none"))
    case .isNot(let content):
      let found = tr(
        "a key with a name of Celery's holds something else: \(key) is \(content.denial)")
      let type = misfit.type.map { $0 == "zset" ? verbatim("sorted set") : $0 }
      let rename = ShellCommand.redis(broker, ["RENAME", misfit.key, "aside:\(misfit.key)"])
      return Diagnosis(
        severity: .problem, kind: "wrong_type",
        message: type.map { tr("\(found) but a \($0)") } ?? found,
        hint: tr("nothing of Celery's makes it; move it away: '\(rename)'"))
    }
  }

  private var deniedLists: [Diagnosis] {
    guard let first = state.denied.first else { return [] }
    let names = state.denied.map { PythonText.escaped($0) }.joined(separator: ", ")
    return [
      .init(
        severity: .problem, kind: "denied_list",
        message: tr("this Redis user may not read \(names): what waits there is not counted"),
        hint: tr(
          "give the user its keys, ~\(PythonText.escaped(first)) and so on, beside what "
            + "'invitectl doctor --grants' prints"))
    ]
  }

  private var leftoverDiagnoses: [Diagnosis] {
    var found: [Diagnosis] = []
    let orphans = state.replyLists.filter(\.isImmortal)
    if !orphans.isEmpty {
      let messages = orphans.reduce(0) { $0 + $1.length }
      let count = orphans.count
      let delete = ShellCommand.redis(broker, ["DEL"] + orphans.prefix(10).map(\.key))
      found.append(
        .init(
          severity: .warning, kind: "orphaned_replies",
          message: tr(
            count,
            "\(count) reply list without an end holds \(messages) answers that nobody reads",
            "\(count) reply lists without an end hold \(messages) answers that nobody reads"),
          hint: tr("left by Celery clients that were killed; delete them: \(delete)")))
    }
    if state.replyBindings > 20 {
      let delete = ShellCommand.redis(
        broker, ["DEL", keys.binding(exchange: ControlRequest.celeryReplyExchange)])
      found.append(
        .init(
          severity: .warning, kind: "stale_reply_binding",
          message: tr(
            "the reply binding is stale: \(state.replyBindings) clients are registered, "
              + "most of them gone"),
          hint: tr(
            "each answer looks through all of them; delete it while no 'celery inspect' runs: "
              + "\(delete)")))
    }
    if !state.isScanComplete {
      found.append(
        .init(
          severity: .note, kind: "scan_incomplete",
          message: tr("the database has too many keys to look through all of them"),
          hint: tr("queues without a consumer and without the backend's names may be missing here"))
      )
    }
    return found
  }

  private var evictionDiagnoses: [Diagnosis] {
    guard let policy = state.evictionPolicy, policy.hasPrefix("allkeys") else { return [] }
    return [
      .init(
        severity: .warning, kind: "eviction",
        message: tr("maxmemory-policy is \(policy): queues can be evicted when memory is full"),
        hint: tr("set noeviction (see 'invitectl doctor')"))
    ]
  }
}
