import ClientSupport
import InviteDomain
import InviteOps
import Localization

/// `migrate` for people.
enum MigrateRendering {
  static func status(_ report: MigrateReport, _ style: Style) -> String {
    var text = heading(report, style) + "\n"
    var table = TextTable([
      (tr("INDEX"), .left), (tr("STATE"), .left), (tr("SIZE"), .right), (tr("REVISION"), .left),
    ])
    for index in report.indexes {
      table.add([index.name, state(index), size(index), String(index.revision.rawValue.prefix(3))])
    }
    text += table.render(style: style) { row, column, cell in
      column == 1 ? paint(report.indexes[row].state, cell, style) : cell
    }
    text += rowFeed(report.rowFeed, style)
    text += sessions(report, style)
    for leftover in report.leftovers {
      text +=
        tr(
          "\(style.warning(tr("left over:"))) \(leftover.name) on \(leftover.table), of a broken-off "
            + "REINDEX CONCURRENTLY;\n  remove it: DROP INDEX CONCURRENTLY \(leftover.place)\n")
    }
    let notes = report.notes + estimates(report).map { tr("estimated sizes are \($0)") }
    for note in notes { text += style.dim(tr("note: \(Sanitizing.line(note))")) + "\n" }
    return text + "\n" + verdict(report, style)
  }

  static func heading(_ report: MigrateReport, _ style: Style) -> String {
    let revision =
      report.heads.isEmpty ? tr("none") : report.heads.map(\.rawValue).joined(separator: ", ")
    return Sanitizing.line(
      report.isAhead
        ? tr("database \(report.database), revision \(revision) (ahead)")
        : tr("database \(report.database), revision \(revision)")) + "\n"
  }

  private static func state(_ index: MigrateReport.Index) -> String {
    var text = word(index.state)
    if let percent = index.percent { text += " \(Int(saturating: percent)) %" }
    if let detail = index.detail { text = tr("\(text), \(detail)") }
    if let phase = index.phase { text = tr("\(text): \(phase)") }
    if let partitions = index.partitions { text = tr("\(text), \(parts(partitions))") }
    return Sanitizing.line(text)
  }

  private static func parts(_ partitions: MigrateReport.Partitions) -> String {
    if partitions.attached == partitions.total { return tr("on \(partitions.total) partitions") }
    let building = partitions.pending.filter { $0.state == "building" }.map { part in
      "\(part.table) \(Int(saturating: part.percent ?? 0)) %"
    }
    let built = tr(
      "built on \(partitions.built) of \(partitions.total) partitions, "
        + "\(partitions.attached) attached")
    return building.reduce(built) { tr("\($0), \($1)") }
  }

  private static func size(_ index: MigrateReport.Index) -> String {
    if index.state == "valid", let bytes = index.bytes { return ByteText.format(bytes) }
    return index.estimatedBytes.map { "~ " + ByteText.format($0) } ?? ""
  }

  private static func paint(_ state: String, _ cell: String, _ style: Style) -> String {
    switch state {
    case "valid": style.good(cell)
    case "absent", "building", "table_missing": cell
    case "invalid", "dropping", "partial": style.warning(cell)
    default: style.bad(cell)
    }
  }

  static func sessions(_ report: MigrateReport, _ style: Style) -> String {
    var text = ""
    if let holder = report.holder {
      let running =
        holder.isOrphan
        ? tr("running: \(holder.session.sentence) lost its client")
        : tr("running: \(holder.session.sentence) holds the lock")
      let percent = Int(saturating: holder.percent ?? 0)
      let building = holder.building.map { tr("\(running), building \($0) (\(percent) %)") }
      text += Sanitizing.line(building ?? running) + "\n"
    }
    for blocker in report.blockers {
      let kinds = blocker.kinds.map(\.title).joined(separator: tr(", "))
      let tables = blocker.tables.joined(separator: ", ")
      let what =
        tables.isEmpty
        ? tr("\(blocker.session.sentence): \(kinds)")
        : tr("\(blocker.session.sentence): \(kinds) on \(tables)")
      text += Sanitizing.line(tr("in the way: \(what)"))
      if let query = blocker.session.query, !query.isEmpty {
        text += "\n  " + style.dim(Sanitizing.line(query))
      }
      text += "\n"
    }
    return text
  }

