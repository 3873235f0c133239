internal import InviteDomain
internal import Localization

/// What a worker that consumes no queue has besides.
struct WorkerIdleness {
  /// Tasks in its hands.
  let held: Int
  /// Queues that somebody has had it stop consuming.
  let paused: [PausedQueue]
  /// Which it may be told to consume.
  let queues: [String]
  /// What is to be typed before it consumes; `nil` where that is nothing.
  var first: String?

  /// Of a worker that somebody drains, or whose queues are paused, nothing is wrong: who restarts it
  /// cuts its tasks off, or has it consume what is to stand still.
  func diagnosis(_ node: String) -> Diagnosis {
    if let first = paused.first {
      let names = paused.map(\.queue).joined(separator: ", ")
      return Diagnosis(
        severity: .note, kind: "consumes_nothing",
        message: tr(
          paused.count, "\(node) consumes no queue: \(names) is paused, \(first.byWhom)",
          "\(node) consumes no queue: \(names) are paused, \(first.byWhom)"),
        hint: QuarantinedMessage.after(
          self.first, tr("'\(first.resume)' has its workers consume it again")))
    }
    let add = queues.map { queue in
      "'"
        + ShellCommand.invitectl(
          ["inspect-workers", "control", "add-consumer"], [queue],
          [.init("--destination", node), "--yes"]) + "'"
    }.joined(separator: tr(", "))
    guard held == 0 else {
      return Diagnosis(
        severity: .note, kind: "consumes_nothing",
        message: tr(
          "\(node) consumes no queue and has \(CountText.of(held, "task")) left, as while it is "
            + "drained"),
        hint: QuarantinedMessage.after(
          first,
          add.isEmpty
            ? tr("restart it when it has none") : tr("restart it when it has none; or \(add)")))
    }
    return Diagnosis(
      severity: .problem, kind: "consumes_nothing",
      message: tr("\(node) answers and consumes no queue"),
      hint: QuarantinedMessage.after(
        first,
        add.isEmpty
          ? tr("restart it, and it consumes its own")
          : tr("restart it, and it consumes its own; or \(add)")))
  }
}
