import InviteOps

/// What workers made of a command, for people.
enum ControlRendering {
  static func text(_ outcome: FleetControl.Outcome, _ style: Style) -> String {
    var table = TextTable([("WORKER", .left), ("ANSWER", .left), ("SEEN DONE", .left)])
    for worker in outcome.workers {
      table.add([worker.name, worker.answer, verified(worker)])
    }
    var text = table.render(style: style) { row, column, text in
      let worker = outcome.workers[row]
      if column == 1, !worker.accepted { return style.bad(text) }
      if column == 2, worker.verified == false { return style.warning(text) }
      return text
    }
    text += "accepted by \(outcome.accepted) of \(outcome.meant)"
    let seen = outcome.workers.compactMap(\.verified)
    if !seen.isEmpty { text += ", seen done by \(seen.count { $0 })" }
    text += "\n"
    let quiet = outcome.census.workers.filter {
      $0.status != .replied && $0.status != .duplicateName
    }
    for worker in quiet {
      text += style.warning(Sanitizing.line(worker.name))
      text += ": " + CensusRendering.words(worker.status) + "\n"
    }
    return text
  }

  private static func verified(_ worker: FleetControl.Outcome.Worker) -> String {
    switch worker.verified {
    case true?: "yes"
    case false?: "no"
    case nil: "-"
    }
  }
}
