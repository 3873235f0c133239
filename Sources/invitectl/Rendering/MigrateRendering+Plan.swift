import InviteDomain
import InviteOps
import Localization

/// `migrate plan` for people, and for psql.
extension MigrateRendering {
  static func plan(_ report: MigrateReport, _ style: Style) -> String {
    var text = heading(report, style)
    if let problem = report.problem, report.steps.isEmpty {
      return text + refusal(problem, report, style)
    }
    if report.steps.isEmpty { text += tr("nothing to do\n") }
    for (number, step) in report.steps.enumerated() {
      let what = step.sql.map { $0.split(separator: "\n").joined(separator: "\n   ") } ?? step.words
      let size = step.action == "build" ? step.estimatedBytes : nil
      text += "\(number + 1). \(what)"
      if let size { text += style.dim(tr("  -- about \(ByteText.format(size))")) }
      text += "\n"
    }
    if let problem = report.problem { text += refusal(problem, report, style) }
    let total = report.steps.filter { $0.action == "build" }.compactMap(\.estimatedBytes)
      .reduce(0, +)
    if total > 0 {
      text += tr(
        "disk: about \(ByteText.format(total)) more, and as much to sort; with long emails more\n")
    }
    for note in estimates(report) { text += "      \(Sanitizing.line(note))\n" }
    return text + skipNote(report.skipped) + sessions(report, style)
  }

  /// What the sizes go by, where that is not the planner's statistics.
  static func estimates(_ report: MigrateReport) -> [String] {
    guard report.isPending else { return [] }
    func tables(_ names: [String]) -> String {
      names.count == 1 ? names[0] : tr("\(names.count) tables (\(names[0]), …)")
    }
    var lines: [String] = []
    if !report.estimatedBySize.isEmpty {
      lines.append(
        tr(
          "by size alone for \(tables(report.estimatedBySize)), never analyzed: may be half or double"
        )
      )
    }
    if !report.notEstimated.isEmpty {
      lines.append(
        tr(
          "unknown for \(tables(report.notEstimated)), which somebody has locked: not counted here")
      )
    }
    return lines
  }

  /// The statements alone, as a script for psql.
  static func sql(_ report: MigrateReport) -> String {
    var text = tr("-- database \(report.database): run by psql, not inside of a transaction\n")
    text += verbatim("SET lock_timeout = 0;\nSET statement_timeout = 0;\n")
    for step in report.steps {
      text += step.sql.map { $0 + ";\n" } ?? "-- \(step.words)\n"
    }
    return text
  }
}
