import InviteDomain
import InviteOps

/// `redeem` for people.
enum RedeemRendering {
  static func text(_ outcome: RedeemOutcome) -> String {
    let head =
      switch outcome.status {
      case .queued: "queued \(outcome.code) for \(outcome.email)"
      case .waiting: "\(outcome.code) for \(outcome.email) waits for a free seat"
      case .underWay: "nothing done: this rebind is on its way"
      case .duplicate: "nothing done: task \(outcome.taskID ?? "") was queued before"
      case .refused, .failed: "not redeemed: \(outcome.detail ?? outcome.status.rawValue)"
      }
    var fields: [(String, String)] = []
    if let flow = outcome.flow { fields.append(("flow", flow.rawValue)) }
    if let via = outcome.via {
      fields.append(("via", via.rawValue))
    } else if let id = outcome.taskID {
      fields.append(("task", id))
    }
    if let position = outcome.queuePosition { fields.append(("position", String(position))) }
    if let team = outcome.team { fields.append(("team", team)) }
    if let remaining = outcome.remaining {
      let note = outcome.bucketWasMade ? " (the bucket was missing; made from the database)" : ""
      fields.append(("remaining", "\(remaining)\(note)"))
    }
    if outcome.task != nil, let traceparent = outcome.traceparent {
      fields.append(("trace", traceparent))
    }
    if let task = outcome.task { fields += self.fields(of: task) }
    return Sanitizing.line(head) + "\n"
      + fields.map { name, value in
        "  " + name + String(repeating: " ", count: 11 - name.count) + Sanitizing.line(value) + "\n"
      }.joined()
  }

  private static func fields(of task: TaskOutcome) -> [(String, String)] {
    let result =
      switch task.fate {
      case .invited: "SUCCESS"
      case .failed: "FAILED"
      case .waiting: "WAITING for a seat"
      case .unknown: "UNKNOWN"
      }
    var fields = [
      ("result", "\(result) after \(DurationText.format(seconds: task.waitedSeconds))")
    ]
    if let reason = task.reason { fields.append(("reason", reason)) }
    if task.fate != .invited || task.state != "SUCCESS" { fields.append(("worker", task.state)) }
    if task.retries > 0 { fields.append(("retries", "\(task.retries)")) }
    if let error = task.error { fields.append(("error", error)) }
    if let invite = task.invite {
      let team = invite.team.map { "team \($0)" } ?? "a team that is gone"
      let status = invite.status ?? "no status"
      fields.append(("invite", "record \(invite.id), \(team), \(status)"))
    }
    if let row = task.queueRow {
      fields.append(("queue row", "\(row.id), \(row.status ?? "no status")"))
    }
    return fields
  }

  static func text(
    _ explanation: RedeemExplanation, gates: Bool, plan: Bool, style: Style
  ) -> String {
    var text = Sanitizing.line("\(explanation.code) for \(explanation.email)") + "\n"
    text += "flow \(explanation.flow.rawValue): \(Sanitizing.line(explanation.chosen))\n"
    if gates {
      var table = TextTable([("RULE", .left), ("VERDICT", .left), ("BECAUSE", .left)])
      for gate in explanation.gates {
        table.add([gate.name, gate.reason?.rawValue ?? gate.verdict.rawValue, gate.detail])
      }
      text += table.render(style: style) { row, column, cell in
        guard column == 1 else { return cell }
        return switch explanation.gates[row].verdict {
        case .pass: style.good(cell)
        case .refuse, .fail: style.bad(cell)
        case .unknown: style.dim(cell)
        }
      }
    }
    // Said as the redemption itself would say it, on stderr.
    if explanation.failure != nil { return text }
    if let refusal = explanation.refusal {
      return text + "\(refusal.reason ?? "refused"): \(Sanitizing.line(refusal.message))\n"
    }
    if plan {
      text += "would:\n" + explanation.plan.map { "  " + Sanitizing.line($0) + "\n" }.joined()
    } else {
      switch explanation.prospect {
      case .waiting: text += "would wait for a free seat\n"
      case .underWay: text += "nothing would be done: this rebind is on its way\n"
      default: text += "would be queued\n"
      }
    }
    return text
  }

  static func text(_ outcome: RedeemResume.Outcome) -> String {
    if outcome.isEmpty { return "nothing to finish\n" }
    var text = "queued \(outcome.queued), refused \(outcome.refused), too old \(outcome.left)"
    if !outcome.held.isEmpty { text += ", left alone \(outcome.held.count)" }
    text += "\n"
    for one in outcome.held {
      text += Sanitizing.line("\(one.code) for \(one.email), task \(one.taskID): \(one.why)")
      text += "\n  next: \(Sanitizing.line(one.next))\n"
    }
    return text
  }

  static func progress(_ progress: TaskProgress) -> String {
    switch progress {
    case .queued(let ahead): "waiting: in the queue, \(ahead) before it"
    case .taken: "waiting: a worker has it"
    // Whatever is in the result backend: the context makes it safe.
    case .state(let state, let retries):
      retries > 0 ? "waiting: \(state) \(retries)" : "waiting: \(state)"
    case .waitingForSeat: "waiting: no team has a free seat; the backend invites when one has"
    }
  }
}
