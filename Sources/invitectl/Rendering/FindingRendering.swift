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

  static func text(_ findings: [RowFinding], _ style: Style) -> String {
    findings.map { text($0, style) }.joined()
  }
}
