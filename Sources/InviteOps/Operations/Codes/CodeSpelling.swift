internal import InviteDomain

/// Which stored code somebody means by what was typed: the one rule of all that looks after codes. What
/// redeems them does as the backend (``RedeemInput/code(_:)``).
///
/// The code that is stored as it was typed; else the one without the blanks around it; else the one
/// in capitals, which is what the backend looks for (`code.strip().upper()` in its routes). So of two
/// codes that differ in case alone each is reached by its own spelling.
struct CodeSpelling: Sendable {
  /// Trimmed and in capitals.
  let inCapitals: String
  /// The other spellings, the one that goes before the rest first; empty for nearly all.
  let others: [String]

  init(_ typed: String) {
    let stripped = PythonText.stripped(typed)
    inCapitals = stripped.uppercased()
    let capitals = inCapitals
    var others: [String] = []
    // By their bytes, as PostgreSQL and Redis compare them.
    for text in [typed, stripped]
    where ExactText(text) != ExactText(capitals)
      && others.last.map({ ExactText($0) != ExactText(text) }) ?? true
    {
      others.append(text)
    }
    self.others = others
  }

  /// All spellings, in the order in which one of them wins.
  var candidates: [String] { others + [inCapitals] }

  /// - Parameter stored: those that there are, as ``StoredCodes/among(_:on:deadline:)`` answers.
  func choice(of stored: Set<ExactText>) -> String? {
    candidates.first { stored.contains(ExactText($0)) }
  }
}
