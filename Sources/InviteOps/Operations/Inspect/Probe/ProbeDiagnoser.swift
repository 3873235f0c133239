internal import CeleryProtocol
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Why probes were not taken, in words. No I/O.
struct ProbeDiagnoser {
  let items: [ProbeItem]
  let answers: ProbeAnswers
  let context: OperationContext
  /// Why results were not heard.
  let trouble: String?
  let wait: Duration
  let isFront: Bool
  /// Queues that somebody has paused.
  let paused: [PausedQueue]
  /// By queue that nobody consumes, what is to be typed before somebody does.
  let first: [String: String]

  func diagnose() -> [Diagnosis] {
    items.compactMap(diagnosis) + resultDiagnoses
  }

  /// Why one was not taken; `nil` for one that was.
  func diagnosis(_ item: ProbeItem) -> Diagnosis? {
    switch answers.verdict(item) {
    case .taken: return nil
    case .moving: return moving(item)
    case .notTaken: return notTaken(item)
    case .held:
      return Diagnosis(
        severity: .problem, kind: "probe_held",
        message: tr(
          "\(place(item)): a worker took the probe and did not acknowledge it within "
            + "\(DurationText.format(wait))"),
        hint:
          tr(
            "see 'invitectl inspect-workers ping': its worker may be stopped; the probe goes back "
              + "after the visibility timeout and is discarded then"))
    case .gone:
      return Diagnosis(
        severity: .problem, kind: "probe_gone",
        message:
          tr(
            "\(place(item)): the probe left its list, and neither a result nor a worker's word "
              + "shows that it was taken"),
        hint: goneHint)
    case .refused:
      guard case .refused(let error) = item.phase else { return nil }
      return Diagnosis(
        severity: .problem, kind: "probe_refused",
        message: tr(
          "\(place(item)): nothing was put into \(PythonText.escaped(item.list)): \(error)"),
        hint: refusalHint(item, error))
    }
  }

  private var goneHint: String {
    guard let unheard = answers.unheard else {
      return tr("somebody else empties the list: a purge, or another program")
    }
    let remedy = unheard.remedy(busy: tr("takes up what it has"))
    return tr(
      "a worker that was stopped while it waited has it, and discards it when it goes on: \(remedy); "
        + "else somebody else empties the list")
  }

  private func refusalHint(_ item: ProbeItem, _ error: RedisError) -> String {
    switch error {
    case .server(.noPerm):
      tr(
        "give the Redis user LREM and the keys of this queue, ~\(PythonText.escaped(item.list)) and so "
          + "on, beside what 'invitectl doctor --grants' prints")
    case .server(.outOfMemory): tr("raise maxmemory, or remove what is not needed")
    default:
      tr("see it with '\(ShellCommand.redis(context.endpoint(.broker), ["TYPE", item.list]))'")
    }
  }

  private func moving(_ item: ProbeItem) -> Diagnosis {
    Diagnosis(
      severity: .note, kind: "behind_backlog",
      message: tr(
        item.left,
        "\(place(item)): workers take messages, and \(item.left) message is still before the probe",
        "\(place(item)): workers take messages, and \(item.left) messages are still before the probe"
      ),
      hint: isFront ? tr("allow more with --wait") : frontHint(item))
  }

  private func frontHint(_ item: ProbeItem) -> String {
    let probe = ShellCommand.invitectl(["inspect-workers", "probe"], [item.queue], ["--front"])
    return tr("'\(probe)' does not wait behind them")
  }

