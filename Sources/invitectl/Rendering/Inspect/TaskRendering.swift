import InviteDomain
import InviteOps
import Localization
import LosslessJSON

/// Where a task is, for people.
enum TaskRendering {
  static func text(_ outcome: TaskLookup.Outcome, _ style: Style) -> String {
    var rows: [(String, String)] = [(tr("id"), outcome.id), (tr("where"), place(outcome))]
    if let name = outcome.name { rows.append((tr("task"), name)) }
    if let args = outcome.args {
      rows.append((tr("arguments"), TaskArguments.text(args, outcome.kwargs ?? .null)))
    }
    if let state = outcome.state { rows.append((tr("state"), state)) }
    if let result = outcome.result, !result.isNull {
      rows.append((tr("result"), String(decoding: result.pythonJSON, as: UTF8.self)))
    }
    if let done = outcome.dateDone { rows.append((tr("done"), done)) }
    if let retries = outcome.retries, retries > 0 { rows.append((tr("retries"), "\(retries)")) }
    if let queued = outcome.queued {
      let priority = queued.priority.map(String.init) ?? tr("none")
      let ahead = CountText.of(queued.ahead, "message")
      rows.append(
        (
          tr("queue"), tr("\(queued.queue), priority \(priority), \(ahead) before it")
        ))
    }
    if let unacked = outcome.unacked {
      let queue = unacked.queue ?? tr("an unknown queue")
      let taken =
        unacked.takenSecondsAgo.map { tr("taken from \(queue) \(FleetRendering.age($0)) ago") }
        ?? tr("taken from \(queue)")
      let words = unacked.redelivered ? tr("\(taken), redelivered") : taken
      rows.append((tr("unacked"), words))
    }
    if let out = outcome.quarantine {
      let file = out.file ?? tr("unknown")
      rows.append((tr("file"), out.host.map { tr("\(file) on \($0)") } ?? file))
      if let next = out.putBack ?? out.advice { rows.append((tr("next"), next)) }
    }
    for held in outcome.held {
      rows.append((tr("worker"), tr("\(held.worker) (\(HeldTask.State.words(of: held.state)))")))
    }
    if [.unknown, .unacked].contains(outcome.place) {
      for gap in outcome.gaps { rows.append((tr("not seen"), gap)) }
    }
    let width = rows.map { DisplayWidth.of($0.0) }.max() ?? 0
    return rows.map { key, value in
      style.dim(key) + DisplayWidth.blanks(width - DisplayWidth.of(key) + 2)
        + Sanitizing.line(value) + "\n"
    }.joined()
  }

  private static func place(_ outcome: TaskLookup.Outcome) -> String {
    switch outcome.place {
    case .finished: tr("finished")
    case .active: tr("running on \(outcome.held.first?.worker ?? tr("a worker"))")
    case .scheduled: tr("held by \(outcome.held.first?.worker ?? tr("a worker")) until its time")
    case .reserved: tr("taken by \(outcome.held.first?.worker ?? tr("a worker")), not begun")
    case .unacked: tr("taken by a worker that does not answer, or just between two steps")
    case .queued: tr("waiting in \(outcome.queued?.queue ?? tr("a queue"))")
    case .quarantine:
      tr("taken out of \(outcome.quarantine?.queue ?? tr("its queue")), into a file")
    case .unknown:
      outcome.isSearchComplete ? tr("nowhere") : tr("not found, but not everything could be seen")
    }
  }
}
