import InviteDomain
import InviteOps
import LosslessJSON

/// Where a task is, for people.
enum TaskRendering {
  static func text(_ outcome: TaskLookup.Outcome, _ style: Style) -> String {
    var rows: [(String, String)] = [("id", outcome.id), ("where", place(outcome))]
    if let name = outcome.name { rows.append(("task", name)) }
    if let args = outcome.args {
      rows.append(("arguments", TaskArguments.text(args, outcome.kwargs ?? .null)))
    }
    if let state = outcome.state { rows.append(("state", state)) }
    if let result = outcome.result, !result.isNull {
      rows.append(("result", String(decoding: result.pythonJSON, as: UTF8.self)))
    }
    if let done = outcome.dateDone { rows.append(("done", done)) }
    if let retries = outcome.retries, retries > 0 { rows.append(("retries", "\(retries)")) }
    if let queued = outcome.queued {
      let priority = queued.priority.map(String.init) ?? "none"
      let ahead = CountText.of(queued.ahead, "message")
      rows.append(("queue", "\(queued.queue), priority \(priority), \(ahead) before it"))
    }
    if let unacked = outcome.unacked {
      var words = "taken from \(unacked.queue ?? "an unknown queue")"
      if let age = unacked.takenSecondsAgo { words += " \(FleetRendering.age(age)) ago" }
      if unacked.redelivered { words += ", redelivered" }
      rows.append(("unacked", words))
    }
    if let out = outcome.quarantine {
      let host = out.host.map { " on \($0)" } ?? ""
      rows.append(("file", (out.file ?? "unknown") + host))
      if let command = out.putBack { rows.append(("next", command)) }
    }
    for held in outcome.held { rows.append(("worker", "\(held.worker) (\(held.state))")) }
    if [.unknown, .unacked].contains(outcome.place) {
      for gap in outcome.gaps { rows.append(("not seen", gap)) }
    }
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { key, value in
      style.dim(key) + String(repeating: " ", count: width - key.count + 2)
        + Sanitizing.line(value) + "\n"
    }.joined()
  }

  private static func place(_ outcome: TaskLookup.Outcome) -> String {
    switch outcome.place {
    case .finished: "finished"
    case .active: "running on \(outcome.held.first?.worker ?? "a worker")"
    case .scheduled: "held by \(outcome.held.first?.worker ?? "a worker") until its time"
    case .reserved: "taken by \(outcome.held.first?.worker ?? "a worker"), not begun"
    case .unacked: "taken by a worker that does not answer, or just between two steps"
    case .queued: "waiting in \(outcome.queued?.queue ?? "a queue")"
    case .quarantine: "taken out of \(outcome.quarantine?.queue ?? "its queue"), into a file"
    case .unknown:
      outcome.isSearchComplete ? "nowhere" : "not found, but not everything could be seen"
    }
  }
}
