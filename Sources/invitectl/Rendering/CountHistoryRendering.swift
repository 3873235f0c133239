import InviteDomain
import InviteOps
import Localization

/// `sync-counts history` as text.
enum CountHistoryRendering {
  static func text(_ lines: CountHistory.Lines, _ style: Style) -> String {
    guard !lines.lines.isEmpty else { return none(lines.code) }
    var table = TextTable([
      (tr("AT (UTC)"), .left), (tr("RUN"), .right), (tr("WHY"), .left), (tr("USED"), .left),
      (tr("STATE"), .left),
    ])
    for line in lines.lines {
      table.add([
        short(line.at), String(line.run), line.why, used(line), known(line),
      ])
    }
    let isAnchored = lines.lines.last?.isAnchor ?? false
    return table.render(style: style)
      + (isAnchored
        ? tr("the last of these is kept of older lines, which were deleted") + "\n" : "")
  }

  static func text(_ moment: CountHistory.Moment, _ style: Style) -> String {
    var rows: [(String, String)] = [
      (tr("code"), moment.code), (tr("at"), moment.at), (tr("used"), known(moment)),
    ]
    if let line = moment.line { rows += [(tr("since"), change(line)), (tr("line"), place(line))] }
    if let next = moment.next {
      rows.append((tr("until"), change(next)))
    } else if moment.line != nil {
      rows.append(
        (tr("until"), isStale(moment) ? tr("now: no line since") : tr("now: no change since")))
      rows.append(contentsOf: database(moment))
    }
    if let added = moment.addedByOthers, added != 0 {
      rows.append((tr("between"), tr("\(signed(added)) in the database, by others")))
    }
    if let found = moment.foundByNext, found != 0 {
      rows.append((tr("between"), tr("\(signed(found)) by tokens, as the next look found")))
    }
    return block(rows, style)
  }

  static func text(_ difference: CountHistory.Difference, _ style: Style) -> String {
    var rows: [(String, String)] = [(tr("code"), difference.code)]
    // Why something is not known has a line of its own: beside the time it would not fit into 80 columns.
    for (name, moment) in [(tr("from"), difference.from), (tr("to"), difference.to)] {
      let what = moment.line == nil ? tr("not known") : known(moment)
      rows.append((name, "\(moment.at)  \(what)"))
      if moment.line == nil { rows.append((tr("why"), whyUnknown(moment))) }
    }
    rows.append((tr("change"), change(difference)))
    rows += database(difference.to)
    var text = block(rows, style)
    let others = others(difference)
    guard !difference.reasons.isEmpty || others != nil else {
      // Of what is not known nothing follows.
      guard difference.changeByLines != nil else { return text }
      return text + (difference.isNone ? tr("no change") : tr("no line between")) + "\n"
    }
    var table = TextTable([(tr("WHY"), .left), (tr("LINES"), .right), (tr("USED"), .right)])
    for reason in difference.reasons {
      table.add([reason.why, String(reason.lines), signed(reason.delta)])
    }
    if let others { table.add([tr("others, in the database"), "-", others]) }
    text += "\n" + table.render(style: style)
    return text
  }

  static func text(_ check: LedgerCheck, _ style: Style) -> String {
    var text = ""
    for fault in check.faults {
      let code = style.bad(Sanitizing.exactly(fault.code))
      text += tr("\(code): \(Sanitizing.line(fault.sentence))") + "\n"
      text += details(fault)
    }
    if check.broken > check.faults.count {
      text += tr("and \(CountText.of(check.broken - check.faults.count, "more code"))") + "\n"
    }
    let end =
      check.broken == 0
      ? style.good(check.openEnds == 0 ? tr("every chain is whole") : tr("no line is wrong"))
      : style.bad(tr("\(CountText.of(check.broken, "chain")) broken"))
    text +=
      tr("\(CountText.of(check.chained, "line")) of \(CountText.of(check.codes, "code")): \(end)")
      + "\n"
    if check.unchained > 0 {
      let lines = CountText.of(check.unchained, "line")
      text +=
        tr(
          check.unchained, "\(lines) from before lines were chained is not checked",
          "\(lines) from before lines were chained are not checked") + "\n"
    }
    if check.openEnds > 0 {
      let chains = CountText.of(check.openEnds, "chain")
      text +=
        tr("the end of \(chains) is not checked: no row of redeem_sync says which it is") + "\n"
    }
    return text
  }

  // MARK: - Parts

  private static func none(_ code: String) -> String {
    tr("the ledger has no line of \(Sanitizing.line(code))") + "\n"
  }

