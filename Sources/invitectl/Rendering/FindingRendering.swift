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

  private static func line(_ label: String, _ said: String) -> String {
    Labelled.text(label, Sanitizing.line(said)) + "\n"
  }

  /// How findings are taken together where there are too many that are not quite the same.
  struct Digest {
    /// More groups than this are taken together by ``key``, and no more are shown.
    let most: Int
    /// What is the same of findings of the same kind, whatever rows, codes and numbers they name.
    let key: (RowFinding) -> String
    /// What shows each of them.
    let all: String
  }

  /// Of those with the same reason and the same hint both once, with their number. Rows that are named above
  /// with their reason are the same where numbers alone differ, and no command of ours names them: then it
  /// is the first that is shown.
  ///
  /// - Parameter isListed: whether the row is named above already: of those the first are enough.
  static func grouped(
    _ findings: RowFindings, _ style: Style, _ digest: Digest? = nil,
    isListed: (RowFinding) -> Bool
  ) -> String {
    let exact = findings.shown.groupedInOrder { groupKey($0, isListed: isListed($0)) }
    let more = findings.count - findings.shown.count
    let end = more > 0 ? tr("and \(more) more") + "\n" : ""
    guard let digest, exact.count > digest.most else {
      return exact.map { same($0, style, isListed) }.joined() + end
    }
    // The largest first, as many as are looked at; of each the first row's command, which is right for it.
    let kinds = findings.shown.groupedInOrder(by: digest.key)
    let order = kinds.indices.sorted { (kinds[$1].count, $0) < (kinds[$0].count, $1) }
    let rows = order.dropFirst(digest.most).reduce(0) { $0 + kinds[$1].count }
    var text = order.prefix(digest.most).map { same(kinds[$0], style, isListed) }.joined() + end
    if rows > 0 {
      text +=
        tr(rows, "and \(rows) row for another reason", "and \(rows) rows for other reasons") + "\n"
    }
    return text + digest.all + "\n"
  }

  private static func groupKey(_ finding: RowFinding, isListed: Bool) -> String {
    let text = finding.reason + "\u{0}" + finding.hint
    guard isListed, !finding.hint.contains("invitectl ") else { return text }
    return withoutNumbers(text)
  }

  /// Each number as `#`.
  static func withoutNumbers(_ text: String) -> String {
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
    let isOneHint = group.allSatisfy { $0.hint == first.hint }
    return tr("\(count): \(Sanitizing.line(first.reason))") + "\n"
      + line(style.dim(tr(" rows:")), rows)
      + line(
        style.dim(tr(" next:")),
        isOneHint ? first.hint : tr("\(first.object): \(first.hint)"))
  }

  static func text(_ findings: [RowFinding], _ style: Style) -> String {
    findings.map { text($0, style) }.joined()
  }
}
