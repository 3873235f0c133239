import InviteDomain
import InviteOps
import Localization

/// `force-resync audit` for people.
enum AuditRendering {
  static func text(_ report: AuditReport, _ style: Style) -> String {
    var text = ""
    if !report.worst.isEmpty {
      text += table(report, style)
      if report.leftOver > report.worst.count {
        text += tr("and \(report.leftOver - report.worst.count) more (--limit)") + "\n"
      }
      text += reasons(report) + "\n"
    }
    text += FindingRendering.text(report.findings, style)
    text += report.gaps.map { tr("not seen: \(Sanitizing.line($0))") + "\n" }.joined()
    text += SyncRendering.breaches(report.breaches, style)
    return text + summary(report, style)
  }

  private static func table(_ report: AuditReport, _ style: Style) -> String {
    var table = TextTable([
      (tr("CODE"), .left), (tr("USES"), .right), (tr("RECORD"), .right), (tr("QUEUE ROW"), .right),
      (tr("TAKEN"), .right), (tr("QUEUED"), .right), (tr("OUTBOX"), .right), (tr("LEDGER"), .right),
      (tr("BUCKET"), .right), (tr("WORD"), .right), (tr("UNEXPLAINED"), .right),
      (tr("UNCLAIMED"), .right),
    ])
    for code in report.worst {
      table.add(
        [code.code, String(code.uses)] + code.explained.parts.map { String($0.count) }
          + [String(code.unexplained), String(code.unclaimed)])
    }
    return table.render(style: style) { _, column, cell in
      column > 9 && cell != "0" ? style.bad(cell) : cell
    }
  }

  /// Each reason once, with the codes that it is about.
  private static func reasons(_ report: AuditReport) -> String {
    let lines = AuditReason.allCases.compactMap { reason -> String? in
      let codes = report.worst.filter { $0.reasons.contains(reason) }
      guard let first = codes.first else { return nil }
      let code = Sanitizing.line(first.code)
      guard codes.count > 1 else { return wrapped(tr("\(code): perhaps \(reason.sentence)")) }
      let others = CountText.of(codes.count - 1, "other")
      return wrapped(tr("\(code) and \(others): perhaps \(reason.sentence)"))
    }
    return lines.isEmpty ? "" : "\n" + lines.joined()
  }

  private static func summary(_ report: AuditReport, _ style: Style) -> String {
    let explained = report.explained.total
    let uses = CountText.of(report.uses, "use")
    let share =
      report.uses > 0
      ? tr("\(explained) of \(uses) explained (\(percent(report)) %)")
      : tr("\(explained) of \(uses) explained")
    var text =
      tr(
        "\(share), \(number(report.unexplained, style)) unexplained") + "\n"
      + tr(
        "\(number(report.unclaimed, style)) unclaimed; "
          + "\(CountText.of(report.codes, "code")) looked at (era \(report.era))") + "\n"
    let parts = report.explained.parts.filter { $0.count > 0 }
    if !parts.isEmpty {
      let counts = parts.map { "\(words[$0.name] ?? $0.name) \($0.count)" }
      let line = tr("  by \(counts.joined(separator: tr(", ")))")
      text += wrapped(line)
    }
    if report.inFlight > 0 {
      text += tr("\(CountText.of(report.inFlight, "invite")) in flight, not counted yet") + "\n"
    }
    if report.older > 0 {
      text += wrapped(
        tr(
          "\(CountText.of(report.older, "trace")) from more than 24 hours before their code was made: "
            + "of an older code of the same text"))
    }
    if report.strangers > 0 {
      text +=
        tr("\(CountText.of(report.strangers, "trace")) of codes that there are not") + "\n"
    }
    return text
  }

  private static func wrapped(_ line: String) -> String { HelpLine.wrapped(line, to: 80) + "\n" }

  private static let words = [
    "record": tr("record"), "queue_row": tr("queue row"), "taken": tr("taken message"),
    "queued": tr("queued message"), "outbox": tr("outbox"), "ledger": tr("ledger"),
    "bucket": tr("bucket"), "word": tr("a person's word"),
  ]

  private static func number(_ count: Int, _ style: Style) -> String {
    count > 0 ? style.bad(String(count)) : "0"
  }

  /// With one decimal, rounded down: 100 is said of all uses alone.
  private static func percent(_ report: AuditReport) -> String {
    let tenths = Int((report.explainedRatio * 1000).rounded(.down))
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
