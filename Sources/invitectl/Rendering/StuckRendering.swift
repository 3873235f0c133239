import InviteDomain
import InviteOps
import Localization

/// `cleanup-queue --stuck` for people.
enum StuckRendering {
  static func text(_ outcome: StuckRows.Outcome, shows: Bool, style: Style) -> String {
    if let holder = outcome.lockHolder {
      return tr("skipped: another run holds the lock: \(holder)") + "\n"
    }
    var text = ""
    let gaps = outcome.gaps.joined(separator: tr("; "))
    if !outcome.rows.isEmpty {
      var table = TextTable([
        (tr("ID"), .right), (tr("STATUS"), .left), (tr("AGE"), .left), (tr("EMAIL"), .left),
        (tr("CODE"), .left),
        (tr("VERDICT"), .left), (tr("DONE"), .left), (tr("EVIDENCE"), .left),
      ])
      for row in outcome.rows {
        table.add([
          String(row.id), row.status, DurationText.format(seconds: row.ageSeconds),
          shows ? row.email : Masking.email(row.email),
          row.code.map { shows ? $0 : Masking.code($0) } ?? "-", word(row.verdict),
          row.action.map(word) ?? "-",
          // What was not seen is the same for all of them and stands below.
          row.evidence == gaps ? tr("no message found, but see below") : row.evidence,
        ])
      }
      text += table.render(style: style) + "\n"
    }
    for gap in outcome.gaps { text += tr("not seen: \(Sanitizing.line(gap))") + "\n" }
    let listed = Set(outcome.rows.map(\.id))
    let left = FindingRendering.grouped(outcome.findings, style) { finding in
      finding.id.map(listed.contains) ?? false
    }
    return text + left + summary(outcome) + "\n"
  }

  private static func summary(_ outcome: StuckRows.Outcome) -> String {
    let counts = StuckRow.Verdict.allCases.compactMap { verdict in
      let count = outcome.rows.count { $0.verdict == verdict }
      return count > 0 ? "\(count) \(word(verdict))" : nil
    }
    var workers = tr("\(CountText.of(outcome.workers.count, "worker")) answered")
    if !outcome.silentWorkers.isEmpty {
      workers = tr("\(workers), silent: \(outcome.silentWorkers.joined(separator: ", "))")
    }
    guard !counts.isEmpty else { return tr("no open row is old enough; \(workers)") }
    let requeued = outcome.rows.count { $0.action == .requeued }
    let marked = outcome.rows.count { $0.action == .marked }
    let open = CountText.of(outcome.rows.count, "open row")
    let text = tr("\(open): \(counts.joined(separator: ", ")); \(workers)")
    let returned = outcome.rows.count { $0.action == .returned }
    if requeued + marked + returned > 0 {
      let done = tr("\(requeued) put back into the queue, \(marked) marked as done")
      guard returned > 0 else { return text + "\n" + done }
      return text + "\n"
        + tr(
          returned, "\(done); \(returned) waits for a seat, from where the backend takes it up",
          "\(done); \(returned) wait for a seat, from where the backend takes them up")
    } else if !outcome.actionable.isEmpty {
      return text + "\n" + tr("--stuck --yes puts back what is lost and marks what is done")
    }
    return text
  }

  private static func word(_ verdict: StuckRow.Verdict) -> String {
    switch verdict {
    case .queued: tr("queued")
    case .held: tr("held")
    case .returning: tr("returning")
    case .stranded: tr("stranded")
    case .done: tr("done")
    case .lost: tr("lost")
    case .unknown: tr("unknown")
    case .duplicate: tr("duplicate")
    case .codeless: tr("codeless")
    }
  }

  private static func word(_ action: StuckRow.Action) -> String {
    switch action {
    case .requeued: tr("requeued")
    case .returned: tr("returned")
    case .marked: tr("marked")
    case .moved: tr("moved")
    case .refused: tr("refused")
    }
  }

  /// The outcome with emails and codes masked, unless they were to be shown.
  static func payload(_ outcome: StuckRows.Outcome, shows: Bool) -> StuckRows.Outcome {
    shows ? outcome : outcome.masked
  }
}
