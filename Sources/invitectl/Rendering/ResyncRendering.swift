import CountProtocol
import InviteDomain
import InviteOps
import Localization

/// `force-resync` as text.
enum ResyncRendering {
  static func text(_ plan: ResyncPlan, _ style: Style) -> String {
    let findings = FindingRendering.text(plan.findings, style)
    let doubts = breaches(plan.breaches, plan.exact, style)
    guard !plan.items.isEmpty else {
      guard findings.isEmpty else {
        return findings + doubts + tr("nothing to settle of the others") + "\n"
      }
      let isOpen = plan.exact == false || plan.isFromFile
      return doubts
        + (isOpen ? tr("nothing to settle") : tr("every count is exact; nothing to settle")) + "\n"
    }
    var table = TextTable([
      (tr("CODE"), .left), (tr("USED"), .right), (tr("MAX-BUCKET"), .right), (tr("KNOWN"), .left),
      (tr("QUEUED"), .right), (tr("TAKEN"), .right), (tr("QUEUE ROWS"), .right),
      (tr("RECORDS"), .right),
      (tr("EMAILS"), .right), (tr("VERDICT"), .left), (tr("NEW USED"), .right),
      (tr("BUCKET"), .right),
    ])
    for item in plan.items {
      let implied = item.tokens.map { String(item.max - $0) } ?? tr("no bucket")
      let known = tr("\(item.atLeast) to \(item.atMost.map(String.init) ?? "?")")
      let evidence = item.evidence
      let traces = [
        evidence.queued, evidence.unacked, evidence.queueRows, evidence.records, evidence.emails,
      ]
      // By a person's word nobody looks for traces, and none found would be something else.
      let seen = traces.map { plan.source == .evidence ? String($0) : "-" }
      table.add(
        [item.code, String(item.used), implied, known] + seen + [
          item.verdict.rawValue,
          item.changes ? String(item.newUsed) : "-",
          item.changes ? (item.push > 0 ? "+\(item.push)" : String(item.push)) : "-",
        ])
    }
    let broken = plan.items.map { item in
      guard let problem = item.problem else { return "" }
      return tr("\(style.bad(Sanitizing.line(item.code))): \(SyncRendering.sentence(problem))")
        + "\n"
        + (item.next.map { tr("  next: \(Sanitizing.line($0))") + "\n" } ?? "")
    }.joined()
    var rest = plan.gaps.map { tr("not seen: \(Sanitizing.line($0))") + "\n" }.joined()
    rest += open(plan) + doubts
    return table.render(style: style) + findings + (broken.isEmpty ? "" : "\n" + broken) + "\n"
      + rest
      + tr(
        "\(plan.changes) of \(CountText.of(plan.items.count, "code")) would change; plan \(plan.hash)"
      )
      + "\n"
  }

  /// What backends do not keep to: by that the next sync judges what is settled here, too.
  private static func breaches(
    _ breaches: [ContractBreach]?, _ exact: Bool?, _ style: Style
  ) -> String {
    let again = tr("what is settled before that, the next sync doubts again") + "\n"
    return SyncRendering.breaches(breaches, style) + (exact == false ? again : "")
  }

  /// So many codes are named beside one reason.
  private static let few = 20

  /// Why codes stay less than exact, a sentence for each reason, and what to type for the first of them.
  private static func open(_ plan: ResyncPlan) -> String {
    let open = plan.items.filter { $0.isLeftOpen && !$0.evidence.hasGaps }
    return Dictionary(grouping: open, by: why).sorted { $0.key < $1.key }.map { reason, items in
      let command = items[0].word(.database)
      let isOfBucket = items[0].isLeftByOlder && items[0].canBeFromBucket
      let other = Sanitizing.line(items[0].word(.redis))
      let orElse = isOfBucket ? tr("  or, if the bucket is: \(other)") + "\n" : ""
      let isOfBroker = items.contains { $0.evidence.most == nil }
      let broker = isOfBroker ? plan.broker.map { "  \(Sanitizing.line($0))\n" } ?? "" : ""
      return tr("\(CountText.of(items.count, "code")) open: \(reason)") + "\n"
        + names(items) + broker
        + tr("  next: if used_count is right, say so: \(Sanitizing.line(command))") + "\n"
        + orElse
    }.joined()
  }

