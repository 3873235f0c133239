/// Text that somebody else wrote, as it may be shown: what a server says of an error, what a worker
/// answers. The one home of that; a text passes it once, where it is turned into words of ours.
///
/// What is hidden is told by its form or by the name before it, in any nesting and in whatever
/// notation: JSON, a Python repr, `key=value`, a URL, SQL.
package enum ForeignText {
  /// Stands for what is hidden.
  package static let hidden = "***"

  /// Without passwords, emails and whatever of `given` it repeats.
  ///
  /// - Parameters:
  ///   - hidesCodes: whether words that may be codes are masked too: for a text that says something
  ///     of data, not of a server's own names.
  ///   - given: values that the other side was given and that are nobody else's business.
  package static func masked(
    _ text: String, hidesCodes: Bool = false, given: [String] = []
  ) -> String {
    var shown = withoutSecrets(text)
    for value in given where shown.contains(value) {
      shown.replace(value, with: value.contains("@") ? email(value) : code(value))
    }
    return words(shown, hidesCodes: hidesCodes)
  }

  /// Without the logins of URLs and without the values of what is named like a secret.
  package static func withoutSecrets(_ text: String) -> String {
    SecretValues.hidden(in: text.contains("://") ? withoutLogins(text) : text)
  }

  /// `alice@example.com` becomes `a***e@example.com`; a name of one or two characters keeps only
  /// its first.
  package static func email(_ email: String) -> String {
    guard let at = email.lastIndex(of: "@") else { return code(email) }
    let name = email[..<at]
    let domain = email[at...]
    guard let first = name.first else { return hidden + domain }
    guard name.count > 2, let last = name.last else { return "\(first)\(hidden)\(domain)" }
    return "\(first)\(hidden)\(last)\(domain)"
  }

  /// `ABCD1234YZ` becomes `ABCD****YZ`; a code of six characters or fewer is hidden but for its
  /// first, so that what is masked is never less than half.
  package static func code(_ code: String) -> String {
    guard code.count > 8 else { return code.prefix(code.count > 2 ? 2 : 0) + "****" }
    return "\(code.prefix(4))****\(code.suffix(2))"
  }

  /// A sentence: emails, and on request words that may be codes, i.e. of capitals and digits, or of
  /// letters and digits mixed.
  package static func words(_ text: String, hidesCodes: Bool) -> String {
    guard hidesCodes || text.contains("@") else { return text }
    var output = ""
    var word = ""
    func flush() {
      guard !word.isEmpty else { return }
      let at = word.firstIndex(of: "@")
      if let at, at != word.startIndex, !word.hasPrefix(hidden),
        word.index(after: at) != word.endIndex
      {
        output += email(word)
      } else {
        output += hidesCodes && looksLikeCode(word) ? code(word) : word
      }
      word = ""
    }
    for character in text {
      // The star is of what is masked already.
      if character.isLetter || character.isNumber || "._%+-@*".contains(character) {
        word.append(character)
      } else {
        flush()
        output.append(character)
      }
    }
    flush()
    return output
  }

  private static func looksLikeCode(_ word: String) -> Bool {
    guard word.count >= 4, !knownWords.contains(word) else { return false }
    var (capitals, small, digits, marks) = (0, 0, 0, 0)
    for character in word {
      switch character {
      case "A"..."Z": capitals += 1
      case "a"..."z": small += 1
      case "0"..."9": digits += 1
      case "-", "_": marks += 1
      default: return false
      }
    }
    if small > 0 { return word.count >= 6 && digits > 0 && marks == 0 }
    return capitals > 0 || word.count >= 8
  }

  /// States, the backend's refusal names, and words in capitals that error texts have.
  package static let knownWords: Set<String> = [
    "PENDING", "STARTED", "RECEIVED", "SUCCESS", "FAILURE", "RETRY", "REVOKED", "REJECTED",
    "FAILED", "PROCESSING", "IGNORED", "INVALID_CODE", "CODE_EXPIRED", "CODE_USED_UP",
    "EMAIL_MISMATCH", "USER_EXPIRED", "NO_AVAILABLE_TEAM", "TEAM_STILL_ACTIVE",
    "NO_PREVIOUS_INVITE", "QUEUE_ERROR", "SIGTERM", "SIGKILL", "SIGINT", "SIGQUIT", "SIGHUP",
    "SELECT", "INSERT", "UPDATE", "DELETE", "NULL", "HTTP", "HTTPS", "JSON", "POST", "TRUE",
    "FALSE", "SQLSTATE",
    "LINUXDO", "DIRECT", "ECONNREFUSED", "OOM", "READONLY", "UTF-8", "ERROR",
  ]

  /// The URLs in a text without their logins, but for the user's name before a password.
  ///
  /// A login ends at the last `@` of what may be one URL, since unescaped passwords have `@` and `/`
  /// in them; a list such as Celery's `sentinel://:pw@a;sentinel://b` has several.
  private static func withoutLogins(_ text: String) -> String {
    var output = ""
    var rest = Substring(text)
    while let mark = rest.firstRange(of: "://") {
      output += rest[..<mark.upperBound]
      rest = rest[mark.upperBound...]
      var end = rest.firstIndex { $0.isWhitespace || "'\"<>`".contains($0) } ?? rest.endIndex
      if let next = rest.firstRange(of: "://"), next.lowerBound < end {
        end =
          rest[..<next.lowerBound].lastIndex { !($0.isLetter || $0.isNumber || "+.-".contains($0)) }
          .map { rest.index(after: $0) } ?? next.lowerBound
      }
      guard let at = rest[..<end].lastIndex(of: "@") else { continue }
      // With a password behind it, the name is no secret; alone it may be a token.
      let user = rest[..<at].firstIndex(of: ":").map { rest[..<$0] + ":" } ?? ""
      output += user + hidden
      rest = rest[at...]
    }
    return output + rest
  }
}
