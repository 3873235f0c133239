/// What the counts and their bounds take backends to do (docs/guarantees.md).
enum ContractAssumption: String, CaseIterable {
  case database, keys, lifetime, freshness, take, refunds

  var words: String {
    switch self {
    case .database: "buckets are in this database"
    case .keys: "a bucket's key is redeem:CODE:remaining"
    case .lifetime: "a bucket is set with SETEX 86400"
    case .freshness: "a bucket is set within 30 s of reading its code"
    case .take: "a token is taken by DECR in a script"
    case .refunds: "no token is given back of a code that was at rest for an hour"
    }
  }
}

/// What was seen of each assumption.
struct ContractFindings {
  /// How often each was seen kept.
  private(set) var kept: [ContractAssumption: Int] = [:]
  /// What was seen to break one, the first of it.
  private(set) var broken: [ContractAssumption: [String]] = [:]

  static let shown = 3

  mutating func keep(_ assumption: ContractAssumption, times: Int = 1) {
    if times > 0 { kept[assumption, default: 0] += times }
  }

  mutating func breaks(_ assumption: ContractAssumption, _ what: String) {
    let known = broken[assumption, default: []]
    guard known.count < Self.shown, !known.contains(what) else { return }
    broken[assumption] = known + [what]
  }

  /// Every assumption with what was seen of it.
  var text: String {
    ContractAssumption.allCases.map { assumption in
      if let what = broken[assumption] {
        return "BROKEN: \(assumption.words): \(what.joined(separator: ", "))"
      }
      return (kept[assumption] == nil ? "not seen: " : "kept: ") + assumption.words
    }.joined(separator: "; ")
  }
}
