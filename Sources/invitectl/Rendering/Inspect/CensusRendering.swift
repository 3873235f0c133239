import InviteDomain
import InviteOps
import Localization

/// Who answered and who did not, for people.
enum CensusRendering {
  static func text(_ census: FleetCensus, _ style: Style) -> String {
    var table = TextTable([(tr("WORKER"), .left), (tr("STATUS"), .left)])
    for worker in census.workers {
      table.add([worker.name, words(worker.status)])
    }
    var text = table.render(style: style) { row, column, text in
      column == 1 ? paint(census.workers[row].status, text, style) : text
    }
    let time = DurationText.format(seconds: census.elapsedMs / 1000)
    text += tr("\(census.answered) of \(census.workers.count) answered in \(time)") + "\n"
    if census.unnamedListeners > 0 {
      text += tr(
        "\(census.unnamedListeners) more listen on the control channel and are no workers")
      text += "\n"
    }
    if census.unreadableReplies > 0 {
      text += style.warning(tr("\(census.unreadableReplies) answers could not be read")) + "\n"
    }
    return text
  }

  static func words(_ status: FleetCensus.Status) -> String {
    switch status {
    case .replied: tr("replied")
    case .duplicateName: tr("duplicate name: two workers answer to it")
    case .silent: tr("silent: connected, does not answer (stopped, or a busy solo pool)")
    case .heartbeatOnly: tr("heartbeat only: alive, does not answer remote control")
    case .absent: tr("absent: its binding is left, nobody listens (killed)")
    case .unknown: tr("unknown: no worker has this name (see 'invitectl inspect-workers')")
    case .silentOrAbsent: tr("silent or absent: fewer listen than have names")
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