  private func notTaken(_ item: ProbeItem) -> Diagnosis {
    let consumers = answers.consumers(of: item.queue)
    if consumers.isEmpty {
      if let paused = paused.first(where: { $0.queue == item.queue }) {
        return Diagnosis(
          severity: .warning, kind: "paused_queue",
          message: tr("\(place(item)): it is paused, \(paused.byWhom)"),
          hint: QuarantinedMessage.after(
            first[item.queue], tr("'\(paused.resume)' has its workers consume it again")))
      }
      return noConsumer(item)
    }
    let names = consumers.map(\.name).joined(separator: ", ")
    let layouts = consumers.compactMap(\.layout)
    if layouts.count == consumers.count,
      !layouts.contains(where: { looks($0, in: item) })
    {
      return Diagnosis(
        severity: .problem, kind: "other_lists",
        message: tr(
          consumers.count,
          """
          \(place(item)): \(names) consumes it and does not look in the list \
          \(PythonText.escaped(item.list))
          """,
          """
          \(place(item)): \(names) consume it and do not look in the list \
          \(PythonText.escaped(item.list))
          """),
        hint: tr(
          "compare broker_transport_options of 'invitectl inspect-workers conf' with "
            + "\(Setting.brokerPrioritySteps.variable) and \(Setting.brokerSeparator.variable)"))
    }
    if let busy = busy(item, consumers) { return busy }
    let time = DurationText.format(wait)
    let took =
      item.left > 0
      ? tr("took neither the probe nor any of the \(item.left) before it within \(time)")
      : tr("did not take the probe within \(time)")
    return Diagnosis(
      severity: .problem, kind: "not_consuming",
      message: tr(
        consumers.count, "\(place(item)): \(names) lists it as consumed, has room, and \(took)",
        "\(place(item)): \(names) list it as consumed, have room, and \(took)"),
      hint: tr(
        consumers.count,
        """
        restart it: its connection to the broker may be dead; its log says when it last took \
        a message
        """,
        """
        restart them: their connections to the broker may be dead; their logs say when they \
        last took a message
        """))
  }

  /// Who is full takes nothing, and is as it should be.
  private func busy(
    _ item: ProbeItem, _ consumers: [ProbeAnswers.Consumer]
  ) -> Diagnosis? {
    guard consumers.allSatisfy(\.isFull) else { return nil }
    let full = consumers.map {
      tr("\($0.name) holds \($0.held) of \($0.prefetch) messages and runs \($0.running)")
    }.joined(separator: tr("; "))
    return Diagnosis(
      severity: .warning, kind: "workers_full",
      message: tr(
        consumers.count, "\(place(item)): its worker takes no more until a task ends: \(full)",
        "\(place(item)): its workers take no more until a task ends: \(full)"),
      hint: tr("see 'invitectl inspect-workers active'; allow more with --wait, or add workers"))
  }

  private func noConsumer(_ item: ProbeItem) -> Diagnosis {
    if let unheard = answers.unheard {
      return Diagnosis(
        severity: .problem, kind: "silent_workers",
        message: tr(
          "\(place(item)): nobody took the probe within \(DurationText.format(wait)), and "
            + "these do not say whether they consume it: \(unheard.labelled)"),
        hint: unheard.remedy(busy: tr("takes it")))
    }
    // One that takes others' queues need not know the tasks of this one.
    let idle = answers.idle
    let node = idle.prefix(1).map { ShellCommand.Option("-d", $0) }
    let names = idle.joined(separator: ", ")
    let add = ShellCommand.invitectl(
      ["inspect-workers", "control", "add-consumer"], [item.queue], node + ["--yes"])
    let name = ShellWord.quoted(item.queue)
    let start = tr("start a worker with -Q \(name)")
    return Diagnosis(
      severity: .problem, kind: "no_consumer",
      message: idle.isEmpty
        ? tr("\(place(item)): no worker consumes it")
        : tr(
          idle.count,
          "\(place(item)): no worker consumes it; \(names) consumes no queue, as when drained",
          "\(place(item)): no worker consumes it; \(names) consume no queue, as when drained"),
      hint: QuarantinedMessage.after(
        first[item.queue],
        answers.census.answered == 0
          ? start : tr("'\(add)', or start a worker with -Q \(name)")))
  }

  private func looks(_ layout: QueueLayout, in item: ProbeItem) -> Bool {
    let keys = context.brokerKeys
    return layout.lists(item.queue).contains { keys.prefix + $0 == item.list }
  }

  /// What is said of results once, whatever the queue.
  private var resultDiagnoses: [Diagnosis] {
    if let trouble {
      return [
        Diagnosis(
          severity: .note, kind: "results_unheard", message: trouble,
          hint: tr("probes are seen by their lists all the same, some milliseconds later"))
      ]
    }
    let silent = items.filter { answers.verdict($0) == .taken && !$0.isStored }
    guard !silent.isEmpty else { return [] }
    return [
      Diagnosis(
        severity: .note, kind: "no_result",
        message: tr(
          silent.count,
          "\(silent.count) probe left its list and no result in \(context.endpoint(.result))",
          "\(silent.count) probes left their lists and no result in \(context.endpoint(.result))"),
        hint: tr(
          "the app stores none, or elsewhere: then redeem "
            + "--wait hears of none either"))
    ]
  }

  private func place(_ item: ProbeItem) -> String {
    "\(PythonText.escaped(item.queue)) (p\(item.step))"
  }
}
