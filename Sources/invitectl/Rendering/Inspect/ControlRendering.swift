import InviteDomain
import InviteOps
import Localization

/// What workers made of a command, for people.
enum ControlRendering {
  static func text(_ outcome: FleetControl.Outcome, _ style: Style) -> String {
    var table = TextTable([(tr("WORKER"), .left), (tr("ANSWER"), .left), (tr("SEEN DONE"), .left)])
    for worker in outcome.workers {
      table.add([worker.name, worker.answer, verified(worker)])
    }
    var text = table.render(style: style) { row, column, text in
      let worker = outcome.workers[row]
      if column == 1, !worker.accepted { return style.bad(text) }
      if column == 2, worker.verified == false { return style.warning(text) }
      return text
    }
    let seen = outcome.workers.compactMap(\.verified)
    let accepted = tr("accepted by \(outcome.accepted) of \(outcome.meant)")
    text += seen.isEmpty ? accepted : tr("\(accepted), seen done by \(seen.count { $0 })")
    text += "\n"
    for worker in outcome.workers where !worker.begun.isEmpty {
      let ids = worker.begun.joined(separator: ", ")
      text += style.warning(
        Sanitizing.line(tr("\(ids): it runs already on \(worker.name); revoke does not stop it")))
      text += "\n"
    }
    for worker in outcome.workers where !worker.reserved.isEmpty {
      let ids = worker.reserved.joined(separator: ", ")
      let name = worker.name
      text += style.warning(
        Sanitizing.line(tr("\(ids): \(name) has it already: it may run all the same")))
      text += "\n"
    }
    for id in outcome.missing {
      text += style.warning(
        Sanitizing.line(
          tr("\(id): no worker that answered runs it or is about to: nothing was ended")))
      text += "\n"
    }
    let quiet = outcome.census.workers.filter {
      $0.status != .replied && $0.status != .duplicateName
    }
    for worker in quiet {
      let name = style.warning(Sanitizing.line(worker.name))
      text += tr("\(name): \(CensusRendering.words(worker.status))") + "\n"
    }
    return text
  }

  /// What shows where tasks are that were to be skipped, or ended, and may go on. Of what runs nothing is to be typed
  /// besides: `terminate` ends it between the invite and its row, and its message may come back.
  static func next(_ outcome: FleetControl.Outcome) -> [String] {
    let tasks = outcome.workers.flatMap { $0.begun + $0.reserved } + outcome.missing
    return tasks.map { id in
      let look = ShellCommand.invitectl(["inspect-workers", "task"], [id])
      return tr("next: '\(look)' shows where it is")
    }
  }

  private static func verified(_ worker: FleetControl.Outcome.Worker) -> String {
    switch worker.verified {
    case true?: tr("yes")
    case false?: tr("no")
    case nil: "-"
    }
  }
}
