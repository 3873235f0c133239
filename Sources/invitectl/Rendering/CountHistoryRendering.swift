import InviteDomain
import InviteOps

/// `sync-counts history` as text.
enum CountHistoryRendering {
  static func text(_ lines: CountHistory.Lines, _ style: Style) -> String {
    guard !lines.lines.isEmpty else { return none(lines.code) }
    var table = TextTable([
      ("AT (UTC)", .left), ("RUN", .right), ("WHY", .left), ("USED", .left), ("STATE", .left),
    ])
    for line in lines.lines {
      table.add([
        short(line.at), String(line.run), line.why, used(line), known(line),
      ])
    }
    let isAnchored = lines.lines.last?.isAnchor ?? false
    return table.render(style: style)
      + (isAnchored ? "the last of these is kept of older lines, which were deleted\n" : "")
  }

  static func text(_ moment: CountHistory.Moment, _ style: Style) -> String {
    var rows: [(String, String)] = [
      ("code", moment.code), ("at", moment.at), ("used", known(moment)),
    ]
    if let line = moment.line { rows += [("since", change(line)), ("line", place(line))] }
    if let next = moment.next {
      rows.append(("until", change(next)))
    } else if moment.line != nil {
      rows.append(("until", "now: no change since"))
    }
    if let added = moment.addedByOthers, added != 0 {
      rows.append(("between", "\(signed(added)) in the database, by others"))
    }
    return block(rows, style)
  }

  static func text(_ difference: CountHistory.Difference, _ style: Style) -> String {
    var text = block(
      [
        ("code", difference.code),
        ("from", "\(difference.from.at)  \(known(difference.from))"),
        ("to", "\(difference.to.at)  \(known(difference.to))"),
        ("change", difference.change.map(signed) ?? "not known"),
      ], style)
    let others = difference.addedByOthers ?? 0
    guard !difference.reasons.isEmpty || others != 0 else { return text + "no change\n" }
    var table = TextTable([("WHY", .left), ("LINES", .right), ("USED", .right)])
    for reason in difference.reasons {
      table.add([reason.why, String(reason.lines), signed(reason.delta)])
    }
    if others != 0 { table.add(["others, in the database", "-", signed(others)]) }
    text += "\n" + table.render(style: style)
    return text
  }

  static func text(_ check: LedgerCheck, _ style: Style) -> String {
    var text = ""
    for fault in check.faults {
      text += style.bad(Sanitizing.line(fault.code)) + ": \(Sanitizing.line(fault.sentence))\n"
      text += details(fault)
    }
    if check.broken > check.faults.count {
      text += "and \(CountText.of(check.broken - check.faults.count, "more code"))\n"
    }
    text +=
      "\(CountText.of(check.chained, "line")) of \(CountText.of(check.codes, "code")): "
      + (check.broken == 0
        ? style.good("every chain is whole")
        : style.bad("\(CountText.of(check.broken, "chain")) broken")) + "\n"
    if check.unchained > 0 {
      let are = check.unchained == 1 ? "is" : "are"
      text +=
        "\(CountText.of(check.unchained, "line")) from before lines were chained \(are) not "
        + "checked\n"
    }
    return text
  }

  // MARK: - Parts

  private static func none(_ code: String) -> String {
    "the ledger has no line of \(Sanitizing.line(code))\n"
  }

  private static func details(_ fault: LedgerFault) -> String {
    var rows: [(String, String)] = []
    if let at = fault.at {
      rows.append(("at", at + (fault.run.map { ", run \($0)" } ?? "")))
    }
    if let hash = fault.expectedHash { rows.append(("expected", hash)) }
    if let hash = fault.hash { rows.append(("hash", hash)) }
    let before = fault.usedBefore.map { "\($0) after the line before" }
    let after = fault.usedAfter.map { "\($0) behind it" }
    let used = [before, after].compactMap { $0 }
    if !used.isEmpty { rows.append(("used", used.joined(separator: ", "))) }
    return rows.map { "  \(DisplayWidth.padded($0.0, to: 10))\(Sanitizing.line($0.1))\n" }.joined()
  }

  private static func block(_ rows: [(String, String)], _ style: Style) -> String {
    rows.map { style.dim(DisplayWidth.padded($0.0, to: 9)) + Sanitizing.line($0.1) + "\n" }.joined()
  }

  private static func known(_ moment: CountHistory.Moment) -> String {
    guard let line = moment.line else {
      return moment.next.map { "not known: the ledger begins at \($0.at)" }
        ?? "not known: the ledger has no line of it"
    }
    return "\(line.usedAfter), \(known(line))"
  }

  /// How well it is known, as `sync-counts` says it.
  private static func known(_ line: CountLine) -> String {
    guard line.state != "exact" else { return "exact" }
    let bounds =
      line.usedAtMost.map { "\(line.usedAtLeast) to \($0)" }
      ?? (line.usedAtLeast > 0 ? "\(line.usedAtLeast) or more" : "no bound")
    return "\(line.state), \(bounds)"
  }

  private static func used(_ line: CountLine) -> String {
    "\(line.usedBefore.map(String.init) ?? "NULL") -> \(line.usedAfter)"
  }

  private static func change(_ line: CountLine) -> String {
    "\(line.at), \(line.why), \(used(line)), run \(line.run)"
  }

  private static func place(_ line: CountLine) -> String {
    guard let number = line.line else { return "not chained: from before lines were" }
    return line.isAnchor ? "\(number), kept of older lines that were deleted" : String(number)
  }

  private static func short(_ time: String) -> String {
    String(time.prefix(19)).replacing("T", with: " ")
  }

  private static func signed(_ number: Int) -> String {
    number > 0 ? "+\(number)" : String(number)
  }
}
