import ClientSupport
import InviteDomain
import InviteOps

/// `migrate prove` for people.
enum ProofRendering {
  static func text(_ proofs: IndexProofs, _ style: Style) -> String {
    var text = ""
    for index in proofs.indexes {
      text += "\(mark(index.verdict, style)) \(style.bold(index.name))"
      if let bytes = index.bytes { text += "  \(ByteText.format(bytes))" }
      text += "\n"
      for line in lines(index) { text += "          \(Sanitizing.line(line))\n" }
    }
    return text + "\n" + summary(proofs) + "\n"
  }

  private static func mark(_ verdict: IndexProofs.Verdict, _ style: Style) -> String {
    let word = word(verdict) + String(repeating: " ", count: 9 - word(verdict).count)
    return switch verdict {
    case .proven: style.good(word)
    case .covered, .unused, .untold, .absent: style.warning(word)
    case .wrong, .invalid: style.bad(word)
    }
  }

  private static func word(_ verdict: IndexProofs.Verdict) -> String {
    verdict == .untold ? "too small" : verdict.rawValue
  }

  private static func lines(_ index: IndexProofs.Index) -> [String] {
    var lines: [String] = []
    if let cost = cost(index) { lines.append("\(index.purpose): \(cost)") }
    if let reason = index.reason { lines.append(reason) }
    if let other = index.coveredBy { lines.append("\(other) begins with the same columns") }
    if let scans = index.scans, let writes = index.writes {
      let since = index.since.map { " since \($0) or its build" } ?? ""
      lines.append(
        "\(CountText.of(scans, "scan")), \(writes) \(writes == 1 ? "entry" : "entries") written\(since)"
      )
    }
    if let bloat = index.bloat, bloat >= 20 {
      lines.append("at least \(bloat) % of it could be had back")
    }
    if let statement = index.statement { lines.append("psql: \(statement)") }
    return lines
  }

  private static func cost(_ index: IndexProofs.Index) -> String? {
    func one(_ plan: IndexProofs.Plan?, _ word: String) -> String? {
      guard let plan else { return nil }
      if let time = plan.milliseconds {
        return "\(milliseconds(time)) ms \(word)"
      }
      if let limit = index.limitMilliseconds { return "more than \(limit) ms \(word)" }
      return "cost \(Int(saturating: plan.cost.rounded())) \(word)"
    }
    let parts = [one(index.with, "with"), one(index.without, "without")].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
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
      .proven, .covered, .unused, .untold, .absent, .invalid, .wrong,
    ]
    let parts = verdicts.compactMap { verdict -> String? in
      let count = proofs.count(verdict)
      return count > 0 ? "\(count) \(word(verdict))" : nil
    }
    return "of \(CountText.of(proofs.indexes.count, "index", "indexes")): "
      + parts.joined(separator: ", ")
  }
}