  private static func details(_ fault: LedgerFault) -> String {
    var rows: [(String, String)] = []
    if let at = fault.at {
      rows.append((tr("at"), fault.run.map { tr("\(at), run \($0)") } ?? at))
    }
    if let hash = fault.expectedHash { rows.append((tr("expected"), hash)) }
    if let hash = fault.hash { rows.append((tr("hash"), hash)) }
    let before = fault.usedBefore.map { tr("\($0) after the line before") }
    let after = fault.usedAfter.map { tr("\($0) behind it") }
    let used = [before, after].compactMap { $0 }
    if !used.isEmpty { rows.append((tr("used"), used.joined(separator: tr(", ")))) }
    if let command = fault.command { rows.append((tr("see"), command)) }
    return NamedRows.text(rows, width: 10, indent: 2)
  }

  private static func block(_ rows: [(String, String)], _ style: Style) -> String {
    NamedRows.text(rows, width: 9) { style.dim($0) }
  }

  private static func known(_ moment: CountHistory.Moment) -> String {
    guard let line = moment.line else { return tr("not known: \(whyUnknown(moment))") }
    return isStale(moment)
      ? tr("\(line.usedAfter), \(known(line)) when it was written")
      : tr("\(line.usedAfter), \(known(line))")
  }

  /// Why no line tells of a moment.
  private static func whyUnknown(_ moment: CountHistory.Moment) -> String {
    guard let next = moment.next else { return tr("the ledger has no line of it") }
    return next.isAnchor
      ? tr("lines from before \(next.at) were deleted") : tr("the ledger begins at \(next.at)")
  }

  /// Whether the database says something else than the last line.
  private static func isStale(_ moment: CountHistory.Moment) -> Bool {
    (moment.untold ?? 0) != 0
  }

  /// Whether all that is not known of a change is what came behind the last line.
  private static func isByLines(_ difference: CountHistory.Difference) -> Bool {
    isStale(difference.to)
      && (difference.isOfOneLine
        || (difference.from.addedByOthers ?? 0) == 0 && !difference.isOfTokens)
  }

  private static func change(_ difference: CountHistory.Difference) -> String {
    guard let lines = difference.changeByLines, let least = difference.changeAtLeast,
      let most = difference.changeAtMost
    else { return tr("not known") }
    if isByLines(difference) { return tr("\(signed(lines)) by the lines") }
    guard least != most else { return signed(least) }
    let range = tr("\(signed(least)) to \(signed(most))")
    if difference.isOfTokens && difference.isOfOthers {
      return difference.isOfOneLine
        ? tr("\(range), by others and by what the next line counts")
        : tr("\(range): when others counted and tokens were taken is not known")
    }
    if difference.isOfTokens {
      return difference.isOfOneLine
        ? tr("\(range), by what the next line counts")
        : tr("\(range): when tokens were taken is not known")
    }
    return difference.isOfOneLine
      ? tr("\(range), by others up to the next line")
      : tr("\(range): when others counted is not known")
  }

  /// What others added; `nil` for nothing.
  private static func others(_ difference: CountHistory.Difference) -> String? {
    if isByLines(difference) {
      return difference.othersByLines.flatMap { $0 == 0 ? nil : signed($0) }
    }
    guard let least = difference.addedByOthersAtLeast, let most = difference.addedByOthersAtMost,
      least != 0 || most != 0
    else { return nil }
    return least == most ? signed(least) : tr("\(signed(least)) to \(signed(most))")
  }

  /// How far the last line can be believed today.
  private static func database(_ moment: CountHistory.Moment) -> [(String, String)] {
    guard let now = moment.usedNow, let untold = moment.untold else { return [] }
    guard untold != 0 else {
      return [(tr("database"), tr("\(now) as well; the bucket was not asked"))]
    }
    return [(tr("database"), tr("\(now) now: \(signed(untold)), of which no line tells yet"))]
  }

  /// How well it is known, as `sync-counts` says it.
  private static func known(_ line: CountLine) -> String {
    guard line.state != "exact" else { return tr("exact") }
    let bounds =
      line.usedAtMost.map { tr("\(line.usedAtLeast) to \($0)") }
      ?? (line.usedAtLeast > 0 ? tr("\(line.usedAtLeast) or more") : tr("no bound"))
    return tr("\(line.state), \(bounds)")
  }

  private static func used(_ line: CountLine) -> String {
    "\(line.usedBefore.map(String.init) ?? "NULL") -> \(line.usedAfter)"
  }

  private static func change(_ line: CountLine) -> String {
    tr("\(line.at), \(line.why), \(used(line)), run \(line.run)")
  }

  private static func place(_ line: CountLine) -> String {
    guard let number = line.line else { return tr("not chained: from before lines were") }
    return line.isAnchor ? tr("\(number), kept of older lines that were deleted") : String(number)
  }

  private static func short(_ time: String) -> String {
    String(time.prefix(19)).replacing("T", with: " ")
  }

  private static func signed(_ number: Int) -> String {
    number > 0 ? "+\(number)" : String(number)
  }
}
