internal import InviteDomain

/// What a worker that consumes no queue has besides.
struct WorkerIdleness {
  /// Tasks in its hands.
  let held: Int
  /// Queues that somebody has had it stop consuming.
  let paused: [PausedQueue]
  /// Which it may be told to consume.
  let queues: [String]

  /// Of a worker that somebody drains, or whose queues are paused, nothing is wrong: who restarts it
  /// cuts its tasks off, or has it consume what is to stand still.
  func diagnosis(_ node: String) -> Diagnosis {
    if let first = paused.first {
      let names = paused.map(\.queue).joined(separator: ", ")
      return Diagnosis(
        severity: .note, kind: "consumes_nothing",
        message: "\(node) consumes no queue: \(names) "
          + (paused.count == 1 ? "is paused" : "are paused") + ", \(first.byWhom)",
        hint: "'\(first.resume)' has its workers consume it again")
    }
    let add = queues.map { queue in
      "'"
        + ShellCommand.invitectl(
          ["inspect-workers", "control", "add-consumer"], [queue],
          [.init("--destination", node), "--yes"]) + "'"
    }.joined(separator: ", ")
    guard held == 0 else {
      return Diagnosis(
        severity: .note, kind: "consumes_nothing",
        message:
          "\(node) consumes no queue and has \(CountText.of(held, "task")) left, as while it is "
          + "drained",
        hint: "restart it when it has none" + (add.isEmpty ? "" : "; or \(add)"))
    }
    return Diagnosis(
      severity: .problem, kind: "consumes_nothing",
      message: "\(node) answers and consumes no queue",
      hint: "restart it, and it consumes its own" + (add.isEmpty ? "" : "; or \(add)"))
  }
}
