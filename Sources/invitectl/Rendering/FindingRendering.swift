import InviteDomain
import InviteOps
import Localization

/// A row that was left as it is, the same for every command: which, why, and what to type.
enum FindingRendering {
  static func text(_ finding: RowFinding, _ style: Style) -> String {
    let object = style.bad(Sanitizing.line(finding.object))
    return tr("\(object): \(Sanitizing.line(finding.reason))") + "\n"
      + line(style.dim(tr(" next:")), finding.hint)
  }

  static func text(_ findings: RowFindings, _ style: Style) -> String {
    let more = findings.count - findings.shown.count
    return text(findings.shown, style) + (more > 0 ? tr("and \(more) more") + "\n" : "")
  }

  /// A wide colon has its own blank.
  private static func line(_ label: String, _ said: String) -> String {
    label + (Speech.language == .chinese ? "" : " ") + Sanitizing.line(said) + "\n"
  }

  /// Of those with the same reason and the same hint both once, with their number. Rows that are named above
  /// with their reason are the same where numbers alone differ, and no command of ours names them: then it
  /// is the first that is shown.
  ///
  /// - Parameter isListed: whether the row is named above already: of those the first are enough.
  static func grouped(
    _ findings: RowFindings, _ style: Style, isListed: (RowFinding) -> Bool
  ) -> String {
    var groups: [[RowFinding]] = []
    var places: [String: Int] = [:]
    for finding in findings.shown {
      let key = groupKey(finding, isListed: isListed(finding))
      if let place = places[key] {
        groups[place].append(finding)
      } else {
        places[key] = groups.count
        groups.append([finding])
      }
    }
    let more = findings.count - findings.shown.count
    return groups.map { same($0, style, isListed) }.joined()
      + (more > 0 ? tr("and \(more) more") + "\n" : "")
  }

  private static func groupKey(_ finding: RowFinding, isListed: Bool) -> String {
    let text = finding.reason + "\u{0}" + finding.hint
    guard isListed, !finding.hint.contains("invitectl ") else { return text }
    var key = ""
    for character in text {
      guard character.isNumber else {
        key.append(character)
        continue
      }
      if key.last != "#" { key.append("#") }
    }
    return key
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
    let objects = named.map(\.object).joined(separator: ", ")
    let rows = hidden > 0 ? tr("\(objects) and \(hidden) more") : objects
    let count = style.bad(CountText.of(group.count, "row"))
    return tr("\(count): \(Sanitizing.line(first.reason))") + "\n"
      + line(style.dim(tr(" rows:")), rows) + line(style.dim(tr(" next:")), first.hint)
  }

  static func text(_ findings: [RowFinding], _ style: Style) -> String {
    findings.map { text($0, style) }.joined()
  }
}
