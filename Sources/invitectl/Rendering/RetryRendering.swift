import InviteDomain
import InviteOps

/// `redeem retry` for people.
enum RetryRendering {
  static func text(
    _ found: RetryGroups, _ kind: RetryRequest.Kind, shows: Bool, style: Style
  ) -> String {
    var text = ""
    if !found.groups.isEmpty {
      var table = TextTable([
        ("ROWS", .right), ("OLDEST", .left), ("CODES", .left), ("ERROR", .left),
      ])
      for group in found.groups {
        table.add([
          String(group.count), DurationText.format(seconds: group.oldestSeconds),
          codes(group, shows: shows), group.error ?? "-",
        ])
      }
      text += table.render(style: style) + "\n"
    }
    text += FindingRendering.text(found.findings, style)
    if found.hasMore { text += "only the first rows were looked at: there are more\n" }
    let rows = found.groups.reduce(0) { $0 + $1.count }
    guard rows > 0 else { return text + none(kind) + "\n" }
    let what = kind == .failed ? "failed" : "waiting"
    let command =
      kind == .failed ? "'invitectl redeem retry'" : "'invitectl redeem retry --waiting'"
    return text
      + "\(CountText.of(rows, "\(what) row")), \(CountText.of(found.groups.count, "error"))\n"
      + "\(command) judges each, and tries again what may be\n"
  }

  private static func codes(_ group: RetryGroup, shows: Bool) -> String {
    let names = group.codes.prefix(2).map { shows ? $0 : Masking.code($0) }
    let more = group.codeCount - names.count
    return names.joined(separator: " ") + (more > 0 ? " +\(more)" : "")
  }

  private static func none(_ kind: RetryRequest.Kind) -> String {
    kind == .failed ? "no failed invite is left to try again" : "no invite waits for a seat"
  }

  static func text(_ outcome: RetryOutcome, shows: Bool, style: Style) -> String {
    if let holder = outcome.lockHolder {
      return "skipped: another run holds the lock: \(Sanitizing.line(holder))\n"
    }
    var text = ""
    let gaps = outcome.gaps.joined(separator: "; ")
    if !outcome.rows.isEmpty {
      var table = TextTable([
        ("ROW", .left), ("AGE", .left), ("EMAIL", .left), ("CODE", .left), ("VERDICT", .left),
        ("DONE", .left), ("EVIDENCE", .left),
      ])
      for row in outcome.rows {
        table.add([
          "\(row.source == .queue ? "queue" : "record") \(row.id)",
          DurationText.format(seconds: row.ageSeconds),
          shows ? row.email : Masking.email(row.email),
          shows ? row.code : Masking.code(row.code), row.verdict.rawValue,
          row.action?.rawValue ?? "-",
          row.evidence == gaps && !gaps.isEmpty ? "no message found, but see below" : row.evidence,
        ])
      }
      text += table.render(style: style) + "\n"
    }
    for gap in outcome.gaps { text += "not seen: \(Sanitizing.line(gap))\n" }
    text += FindingRendering.text(outcome.findings, style)
    if outcome.hasMore { text += "only the first rows were looked at: there are more\n" }
    return text + summary(outcome) + "\n"
  }

  private static func summary(_ outcome: RetryOutcome) -> String {
    guard !outcome.rows.isEmpty else { return "nothing is to be tried again" }
    let counts = RetryRow.Verdict.allCases.compactMap { verdict in
      let count = outcome.rows.count { $0.verdict == verdict }
      return count > 0 ? "\(count) \(verdict.rawValue)" : nil
    }
    var text = "\(CountText.of(outcome.rows.count, "row")): \(counts.joined(separator: ", "))"
    let queued = outcome.rows.count { $0.action == .queued }
    let waiting = outcome.rows.count { $0.action == .waiting }
    if queued > 0 { text += "\n\(CountText.of(queued, "invite")) put into the queue" }
    let before = outcome.rows.count { $0.action == .sentBefore }
    if before > 0 { text += "\n\(CountText.of(before, "invite")) had been put there before" }
    if waiting > 0 {
      text +=
        "\n\(CountText.of(waiting, "invite")) wait for a seat, from where the backend takes "
        + (waiting == 1 ? "it up" : "them up")
    }
    return text
  }
}
