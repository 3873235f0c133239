internal import InviteDomain

/// Under which texts rows, messages and results may have an email.
enum EmailSpellings {
  /// As it was given, without blanks, and as the backend writes it (`email.strip().lower()` in its routes); each
  /// once, by its bytes.
  static func of(_ email: String) -> [String] {
    let stripped = PythonText.stripped(email)
    var spellings = [email]
    for spelling in [stripped, stripped.lowercased()]
    where !spellings.contains(where: { ExactText($0) == ExactText(spelling) }) {
      spellings.append(spelling)
    }
    return spellings
  }
}
