import ClientSupport
import InviteDomain
import InviteOps
import Localization

/// `migrate prove` for people.
enum ProofRendering {
  static func text(_ proofs: IndexProofs, _ style: Style) -> String {
    var text = ""
    for index in proofs.indexes {
      text += "\(mark(index.verdict, style)) \(style.bold(index.name))"
      if let bytes = index.bytes { text += "  \(ByteText.format(bytes))" }
      text += "\n"
      for line in lines(index) { text += wrapped("          " + Sanitizing.line(line)) + "\n" }
      // What is typed stays in one piece.
      if let statement = index.statement {
        text += "          psql: \(Sanitizing.line(statement))\n"
      }
    }
    return text + "\n" + summary(proofs) + "\n"
  }

  private static func wrapped(_ line: String) -> String {
    Speech.language == .chinese ? HelpLine.wrapped(line, to: 80) : LineWrap.text(line, columns: 80)
  }

  private static func mark(_ verdict: IndexProofs.Verdict, _ style: Style) -> String {
    let word = DisplayWidth.padded(word(verdict), to: 9)
    return switch verdict {
    case .proven: style.good(word)
    case .covered, .unused, .untold, .unread, .absent: style.warning(word)
    case .wrong, .invalid: style.bad(word)
    }
  }

  private static func word(_ verdict: IndexProofs.Verdict) -> String {
    switch verdict {
    case .proven: tr("proven")
    case .covered: tr("covered")
    case .unused: tr("unused")
    case .wrong: tr("wrong")
    case .invalid: tr("invalid")
    case .absent: tr("absent")
    case .untold: tr("too small")
    case .unread: tr("no right")
    }
  }

  private static func lines(_ index: IndexProofs.Index) -> [String] {
    var lines: [String] = []
    lines.append(cost(index).map { tr("\(index.purpose): \($0)") } ?? index.purpose)
    if let with = index.with?.milliseconds, let without = index.without?.milliseconds,
      with > without
    {
      lines.append(tr("measured, it is slower with it"))
    }
    if let reason = index.reason { lines.append(reason) }
    if let other = index.coveredBy { lines.append(tr("\(other) begins with the same columns")) }
    if let scans = index.scans, let writes = index.writes {
      let read = CountText.of(scans, "scan")
      let used = tr(
        writes, "\(read), at most \(writes) entry written",
        "\(read), at most \(writes) entries written")
      lines.append(index.since.map { tr("\(used) since \($0) or its build") } ?? used)
    }
    if let bloat = index.bloat, bloat >= 20 {
      lines.append(tr("at least \(bloat) % of it could be had back"))
    }
    return lines
  }

  private static func cost(_ index: IndexProofs.Index) -> String? {
    func one(_ plan: IndexProofs.Plan?, isWith: Bool) -> String? {
      guard let plan else { return nil }
      if let time = plan.milliseconds {
        return isWith
          ? tr("\(milliseconds(time)) ms with") : tr("\(milliseconds(time)) ms without")
      }
      if let limit = index.limitMilliseconds {
        return isWith ? tr("more than \(limit) ms with") : tr("more than \(limit) ms without")
      }
      let units = Int(saturating: plan.cost.rounded())
      return isWith ? tr("cost \(units) with") : tr("cost \(units) without")
    }
    let parts = [one(index.with, isWith: true), one(index.without, isWith: false)].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: tr(", "))
  }

  /// Hundredths only where they say something.
  private static func milliseconds(_ time: Double) -> String {
    guard time < 10 else { return String(Int(saturating: time.rounded())) }
    let hundredths = Int(saturating: (time * 100).rounded())
    let rest = String(hundredths % 100)
    return "\(hundredths / 100).\(rest.count < 2 ? "0" : "")\(rest)"
  }

  private static func summary(_ proofs: IndexProofs) -> String {
    let verdicts: [IndexProofs.Verdict] = [
      .proven, .covered, .unused, .untold, .unread, .absent, .invalid, .wrong,
    ]
    let parts = verdicts.compactMap { verdict -> String? in
      let count = proofs.count(verdict)
      return count > 0 ? "\(count) \(word(verdict))" : nil
    }
    let all = parts.joined(separator: tr(", "))
    return tr("of \(CountText.of(proofs.indexes.count, "index", "indexes")): \(all)")
  }
}
