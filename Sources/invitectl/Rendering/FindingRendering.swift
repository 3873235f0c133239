import InviteDomain
import InviteOps

/// A row that was left as it is, the same for every command: which, why, and what to type.
enum FindingRendering {
  static func text(_ finding: RowFinding, _ style: Style) -> String {
    style.bad(Sanitizing.line(finding.object)) + ": \(Sanitizing.line(finding.reason))\n"
      + style.dim(" next:") + " \(Sanitizing.line(finding.hint))\n"
  }

  static func text(_ findings: RowFindings, _ style: Style) -> String {
    let more = findings.count - findings.shown.count
    return text(findings.shown, style) + (more > 0 ? "and \(more) more\n" : "")
  }

  /// Of those with the same reason and the same hint both once, with their number.
  ///
  /// - Parameter isListed: whether the row is named above already: of those the first are enough.
  static func grouped(
    _ findings: RowFindings, _ style: Style, isListed: (RowFinding) -> Bool
  ) -> String {
    var groups: [[RowFinding]] = []
    var places: [String: Int] = [:]
    for finding in findings.shown {
      let key = finding.reason + "\u{0}" + finding.hint
      if let place = places[key] {
        groups[place].append(finding)
      } else {
        places[key] = groups.count
        groups.append([finding])
      }
    }
    let more = findings.count - findings.shown.count
    return groups.map { same($0, style, isListed) }.joined()
      + (more > 0 ? "and \(more) more\n" : "")
  }

  /// So many rows of a group are named that are named above, too.
  private static let few = 10

  private static func same(
    _ group: [RowFinding], _ style: Style, _ isListed: (RowFinding) -> Bool
  ) -> String {
    guard group.count > 1, let first = group.first else { return text(group, style) }
    let listed = group.filter(isListed)
    let named = group.filter { !isListed($0) } + listed.prefix(few)
    let hidden = group.count - named.count
    let rows =
      named.map(\.object).joined(separator: ", ") + (hidden > 0 ? " and \(hidden) more" : "")
    return style.bad(CountText.of(group.count, "row")) + ": \(Sanitizing.line(first.reason))\n"
      + style.dim(" rows:") + " \(Sanitizing.line(rows))\n"
      + style.dim(" next:") + " \(Sanitizing.line(first.hint))\n"
  }

  static func text(_ findings: [RowFinding], _ style: Style) -> String {
    findings.map { text($0, style) }.joined()
  }
}
