internal import Localization

/// What was seen of each assumption.
struct ContractFindings {
  /// How often each was seen kept.
  private(set) var kept: [ContractAssumption: Int] = [:]
  /// What was seen now to break one, the first of it.
  private(set) var seen: [ContractAssumption: [String]] = [:]
  /// The same of what syncs have met before, and have drawn their bounds from.
  private(set) var met: [ContractAssumption: String] = [:]

  static let shown = 3

  mutating func keep(_ assumption: ContractAssumption, times: Int = 1) {
    if times > 0 { kept[assumption, default: 0] += times }
  }

  /// - Parameter what: is made only where it may be kept: a busy server would have more sentences made than are
  ///   remembered in English, as which they are stored.
  mutating func breaks(_ assumption: ContractAssumption, _ what: @autoclosure () -> String) {
    let known = seen[assumption, default: []]
    guard known.count < Self.shown else { return }
    let sentence = what()
    if !known.contains(sentence) { seen[assumption] = known + [sentence] }
  }

  mutating func meets(_ assumption: ContractAssumption, _ what: String) {
    met[assumption] = what
  }

  /// All that breaks one; `nil` where nothing does.
  func broken(_ assumption: ContractAssumption) -> [String]? {
    let all = seen[assumption, default: []] + (met[assumption].map { [$0] } ?? [])
    return all.isEmpty ? nil : all
  }

  /// Whether it was seen kept, and nothing that breaks it.
  func isKept(_ assumption: ContractAssumption) -> Bool {
    kept[assumption] != nil && broken(assumption) == nil
  }

  var isBroken: Bool { !seen.isEmpty || !met.isEmpty }

  /// Every assumption with what was seen of it.
  var text: String {
    ContractAssumption.allCases.map { assumption in
      if let what = broken(assumption) {
        return tr("BROKEN: \(assumption.words): \(what.joined(separator: tr(", ")))")
      }
      return kept[assumption] == nil
        ? tr("not seen: \(assumption.words)") : tr("kept: \(assumption.words)")
    }.joined(separator: tr("; "))
  }
}
