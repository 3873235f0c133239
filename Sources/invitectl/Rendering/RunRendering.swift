import InviteDomain
import InviteOps
import LosslessJSON

/// `runs` as text.
enum RunRendering {
  /// - Parameter isAll: whether none was left out.
  static func text(_ runs: [RunHistory.Run], isAll: Bool, _ style: Style) -> String {
    guard !runs.isEmpty else {
      return isAll
        ? "no run is recorded yet; 'invitectl help runs' says which commands record theirs\n"
        : "no such run is recorded\n"
    }
    var table = TextTable([
      ("RUN", .right), ("STARTED (UTC)", .left), ("TOOK", .right), ("END", .left),
      ("CHANGED", .right), ("COMMAND", .left), ("BY", .left),
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
    var rows: [(name: String, value: String)] = []
    func add(_ name: String, _ value: String?) { rows.append((name, value ?? "-")) }
    add("run", String(run.id))
    add("command", run.command)
    add("started", time(run.startedAt) + " UTC")
    add("took", took(run))
    add("end", end(run))
    add("by", who(run))
    add("process", run.pid.map(String.init))
    add("arguments", run.arguments.map { $0.map(word).joined(separator: " ") })
    add("changed", run.changed.map(String.init))
    add("problems", run.problems.map(String.init))
    if let detail = run.detail?.object, !detail.members.isEmpty {
      add("detail", String(decoding: JSONValue.object(detail).pythonJSON, as: UTF8.self))
    }
    let width = rows.reduce(0) { max($0, $1.name.count) } + 2
    var text = rows.map { row in
      style.dim(DisplayWidth.padded(row.name, to: width)) + Sanitizing.line(row.value) + "\n"
    }.joined()
    guard !whole.counts.isEmpty else { return text }
    var table = TextTable([
      ("CODE", .left), ("USED", .left), ("BUCKET", .right), ("WHY", .left),
    ])
    for count in whole.counts {
      table.add([
        count.code, "\(count.usedBefore) -> \(count.usedAfter)",
        count.pushed > 0 ? "+\(count.pushed)" : String(count.pushed), count.why,
      ])
    }
    text += "\n" + table.render(style: style)
    if whole.counts.count == RunHistory.mostCounts {
      text += "the first \(RunHistory.mostCounts); 'invitectl force-resync history' has more\n"
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
    run.exitCode.map { "exit \($0)" } ?? run.state.rawValue
  }

  private static func who(_ run: RunHistory.Run) -> String {
    guard let role = run.role else { return "-" }
    return "\(run.osUser ?? "-")@\(run.host ?? "-") as \(role)"
  }

  private static func paint(_ run: RunHistory.Run, _ text: String, _ style: Style) -> String {
    switch run.state {
    case .finished: run.exitCode == 0 ? style.good(text) : style.bad(text)
    case .died: style.bad(text)
    case .running, .skipped, .open: style.warning(text)
    }
  }
}
