import InviteDomain
import InviteOps

/// `redeem retry` for people.
enum RetryRendering {
  /// What was written first, then what would be done.
  static func text(
    _ found: RetryPlan, _ kind: RetryRequest.Kind, shows: Bool, style: Style
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
    let rows = found.groups.reduce(0) { $0 + $1.count }
    if rows > 0 {
      let what = kind == .failed ? "failed" : "waiting"
      text +=
        "\(CountText.of(rows, "\(what) row")), \(CountText.of(found.groups.count, "error"))\n"
    }
    if found.rows.contains(where: isNamed) {
      text +=
        "\n"
        + table(found.rows, found.gaps, "WOULD", shows: shows, style: style) {
          $0.would?.rawValue
        } + "\n"
    }
    text += below(
      found.gaps, found.findings, found.closed, found.rows, hasMore: found.hasMore, style)
    guard rows > 0 else { return text + none(kind) + "\n" }
    if let why = found.notJudged { return text + "not judged: \(Sanitizing.line(why))\n" }
    return text + (found.rows.isEmpty ? none(kind) : forecast(found)) + "\n"
  }

  /// What a run would do.
  private static func forecast(_ plan: RetryPlan) -> String {
    func count(_ would: RetryRow.Would) -> Int { plan.rows.count { $0.would == would } }
    var lines = [verdicts(plan.rows, plan.closed)]
    let (queued, waiting) = (count(.queue), count(.wait))
    if queued > 0 { lines.append("\(CountText.of(queued, "invite")) would be put into the queue") }
    if waiting > 0 { lines.append("\(CountText.of(waiting, "invite")) would wait for a seat") }
    let noted = count(.noteSent)
    if noted > 0 { lines.append("\(CountText.of(noted, "invite")) had been put there before") }
    if queued + waiting + noted == 0 { lines.append("none would be tried again") }
    if !plan.findings.isEmpty {
      lines.append(
        "\(CountText.of(plan.findings.count, "invite")) would be left alone, named above, and the "
          + "run end with 8")
    }
    return (lines + ["nothing was sent, and nothing changed"]).joined(separator: "\n")
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
    if outcome.rows.contains(where: isNamed) {
      text +=
        table(outcome.rows, outcome.gaps, "DONE", shows: shows, style: style) {
          $0.action?.rawValue
        } + "\n"
    }
    text += below(
      outcome.gaps, outcome.findings, outcome.closed, outcome.rows, hasMore: outcome.hasMore, style)
    return text + summary(outcome) + "\n"
  }

  /// Of those that are closed the reasons are, below the table.
  private static func isNamed(_ row: RetryRow) -> Bool { row.verdict != .closed }

  /// - Parameter what: of the column that says what was done, or would be.
  private static func table(
    _ rows: [RetryRow], _ gaps: [String], _ what: String, shows: Bool, style: Style,
    _ value: (RetryRow) -> String?
  ) -> String {
    let gaps = gaps.joined(separator: "; ")
    var table = TextTable([
      ("ROW", .left), ("AGE", .left), ("EMAIL", .left), ("CODE", .left), ("VERDICT", .left),
      (what, .left), ("EVIDENCE", .left),
    ])
    for row in rows where isNamed(row) {
      table.add([
        "\(row.source == .queue ? "queue" : "record") \(row.id)",
        DurationText.format(seconds: row.ageSeconds),
        shows ? row.email : Masking.email(row.email),
        shows ? row.code : Masking.code(row.code), row.verdict.rawValue, value(row) ?? "-",
        row.evidence == gaps && !gaps.isEmpty ? "no message found, but see below" : row.evidence,
      ])
    }
    return table.render(style: style)
  }

  private static func below(
    _ gaps: [String], _ findings: RowFindings, _ closed: [RetryClosed], _ rows: [RetryRow],
    hasMore: Bool, _ style: Style
  ) -> String {
    let listed = Set(rows.filter(isNamed).map { "\($0.source.rawValue) \($0.id)" })
    let left = FindingRendering.grouped(findings, style) { finding in
      finding.id.map { listed.contains("\(finding.table) \($0)") } ?? false
    }
    return gaps.map { "not seen: \(Sanitizing.line($0))\n" }.joined() + left + over(closed, style)
      + (hasMore ? "only the first rows were looked at: there are more\n" : "")
  }

  /// What is to be done about several reasons is said once, below them.
  private static func over(_ closed: [RetryClosed], _ style: Style) -> String {
    var text = ""
    for (index, group) in closed.enumerated() {
      text += "\(CountText.of(group.count, "row")) closed: \(Sanitizing.line(group.reason))\n"
      let next = index + 1 < closed.count ? closed[index + 1].hint : nil
      if group.hint != next {
        text += style.dim(" next:") + " \(Sanitizing.line(group.hint))\n"
      }
    }
    return text
  }

  private static func summary(_ outcome: RetryOutcome) -> String {
    guard !outcome.rows.isEmpty else { return "nothing is to be tried again" }
    var text = verdicts(outcome.rows, outcome.closed)
    let queued = outcome.rows.count { $0.action == .queued }
    let waiting = outcome.rows.count { $0.action == .waiting }
    if queued > 0 { text += "\n\(CountText.of(queued, "invite")) put into the queue" }
    let before = outcome.rows.count { $0.action == .sentBefore }
    if before > 0 { text += "\n\(CountText.of(before, "invite")) had been put there before" }
    if waiting > 0 {
      text +=
        "\n" + CountText.of(waiting, "invite waits", "invites wait")
        + " for a seat, from where the backend takes " + (waiting == 1 ? "it up" : "them up")
    }
    return text
  }

  private static func verdicts(_ rows: [RetryRow], _ closed: [RetryClosed]) -> String {
    let over = closed.reduce(0) { $0 + $1.count }
    let counts = RetryRow.Verdict.allCases.compactMap { verdict in
      let count = verdict == .closed ? over : rows.count { $0.verdict == verdict }
      return count > 0 ? "\(count) \(verdict.rawValue)" : nil
    }
    return
      "\(CountText.of(rows.count(where: isNamed) + over, "row")): \(counts.joined(separator: ", "))"
  }
}
