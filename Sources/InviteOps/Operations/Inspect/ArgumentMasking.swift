internal import InviteDomain
public import LosslessJSON

/// Hides emails and codes in whatever workers tell: arguments, results, exceptions.
///
/// What is a code cannot be known for certain, so that inside arguments and results every string
/// is hidden, and in sentences every word that looks like one.
public struct ArgumentMasking: Sendable {
  /// Whether the person asked to see everything.
  public let shows: Bool

  public init(shows: Bool) {
    self.shows = shows
  }

  /// The members that hold what the task was called with or what it returned.
  private static let personalMembers: Set<String> = [
    "args", "kwargs", "argsrepr", "kwargsrepr", "result", "exception", "traceback", "exc_message",
    "retval",
  ]

  /// Of an exception that is a result: its class, which is no value of anybody's.
  private static let classMembers: Set<String> = ["exc_type", "exc_module"]

  /// A worker's answer or an event: only arguments and results are hidden, names are not.
  public func answer(_ value: JSONValue) -> JSONValue {
    if shows { return value }
    switch value {
    case .object(let object):
      return .object(
        JSONObject(
          object.members.map { key, value in
            (key, Self.personalMembers.contains(key) ? personal(value) : answer(value))
          }))
    case .array(let elements): return .array(elements.map(answer))
    default: return value
    }
  }

  /// Arguments or a result: every string in it is hidden; keys are not.
  public func personal(_ value: JSONValue) -> JSONValue {
    if shows { return value }
    switch value {
    case .object(let object):
      return .object(
        JSONObject(
          object.members.map { key, value in
            (key, Self.classMembers.contains(key) ? value : personal(value))
          }))
    case .array(let elements): return .array(elements.map(personal))
    case .string(let text): return .string(self.text(text))
    default: return value
    }
  }

  /// A string by itself, a Python repr, or a sentence.
  public func text(_ text: String) -> String {
    if shows { return text }
    if !text.contains(where: { $0.isWhitespace || "'\"(){}[]".contains($0) }) {
      return Self.single(text)
    }
    return Self.repr(text)
  }

  /// One string argument, hidden whatever it is.
  private static func single(_ text: String) -> String {
    if text.isEmpty || knownWords.contains(text) { return text }
    return text.contains("@") ? Masking.email(text) : Masking.code(text)
  }

  /// Hides quoted strings whole, unless they are the keys of a mapping, and between them the
  /// words that look like codes.
  private static func repr(_ text: String) -> String {
    var output = ""
    var outside = ""
    var rest = Substring(text)
    while let character = rest.popFirst() {
      guard character == "'" || character == "\"", let end = closing(character, in: rest) else {
        outside.append(character)
        continue
      }
      output += words(outside)
      outside = ""
      let content = rest[..<end]
      rest = rest[rest.index(after: end)...]
      let isKey = rest.first == ":"
      let shown =
        isKey
        ? String(content)
        : content.contains(where: \.isWhitespace) ? words(String(content)) : single(String(content))
      output += "\(character)\(shown)\(character)"
    }
    return output + words(outside)
  }

  private static func closing(_ quote: Character, in text: Substring) -> Substring.Index? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == "\\" {
        index = text.index(after: index)
        if index == text.endIndex { return nil }
      } else if text[index] == quote {
        return index
      }
      index = text.index(after: index)
    }
    return nil
  }

  /// A sentence: emails, and words in capitals or digits that may be codes.
  private static func words(_ text: String) -> String {
    var output = ""
    var word = ""
    func flush() {
      guard !word.isEmpty else { return }
      let at = word.firstIndex(of: "@")
      if let at, at != word.startIndex, word.index(after: at) != word.endIndex {
        output += Masking.email(word)
      } else {
        output += looksLikeCode(word) ? Masking.code(word) : word
      }
      word = ""
    }
    for character in text {
      if character.isLetter || character.isNumber || "._%+-@".contains(character) {
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
    var letters = 0
    for character in word {
      if character.isASCII, character.isUppercase {
        letters += 1
      } else if !(character.isASCII && character.isNumber) && character != "-" && character != "_" {
        return false
      }
    }
    return letters > 0 || word.count >= 8
  }

  /// States, the backend's refusal names, and words in capitals that error texts have.
  private static let knownWords: Set<String> = [
    "PENDING", "STARTED", "RECEIVED", "SUCCESS", "FAILURE", "RETRY", "REVOKED", "REJECTED",
    "FAILED", "PROCESSING", "IGNORED", "INVALID_CODE", "CODE_EXPIRED", "CODE_USED_UP",
    "EMAIL_MISMATCH", "USER_EXPIRED", "NO_AVAILABLE_TEAM", "TEAM_STILL_ACTIVE",
    "NO_PREVIOUS_INVITE", "QUEUE_ERROR", "SIGTERM", "SIGKILL", "SIGINT", "SIGQUIT", "SIGHUP",
    "SELECT", "INSERT", "UPDATE", "DELETE", "NULL", "HTTP", "HTTPS", "JSON", "POST", "TRUE",
    "FALSE",
    "LINUXDO", "DIRECT", "ECONNREFUSED", "OOM", "READONLY", "UTF-8", "ERROR",
  ]
}
