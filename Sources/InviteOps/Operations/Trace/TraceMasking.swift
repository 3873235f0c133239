internal import ClientSupport
internal import InviteDomain

/// A trace for somebody who has typed neither the email nor the code: what names them is masked wherever it
/// stands. Our own lines are not searched by the form of an email, which a worker's name has too; what others
/// wrote is masked where it is read.
struct TraceMasking {
  /// The longest first, so that none is taken for a part of another one.
  private let names: [String]

  init(_ facts: TraceFacts) {
    let calls =
      facts.messages.compactMap(\.call) + facts.held.compactMap(\.call)
      + facts.marks.compactMap(\.call) + facts.results.compactMap(\.call)
    let emails =
      facts.records.map(\.email) + facts.queueRows.map(\.email) + facts.entries.map(\.email)
      + facts.members.map(\.email) + facts.codes.compactMap(\.boundEmail) + calls.map(\.email)
    let codes =
      facts.codes.map(\.code) + facts.records.compactMap(\.code)
      + facts.queueRows.compactMap(\.code) + facts.entries.map(\.code) + calls.map(\.code)
    names = Set((emails + codes + RetryRow.spellings(codes)).filter { !$0.isEmpty }).sorted {
      ($1.utf8.count, $0) < ($0.utf8.count, $1)
    }
  }

  func masked(_ text: String) -> String {
    names.reduce(text) { text, name in Self.replacing(name, in: text) }
  }

  /// Where it is no part of a longer word: a short code may be one of any.
  private static func replacing(_ name: String, in text: String) -> String {
    var output = ""
    var rest = text[...]
    while let hit = rest.firstRange(of: name) {
      let before = rest[..<hit.lowerBound].last ?? output.last
      let after = rest[hit.upperBound...].first
      output += rest[..<hit.lowerBound]
      let isWord = !continues(before, name.first) && !continues(after, name.last)
      output +=
        isWord ? (name.contains("@") ? Masking.email(name) : Masking.code(name)) : String(rest[hit])
      rest = rest[hit.upperBound...]
    }
    return output + rest
  }

  private static func continues(_ neighbour: Character?, _ end: Character?) -> Bool {
    guard let neighbour, let end else { return false }
    return (neighbour.isLetter || neighbour.isNumber) && (end.isLetter || end.isNumber)
  }
}

extension InviteTrace.Outcome {
  /// The same with emails and codes masked. What would have to be typed with one of them is left to the trace
  /// that shows them.
  public var masked: InviteTrace.Outcome {
    guard let masking else { return self }
    return InviteTrace.Outcome(
      who: who, kinds: kinds,
      lines: lines.map { $0.saying(masking.masked($0.text)) },
      verdicts: verdicts.map { verdict in
        var next = verdict.next
        if let shown = next, masking.masked(shown.text) != shown.text {
          next = .invitectl(["trace"], [who])
        }
        var masked = TraceVerdict(
          verdict.state, verdict.standing, masking.masked(verdict.sentence), next)
        masked.email = masking.masked(verdict.email)
        masked.code = masking.masked(verdict.code)
        masked.task = verdict.task
        return masked
      },
      gaps: gaps.map(masking.masked), failure: failure, masking: nil)
  }
}
