import InviteDomain
import InviteOps

/// Who answered and who did not, for people.
enum CensusRendering {
  static func text(_ census: FleetCensus, _ style: Style) -> String {
    var table = TextTable([("WORKER", .left), ("STATUS", .left)])
    for worker in census.workers {
      table.add([worker.name, words(worker.status)])
    }
    var text = table.render(style: style) { row, column, text in
      column == 1 ? paint(census.workers[row].status, text, style) : text
    }
    text += "\(census.answered) of \(census.workers.count) answered"
    text += " in \(DurationText.format(seconds: census.elapsedMs / 1000))\n"
    if census.unnamedListeners > 0 {
      text += "\(census.unnamedListeners) more listen on the control channel and are no workers\n"
    }
    if census.unreadableReplies > 0 {
      text += style.warning("\(census.unreadableReplies) answers could not be read") + "\n"
    }
    return text
  }

  static func words(_ status: FleetCensus.Status) -> String {
    switch status {
    case .replied: "replied"
    case .duplicateName: "duplicate name: two workers answer to it"
    case .silent: "silent: connected, does not answer (stopped, or a busy solo pool)"
    case .heartbeatOnly: "heartbeat only: alive, does not answer remote control"
    case .absent: "absent: its binding is left, nobody listens (killed)"
    case .unknown: "unknown: no worker has this name (see 'invitectl inspect-workers')"
    case .silentOrAbsent: "silent or absent: fewer listen than have names"
    }
  }

  static func paint(_ status: FleetCensus.Status, _ text: String, _ style: Style) -> String {
    switch status {
    case .replied: style.good(text)
    case .duplicateName, .heartbeatOnly, .absent, .unknown: style.warning(text)
    case .silent, .silentOrAbsent: style.bad(text)
    }
  }
}
