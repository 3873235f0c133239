import InviteDomain
import InviteOps
import Localization

/// `redeem` for people.
enum RedeemRendering {
  static func text(_ outcome: RedeemOutcome) -> String {
    let head =
      switch outcome.status {
      case .queued: tr("queued \(outcome.code) for \(outcome.email)")
      case .waiting: tr("\(outcome.code) for \(outcome.email) waits for a free seat")
      case .underWay: tr("nothing done: this rebind is on its way")
      case .duplicate: tr("nothing done: task \(outcome.taskID ?? "") was queued before")
      case .refused, .failed: tr("not redeemed: \(outcome.detail ?? outcome.status.rawValue)")
      }
    var fields: [(String, String)] = []
    if let flow = outcome.flow { fields.append((tr("flow"), flow.rawValue)) }
    if let via = outcome.via {
      fields.append((tr("via"), via.rawValue))
    } else if let id = outcome.taskID {
      fields.append((tr("task"), id))
    }
    if let position = outcome.queuePosition { fields.append((tr("position"), String(position))) }
    if let team = outcome.team { fields.append((tr("team"), team)) }
    if let remaining = outcome.remaining {
      fields.append(
        (
          tr("remaining"),
          outcome.bucketWasMade
            ? tr("\(remaining) (the bucket was missing; made from the database)") : "\(remaining)"
        ))
    }
    if outcome.task != nil, let traceparent = outcome.traceparent {
      fields.append((tr("trace"), traceparent))
    }
    if let task = outcome.task { fields += self.fields(of: task) }
    return Sanitizing.line(head) + "\n" + NamedRows.text(fields, width: 11, indent: 2)
  }

  private static func fields(of task: TaskOutcome) -> [(String, String)] {
    let result =
      switch task.fate {
      case .invited: "SUCCESS"
      case .failed: "FAILED"
      case .waiting: tr("WAITING for a seat")
      case .unknown: "UNKNOWN"
      }
    var fields = [
      (tr("result"), tr("\(result) after \(DurationText.format(seconds: task.waitedSeconds))"))
    ]
    if let reason = task.reason { fields.append((tr("reason"), reason)) }
    if task.fate != .invited || task.state != "SUCCESS" {
      fields.append((tr("worker"), task.state))
    }
    if task.retries > 0 { fields.append((tr("retries"), "\(task.retries)")) }
    if let error = task.error { fields.append((tr("error"), error)) }
    if let invite = task.invite {
      let team = invite.team.map { tr("team \($0)") } ?? tr("a team that is gone")
      let status = invite.status ?? tr("no status")
      fields.append((tr("invite"), tr("record \(invite.id), \(team), \(status)")))
    }
    if let row = task.queueRow {
      fields.append((tr("queue row"), tr("\(row.id), \(row.status ?? tr("no status"))")))
    }
    return fields
  }

  static func text(
    _ explanation: RedeemExplanation, gates: Bool, plan: Bool, style: Style
  ) -> String {
    var text = Sanitizing.line(tr("\(explanation.code) for \(explanation.email)")) + "\n"
    text += tr("flow \(explanation.flow.rawValue): \(Sanitizing.line(explanation.chosen))") + "\n"
    if gates {
      var table = TextTable([(tr("RULE"), .left), (tr("VERDICT"), .left), (tr("BECAUSE"), .left)])
      for gate in explanation.gates {
        table.add([gate.name, gate.reason?.rawValue ?? word(gate.verdict), gate.detail])
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
      return text + tr("\(refusal.reason ?? tr("refused")): \(Sanitizing.line(refusal.message))")
        + "\n"
    }
    if plan {
      text +=
        tr("would:") + "\n" + explanation.plan.map { "  " + Sanitizing.line($0) + "\n" }.joined()
    } else {
      switch explanation.prospect {
      case .waiting: text += tr("would wait for a free seat") + "\n"
      case .underWay: text += tr("nothing would be done: this rebind is on its way") + "\n"
      default: text += tr("would be queued") + "\n"
      }
    }
    return text
  }

  private static func word(_ verdict: RuleCheck.Verdict) -> String {
    switch verdict {
    case .pass: tr("pass")
    case .refuse: tr("refuse")
    case .fail: tr("fail")
    case .unknown: tr("unknown")
    }
  }

  static func text(_ outcome: RedeemResume.Outcome) -> String {
    if outcome.isEmpty { return tr("nothing to finish") + "\n" }
    let (queued, refused, old) = (outcome.queued, outcome.refused, outcome.left)
    let held = outcome.held.count
    let counts =
      held == 0
      ? tr("queued \(queued), refused \(refused), too old \(old)")
      : tr("queued \(queued), refused \(refused), too old \(old), left alone \(held)")
    var text = counts + "\n"
    for one in outcome.held {
      text += Sanitizing.line(
        tr("\(one.code) for \(one.email), task \(one.taskID): \(one.why)"))
      text += "\n" + tr("  next: \(Sanitizing.line(one.next))") + "\n"
    }
    return text
  }

  static func progress(_ progress: TaskProgress) -> String {
    switch progress {
    case .queued(let ahead): tr("waiting: in the queue, \(ahead) before it")
    case .taken: tr("waiting: a worker has it")
    // Whatever is in the result backend: the context makes it safe.
    case .state(let state, let retries):
      retries > 0 ? tr("waiting: \(state) \(retries)") : tr("waiting: \(state)")
    case .waitingForSeat: tr("waiting: no team has a free seat; the backend invites when one has")
    }
  }
}
