import ClientSupport
import InviteDomain
import InviteOps

/// `migrate` for people.
enum MigrateRendering {
  static func status(_ report: MigrateReport, _ style: Style) -> String {
    var text = heading(report, style) + "\n"
    var table = TextTable([
      ("INDEX", .left), ("STATE", .left), ("SIZE", .right), ("REVISION", .left),
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
        "\(style.warning("left over:")) \(leftover.name) on \(leftover.table), of a broken-off "
        + "REINDEX CONCURRENTLY;\n  remove it: DROP INDEX CONCURRENTLY \(leftover.place)\n"
    }
    let notes = report.notes + estimates(report).map { "estimated sizes are " + $0 }
    for note in notes { text += style.dim("note: \(Sanitizing.line(note))") + "\n" }
    return text + "\n" + verdict(report, style)
  }

  static func heading(_ report: MigrateReport, _ style: Style) -> String {
    let revision =
      report.heads.isEmpty ? "none" : report.heads.map(\.rawValue).joined(separator: ", ")
    return Sanitizing.line(
      "database \(report.database), revision \(revision)\(report.isAhead ? " (ahead)" : "")") + "\n"
  }

  private static func state(_ index: MigrateReport.Index) -> String {
    let word = index.state.map { $0 == "_" ? " " : $0 }
    var text = String(word)
    if let percent = index.percent { text += " \(Int(saturating: percent)) %" }
    if let detail = index.detail { text += ", \(detail)" }
    if let phase = index.phase { text += ": \(phase)" }
    if let partitions = index.partitions { text += ", \(parts(partitions))" }
    return Sanitizing.line(text)
  }

  private static func parts(_ partitions: MigrateReport.Partitions) -> String {
    if partitions.attached == partitions.total { return "on \(partitions.total) partitions" }
    let building = partitions.pending.filter { $0.state == "building" }.map { part in
      ", \(part.table) \(Int(saturating: part.percent ?? 0)) %"
    }
    return
      "built on \(partitions.built) of \(partitions.total) partitions, \(partitions.attached) attached"
      + building.joined()
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
      let doing =
        holder.building.map { ", building \($0) (\(Int(saturating: holder.percent ?? 0)) %)" } ?? ""
      let what = holder.isOrphan ? "lost its client" : "holds the lock"
      text += Sanitizing.line("running: \(holder.session.sentence) \(what)\(doing)") + "\n"
    }
    for blocker in report.blockers {
      let kinds = blocker.kinds.map(\.rawValue).joined(separator: ", ")
      let tables = blocker.tables.isEmpty ? "" : " on " + blocker.tables.joined(separator: ", ")
      text += "in the way: " + Sanitizing.line("\(blocker.session.sentence): \(kinds)\(tables)")
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
      return "ahead of what invitectl makes; the indexes are fine, and nothing is to do\n" + skipped
    }
    if report.steps.isEmpty { return style.good("up to date") + "\n" + skipped }
    let names = Set(report.indexes.map(\.name))
    let builds = report.steps.count { $0.action == "build" && names.contains($0.index ?? "") }
    let joins = report.steps.count { $0.action == "join" }
    let parts = report.steps.count { $0.action == "build" } - builds
    let ofParts = parts > 0 ? ", \(parts) of them on partitions" : ""
    guard builds + joins + parts > 0 else {
      return "\(style.bold("pending:")) \(others(report.steps)); run invitectl migrate up\n"
        + skipped
    }
    return "\(style.bold("pending:")) \(builds + joins) of \(report.indexes.count) indexes to "
      + "\(joins == 0 ? "build" : "complete, by \(builds + parts) builds\(ofParts)"); "
      + "run invitectl migrate up\n" + skipped
  }

  /// What is to be done where nothing is to be built.
  private static func others(_ steps: [MigrateReport.Step]) -> String {
    var words: [String] = []
    for step in steps {
      let word =
        switch step.action {
        case "clear", "drop": "drop \(step.index ?? "what is left of an index")"
        case "reindex": "rebuild \(step.index ?? "an index")"
        case "stamp": "record the revision"
        default: step.words
        }
      if !words.contains(word) { words.append(word) }
    }
    return words.joined(separator: ", ")
  }

  /// Why `up` would not do it, after what it would do before.
  static func refusal(
    _ problem: String, _ report: MigrateReport, _ style: Style
  ) -> String {
    let would =
      report.steps.isEmpty
      ? "migrate up would refuse:" : "migrate up would make schema invitectl, and then refuse:"
    return "\(style.bad(would)) \(Sanitizing.line(problem))\n"
      + (report.hint.map { style.dim(" next:") + " \(Sanitizing.line($0))\n" } ?? "")
  }

  static func skipNote(_ skipped: [String]) -> String {
    skipped.isEmpty
      ? ""
      : "left out, because table invite_queue is not there: \(skipped.joined(separator: ", "))\n"
  }

  static func outcome(_ outcome: MigrateOutcome, _ style: Style) -> String {
    if outcome.isSkipped { return "" }
    let place =
      if let revision = outcome.revision?.rawValue {
        outcome.isAhead ? "is ahead, at \(revision)" : "is at \(revision)"
      } else {
        "records no revision"
      }
    let skipped = skipNote(outcome.skipped)
    if outcome.isAhead, !outcome.isChanged {
      return "database \(outcome.database) \(place); its indexes are fine\n" + skipped
    }
    guard outcome.isChanged else {
      return "nothing to do: database \(outcome.database) \(place)\n" + skipped
    }
    let parts = [
      ("build", "built"), ("reindex", "rebuilt"), ("join", "put together"), ("drop", "dropped"),
      ("clear", "cleared"),
    ].compactMap { action, word in
      let count = outcome.actions.count { $0.action == action }
      return count == 0 ? nil : "\(count) \(word)"
    }
    let seconds = outcome.actions.reduce(0) { $0 + $1.seconds }
    let took = DurationText.format(seconds: seconds)
    let summary = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")) in \(took))"
    return "\(style.good("done:")) database \(outcome.database) \(place)\(summary)\n"
      + skipped
  }

  static func verification(_ found: MigrateVerification, _ style: Style) -> String {
    var text = ""
    for index in found.indexes {
      let mark = index.isWrong ? style.bad("WRONG") : style.good("ok   ")
      let state = String(index.state.map { $0 == "_" ? " " : $0 })
      text += "\(mark) \(index.name): \(state)\n"
      if let actual = index.actual, index.state == "partial" {
        text += "      \(Sanitizing.line(actual))\n"
      } else if let actual = index.actual {
        text += "      is        \(Sanitizing.line(actual))\n"
        text += "      should be \(index.expected)\n"
      }
    }
    if found.rowFeed.standing != .absent {
      let mark = found.isRowFeedWrong ? style.bad("WRONG") : style.good("ok   ")
      text += "\(mark) \(rowFeed(found.rowFeed, style))"
    }
    for leftover in found.leftovers { text += "left over: \(leftover.name)\n" }
    if !found.isServerChecked {
      text += style.dim("compared with invitectl's own text: no right to make temporary tables\n")
    }
    return text
  }
}

extension MigrateReport.Step {
  var words: String {
    switch action {
    case "schema": "make schema invitectl with its tables"
    case "attach": "wait for the build of \(index ?? "") that is under way"
    case "await_drop": "wait for the drop of \(index ?? "") that is under way"
    default: action
    }
  }
}