  private static func verdict(_ report: MigrateReport, _ style: Style) -> String {
    if let problem = report.problem {
      return refusal(problem, report, style)
    }
    let skipped = skipNote(report.skipped)
    if report.isAhead, report.steps.isEmpty {
      return tr("ahead of what invitectl makes; the indexes are fine, and nothing is to do\n")
        + skipped
    }
    if report.steps.isEmpty { return style.good(tr("up to date")) + "\n" + skipped }
    let names = Set(report.indexes.map(\.name))
    let builds = report.steps.count { $0.action == "build" && names.contains($0.index ?? "") }
    let joins = report.steps.count { $0.action == "join" }
    let parts = report.steps.count { $0.action == "build" } - builds
    let what =
      if builds + joins + parts == 0 {
        others(report.steps)
      } else if joins == 0 {
        tr("\(builds) of \(report.indexes.count) indexes to build")
      } else if parts == 0 {
        tr("\(builds + joins) of \(report.indexes.count) indexes to complete, by \(builds) builds")
      } else {
        tr(
          "\(builds + joins) of \(report.indexes.count) indexes to complete, "
            + "by \(builds + parts) builds, \(parts) of them on partitions")
      }
    return Labelled.text(style.bold(tr("pending:")), tr("\(what); run invitectl migrate up\n"))
      + skipped
  }

  /// What is to be done where nothing is to be built.
  private static func others(_ steps: [MigrateReport.Step]) -> String {
    var words: [String] = []
    for step in steps {
      let word =
        switch step.action {
        case "clear", "drop":
          step.index.map { tr("drop \($0)") } ?? tr("drop what is left of an index")
        case "reindex": step.index.map { tr("rebuild \($0)") } ?? tr("rebuild an index")
        case "stamp": tr("record the revision")
        default: step.words
        }
      if !words.contains(word) { words.append(word) }
    }
    return words.joined(separator: tr(", "))
  }

  /// Why `up` would not do it, after what it would do before.
  static func refusal(
    _ problem: String, _ report: MigrateReport, _ style: Style
  ) -> String {
    let would =
      report.steps.isEmpty
      ? tr("migrate up would refuse:")
      : tr("migrate up would make schema invitectl, and then refuse:")
    return Labelled.text(style.bad(would), "\(Sanitizing.line(problem))\n")
      + (report.hint.map {
        Labelled.text(style.dim(tr(" next:")), "\(Sanitizing.line($0))\n")
      } ?? "")
  }

  static func skipNote(_ skipped: [String]) -> String {
    skipped.isEmpty
      ? ""
      : tr(
        "left out, because table invite_queue is not there: \(skipped.joined(separator: ", "))\n")
  }

  static func outcome(_ outcome: MigrateOutcome, _ style: Style) -> String {
    if outcome.isSkipped { return "" }
    let place =
      if let revision = outcome.revision?.rawValue {
        outcome.isAhead
          ? tr("database \(outcome.database) is ahead, at \(revision)")
          : tr("database \(outcome.database) is at \(revision)")
      } else {
        tr("database \(outcome.database) records no revision")
      }
    let skipped = skipNote(outcome.skipped)
    if outcome.isAhead, !outcome.isChanged {
      return tr("\(place); its indexes are fine\n") + skipped
    }
    guard outcome.isChanged else {
      return tr("nothing to do: \(place)\n") + skipped
    }
    let parts = ["build", "reindex", "join", "drop", "clear"].compactMap { action in
      done(outcome.actions.count { $0.action == action }, action)
    }
    let seconds = outcome.actions.reduce(0) { $0 + $1.seconds }
    let took = DurationText.format(seconds: seconds)
    let all = parts.joined(separator: tr(", "))
    let what = parts.isEmpty ? place : tr("\(place) (\(all) in \(took))")
    return Labelled.text(style.good(tr("done:")), "\(what)\n") + skipped
  }

  static func verification(_ found: MigrateVerification, _ style: Style) -> String {
    var text = ""
    for index in found.indexes {
      text += tr("\(mark(index.isWrong, style)) \(index.name): \(word(index.state))\n")
      if let actual = index.actual, index.state == "partial" {
        text += "      \(Sanitizing.line(actual))\n"
      } else if let actual = index.actual {
        text += tr("      is        \(Sanitizing.line(actual))\n")
        text += tr("      should be \(index.expected)\n")
      }
    }
    if found.rowFeed.standing != .absent {
      text += "\(mark(found.isRowFeedWrong, style)) \(rowFeed(found.rowFeed, style))"
    }
    for leftover in found.leftovers { text += tr("left over: \(leftover.name)\n") }
    if !found.isServerChecked {
      text += style.dim(
        tr("compared with invitectl's own text: no right to make temporary tables\n"))
    }
    return text
  }
}

extension MigrateReport.Step {
  var words: String {
    switch action {
    case "schema": tr("make schema invitectl with its tables")
    case "attach": tr("wait for the build of \(index ?? "") that is under way")
    case "await_drop": tr("wait for the drop of \(index ?? "") that is under way")
    default: action
    }
  }
}
