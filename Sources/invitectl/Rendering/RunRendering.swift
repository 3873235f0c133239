import InviteDomain
import InviteOps
import Localization
import LosslessJSON

/// `runs` as text.
enum RunRendering {
  /// - Parameter isAll: whether none was left out.
  static func text(_ runs: [RunHistory.Run], isAll: Bool, _ style: Style) -> String {
    guard !runs.isEmpty else {
      return isAll
        ? tr("no run is recorded yet; 'invitectl help runs' says which commands record theirs")
          + "\n"
        : tr("no such run is recorded") + "\n"
    }
    var table = TextTable([
      (tr("RUN"), .right), (tr("STARTED (UTC)"), .left), (tr("TOOK"), .right), (tr("END"), .left),
      (tr("CHANGED"), .right), (tr("COMMAND"), .left), (tr("BY"), .left),
    ])
    for run in runs {
      table.add([
        String(run.id), time(run.startedAt), took(run), end(run),
        run.changed.map(String.init) ?? "-", run.command, who(run),
      ])
    }
    return table.render(style: style) { row, column, text in
      column == 3 ? paint(runs[row], text, style) : text
    }
  }

  static func text(_ whole: RunHistory.Whole, _ style: Style) -> String {
    let run = whole.run
    var rows: [(String, String)] = []
    func add(_ name: String, _ value: String?) { rows.append((name, value ?? "-")) }
    add(tr("run"), String(run.id))
    add(tr("command"), run.command)
    add(tr("started"), time(run.startedAt) + " UTC")
    add(tr("took"), took(run))
    add(tr("end"), end(run))
    add(tr("by"), who(run))
    add(tr("process"), run.pid.map(String.init))
    add(tr("arguments"), run.arguments.map { $0.map(word).joined(separator: " ") })
    add(tr("changed"), run.changed.map(String.init))
    add(tr("problems"), run.problems.map(String.init))
    if let detail = run.detail?.object, !detail.members.isEmpty {
      add(tr("detail"), String(decoding: JSONValue.object(detail).pythonJSON, as: UTF8.self))
    }
    var text = NamedRows.text(rows) { style.dim($0) }
    guard !whole.counts.isEmpty else { return text }
    var table = TextTable([
      (tr("CODE"), .left), (tr("USED"), .left), (tr("BUCKET"), .right), (tr("WHY"), .left),
    ])
    for count in whole.counts {
      table.add([
        count.code, "\(count.usedBefore) -> \(count.usedAfter)",
        count.pushed > 0 ? "+\(count.pushed)" : String(count.pushed), count.why,
      ])
    }
    text += "\n" + table.render(style: style)
    if whole.counts.count == RunHistory.mostCounts {
      text +=
        tr("the first \(RunHistory.mostCounts); 'invitectl force-resync history' has more") + "\n"
    }
    return text
  }

  /// To be read: what is masked cannot be typed again.
  private static func word(_ argument: String) -> String {
    argument.isEmpty || argument.contains(where: \.isWhitespace)
      ? ShellWord.quoted(argument) : argument
  }

  private static func time(_ text: String?) -> String {
    text.map { String($0.prefix(19)).replacing("T", with: " ") } ?? "-"
  }

  private static func took(_ run: RunHistory.Run) -> String {
    run.seconds.map { DurationText.format(seconds: $0) } ?? "-"
  }

  private static func end(_ run: RunHistory.Run) -> String {
    run.exitCode.map { tr("exit \($0)") } ?? word(run.state)
  }

  private static func word(_ state: RunHistory.Run.State) -> String {
    switch state {
    case .finished: tr("finished")
    case .skipped: tr("skipped")
    case .running: tr("running")
    case .died: tr("died")
    case .open: tr("open")
    }
  }

  private static func who(_ run: RunHistory.Run) -> String {
    guard let role = run.role else { return "-" }
    return tr("\(run.osUser ?? "-")@\(run.host ?? "-") as \(role)")
  }

  private static func paint(_ run: RunHistory.Run, _ text: String, _ style: Style) -> String {
    switch run.state {
    case .finished: run.exitCode == 0 ? style.good(text) : style.bad(text)
    case .died: style.bad(text)
    case .running, .skipped, .open: style.warning(text)
    }
  }
}
