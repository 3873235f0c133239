import InviteDomain
import InviteOps
import Localization

/// `redeem retry` for people.
enum RetryRendering {
  /// What was written first, then what would be done.
  static func text(
    _ found: RetryPlan, _ kind: RetryRequest.Kind, shows: Bool, limit: Int?, style: Style
  ) -> String {
    var text = errors(found.groups, shows: shows, style)
    let rows = found.groups.reduce(0) { $0 + $1.count }
    if rows > 0 {
      let rowsText =
        kind == .failed
        ? tr(rows, "\(rows) failed row", "\(rows) failed rows")
        : tr(rows, "\(rows) waiting row", "\(rows) waiting rows")
      text += tr("\(rowsText), \(CountText.of(found.groups.count, "error"))") + "\n"
    }
    if found.rows.contains(where: isNamed) {
      text +=
        "\n"
        + table(found.rows, found.gaps, tr("WOULD"), shows: shows, limit: limit, style: style) {
          $0.would.map(word)
        } + "\n"
    }
    text += below(
      found.gaps, shows ? found.findings : found.masked.findings, found.closed, found.rows,
      hasMore: found.hasMore, style)
    let tried = before(found.triedBefore, shows: shows)
    guard rows > 0 else { return text + none(kind) + "\n" + tried }
    if let why = found.notJudged { return text + tr("not judged: \(Sanitizing.line(why))") + "\n" }
    return text + (found.rows.isEmpty ? none(kind) : forecast(found)) + "\n" + tried
  }

  /// What a run would do.
  private static func forecast(_ plan: RetryPlan) -> String {
    func count(_ would: RetryRow.Would) -> Int { plan.rows.count { $0.would == would } }
    var lines = [verdicts(plan.rows, plan.closed)]
    let (queued, waiting) = (count(.queue), count(.wait))
    if queued > 0 {
      lines.append(tr("\(CountText.of(queued, "invite")) would be put into the queue"))
    }
    if waiting > 0 { lines.append(tr("\(CountText.of(waiting, "invite")) would wait for a seat")) }
    let noted = count(.noteSent)
    if noted > 0 { lines.append(tr("\(CountText.of(noted, "invite")) had been put there before")) }
    if queued + waiting + noted == 0 { lines.append(tr("none would be tried again")) }
    if !plan.findings.isEmpty {
      let invites = CountText.of(plan.findings.count, "invite")
      lines.append(
        plan.findings.count > RetryExtent.rows
          ? tr("\(invites) would be left alone, for the reasons above, and the run end with 8")
          : tr("\(invites) would be left alone, named above, and the run end with 8"))
    }
    return (lines + [tr("nothing was sent, and nothing changed")]).joined(separator: "\n")
  }

  /// What was written, the errors of most rows first.
  private static func errors(_ groups: [RetryGroup], shows: Bool, _ style: Style) -> String {
    guard !groups.isEmpty else { return "" }
    var table = TextTable([
      (tr("ROWS"), .right), (tr("OLDEST"), .left), (tr("CODES"), .left), (tr("ERROR"), .left),
    ])
    for group in groups.prefix(RetryExtent.reasons) {
      table.add([
        String(group.count), DurationText.format(seconds: group.oldestSeconds),
        codes(group, shows: shows), group.error ?? "-",
      ])
    }
    let hidden = groups.dropFirst(RetryExtent.reasons)
    let more = hidden.reduce(0) { $0 + $1.count }
    var text = table.render(style: style)
    if !hidden.isEmpty {
      let (rows, others) = (CountText.of(more, "row"), CountText.of(hidden.count, "other error"))
      text += tr("and \(rows) with \(others)") + "\n"
    }
    return text + "\n"
  }

  private static func codes(_ group: RetryGroup, shows: Bool) -> String {
    let names = group.codes.prefix(2).map { shows ? $0 : Masking.code($0) }
    let more = group.codeCount - names.count
    return names.joined(separator: " ") + (more > 0 ? " +\(more)" : "")
  }

  private static func none(_ kind: RetryRequest.Kind) -> String {
    kind == .failed ? tr("no failed invite is left to try again") : tr("no invite waits for a seat")
  }

  static func text(
    _ outcome: RetryOutcome, shows: Bool, limit: Int?, style: Style
  ) -> String {
    if let holder = outcome.lockHolder {
      return tr("skipped: another run holds the lock: \(Sanitizing.line(holder))") + "\n"
    }
    var text = ""
    // What is ready and was not tried is left to another run, as a plan says it.
    let isRun = outcome.rows.contains { $0.action != nil } && !outcome.isStopped
    if outcome.rows.contains(where: isNamed) {
      text +=
        table(outcome.rows, outcome.gaps, tr("DONE"), shows: shows, limit: limit, style: style) {
          $0.action.map(word) ?? (isRun && $0.verdict == .ready ? word(.later) : nil)
        } + "\n"
    }
    text += below(
      outcome.gaps, shows ? outcome.findings : outcome.masked.findings, outcome.closed,
      outcome.rows,
      hasMore: outcome.hasMore, style)
    return text + summary(outcome) + "\n" + before(outcome.triedBefore, shows: shows)
  }