  /// Which they are. A single one stands in what is to be typed. Where traces are older than the code, how many.
  private static func names(_ items: [ResyncItem]) -> String {
    guard items.count > 1 || items[0].isLeftByOlder else { return "" }
    let names = items.prefix(few).map { item in
      let code = Sanitizing.line(item.code)
      guard item.isLeftByOlder else { return code }
      return tr("\(code) (\(CountText.of(item.evidence.older, "trace")))")
    }.joined(separator: ", ")
    let hidden = items.count - few
    return "  " + (hidden > 0 ? tr("\(names) and \(hidden) more") : names) + "\n"
  }

  private static func why(_ item: ResyncItem) -> String {
    if item.isLeftByOlder {
      return
        tr(
          "traces are from more than 24 hours before it was made, of an older code of the same text unless "
            + "created_at was changed, and prove no use")
    }
    if item.isLeftByRefunds {
      return tr("uses of it were given back, or may have been, and their traces prove no use")
    }
    guard let most = item.evidence.most else {
      return
        tr(
          "evidence may be lost, since the code is older than 29 days, or queue rows were cleaned "
            + "up or the broker may have lost messages since it was made")
    }
    let isUnproven = item.newCertainty.high == 0 || item.evidence.least > item.atLeast
    if item.evidence.forgetsRefunds, isUnproven, most >= item.used {
      return tr("Redis may have lost, since it was made, which of its uses were given back")
    }
    return most < item.used
      ? tr("fewer traces than uses counted, so some are lost")
      : tr("one person may have used it once or several times")
  }

  static func text(_ outcome: ResyncOutcome, _ style: Style) -> String {
    var done = tr("\(CountText.of(outcome.applied.count, "code")) changed as shown")
    if !outcome.rebuilt.isEmpty {
      done = tr("\(done), \(CountText.of(outcome.rebuilt.count, "bucket")) made")
    }
    var text = tr("\(done); 'invitectl force-resync history' shows the values before") + "\n"
    let differences = Dictionary(
      outcome.differences.map { (ExactText($0.code), $0) }, uniquingKeysWith: { first, _ in first })
    for code in outcome.changedMeanwhile {
      let name = Sanitizing.line(code)
      if let difference = differences[ExactText(code)] {
        text +=
          tr(
            "\(name): would come out differently now, left alone: shown \(difference.shown); now "
              + "\(difference.now ?? tr("there is no such code"))") + "\n"
      } else {
        text += tr("\(name): changed meanwhile, left alone") + "\n"
      }
    }
    text += FindingRendering.text(outcome.findings, style)
    return text + breaches(outcome.breaches, outcome.exact, style)
  }

  static func text(_ history: ResyncHistory, _ style: Style) -> String {
    var table = TextTable([
      (tr("AT"), .left), (tr("RUN"), .right), (tr("CODE"), .left), (tr("WHY"), .left),
      (tr("USED"), .left),
      (tr("BUCKET"), .left), (tr("STATE"), .left),
    ])
    for entry in history.entries {
      let made = entry.pushed > 0 ? tr("none -> \(entry.pushed)") : "-"
      let bucket = entry.bucketBefore.map { "\($0) -> \($0 + entry.pushed)" } ?? made
      table.add([
        entry.at, String(entry.run), entry.code, entry.why,
        "\(entry.usedBefore.map(String.init) ?? "NULL") -> \(entry.usedAfter)", bucket, entry.state,
      ])
    }
    return table.render(style: style)
  }
}