  /// Of those that are closed the reasons are, below the table.
  private static func isNamed(_ row: RetryRow) -> Bool { row.verdict != .closed }

  /// - Parameter what: of the column that says what was done, or would be.
  private static func table(
    _ rows: [RetryRow], _ gaps: [String], _ what: String, shows: Bool, limit: Int?, style: Style,
    _ value: (RetryRow) -> String?
  ) -> String {
    let gaps = gaps.joined(separator: tr("; "))
    var table = TextTable([
      (tr("ROW"), .left), (tr("AGE"), .left), (tr("EMAIL"), .left), (tr("CODE"), .left),
      (tr("VERDICT"), .left), (what, .left), (tr("EVIDENCE"), .left),
    ])
    let all = rows.filter(isNamed)
    let shown = RetryExtent.sample(all, most: max(RetryExtent.rows, limit ?? 0)) { row in
      "\(row.verdict) \(value(row) ?? "")"
    }
    for row in shown {
      table.add([
        row.source == .queue ? tr("queue \(row.id)") : tr("record \(row.id)"),
        DurationText.format(seconds: row.ageSeconds),
        shows ? row.email : Masking.email(row.email),
        shows ? row.code : Masking.code(row.code), word(row.verdict), value(row) ?? "-",
        row.evidence == gaps && !gaps.isEmpty
          ? tr("no message found, but see below") : row.evidence,
      ])
    }
    return table.render(style: style)
      + rest(RetryExtent.rest(of: all, besides: shown, value), shown.count)
  }

  /// What the table leaves out, the most first.
  private static func rest(_ kinds: [RetryExtent.Kind], _ shown: Int) -> String {
    guard !kinds.isEmpty else { return "" }
    let rows = CountText.of(kinds.reduce(0) { $0 + $1.count }, "row")
    let lines = kinds.prefix(RetryExtent.reasons).map { kind in
      let verdict = word(kind.verdict)
      let said = kind.value.map { tr("\(verdict), \($0)") } ?? verdict
      return tr("  \(kind.count) \(said): \(Sanitizing.line(kind.evidence))") + "\n"
    }
    let others = kinds.dropFirst(RetryExtent.reasons).reduce(0) { $0 + $1.count }
    var text = tr("and \(rows), as these are:") + "\n" + lines.joined()
    if others > 0 {
      let said = tr(others, "\(others) row for another reason", "\(others) rows for other reasons")
      text += "  \(said)\n"
    }
    let limit = shown * 10
    text += tr("all of them: the same with -n -o json; more of them here: with -n --limit \(limit)")
    return text + "\n"
  }

  private static func below(
    _ gaps: [String], _ findings: RowFindings, _ closed: [RetryClosed], _ rows: [RetryRow],
    hasMore: Bool, _ style: Style
  ) -> String {
    let listed = Set(rows.filter(isNamed).map { "\($0.source.rawValue) \($0.id)" })
    let left = FindingRendering.grouped(findings, style, RetryExtent.digest(rows)) { finding in
      finding.id.map { listed.contains("\(finding.table) \($0)") } ?? false
    }
    return gaps.map { tr("not seen: \(Sanitizing.line($0))") + "\n" }.joined() + left
      + over(closed, style)
      + (hasMore ? tr("only the first rows were looked at: there are more") + "\n" : "")
  }

  /// What is to be done about several reasons is said once, below them.
  private static func over(_ closed: [RetryClosed], _ style: Style) -> String {
    var text = ""
    for (index, group) in closed.enumerated() {
      text +=
        tr("\(CountText.of(group.count, "row")) closed: \(Sanitizing.line(group.reason))") + "\n"
      let next = index + 1 < closed.count ? closed[index + 1].hint : nil
      if group.hint != next {
        text += Labelled.text(style.dim(tr(" next:")), Sanitizing.line(group.hint)) + "\n"
      }
    }
    return text
  }

  private static func summary(_ outcome: RetryOutcome) -> String {
    guard !outcome.rows.isEmpty else { return tr("nothing is to be tried again") }
    var text = verdicts(outcome.rows, outcome.closed)
    let queued = outcome.rows.count { $0.action == .queued }
    let waiting = outcome.rows.count { $0.action == .waiting }
    if queued > 0 { text += "\n" + tr("\(CountText.of(queued, "invite")) put into the queue") }
    let before = outcome.rows.count { $0.action == .sentBefore }
    if before > 0 {
      text += "\n" + tr("\(CountText.of(before, "invite")) had been put there before")
    }
    if waiting > 0 {
      text +=
        "\n"
        + tr(
          waiting, "\(waiting) invite waits for a seat, from where the backend takes it up",
          "\(waiting) invites wait for a seat, from where the backend takes them up")
    }
    return text
  }

  private static func verdicts(_ rows: [RetryRow], _ closed: [RetryClosed]) -> String {
    let over = closed.reduce(0) { $0 + $1.count }
    let counts = RetryRow.Verdict.allCases.compactMap { verdict in
      let count = verdict == .closed ? over : rows.count { $0.verdict == verdict }
      return count > 0 ? "\(count) \(word(verdict))" : nil
    }
    let all = CountText.of(rows.count(where: isNamed) + over, "row")
    return tr("\(all): \(counts.joined(separator: tr(", ")))")
  }
}
