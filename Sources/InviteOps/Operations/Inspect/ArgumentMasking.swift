internal import ClientSupport
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

  /// A worker's answer or an event: arguments and results are hidden, names are not. Passwords,
  /// tokens and the logins of URLs are hidden in all of it, whoever asked.
  public func answer(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object):
      return .object(
        JSONObject(
          object.members.map { key, value in
            if Self.isSecret(key, value) { return (key, Self.withoutValues(value)) }
            return (key, Self.personalMembers.contains(key) ? personal(value) : answer(value))
          }))
    case .array(let elements): return .array(elements.map(answer))
    case .string(let text): return .string(ForeignText.withoutSecrets(text))
    default: return value
    }
  }

  /// Arguments or a result: every string in it is hidden; keys are not.
  public func personal(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object):
      return .object(
        JSONObject(
          object.members.map { key, value in
            if Self.isSecret(key, value) { return (key, Self.withoutValues(value)) }
            return (key, Self.classMembers.contains(key) ? value : personal(value))
          }))
    case .array(let elements): return .array(elements.map(personal))
    case .string(let text): return .string(self.text(text))
    default: return value
    }
  }

  /// A path of names such as a task's may end in a word like `password`; its number or its settings
  /// are none.
  private static func isSecret(_ name: String, _ value: JSONValue) -> Bool {
    guard SecretName.isSecret(name) else { return false }
    return !SecretName.isPath(name) || value.string != nil
  }

  private static func withoutValues(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object):
      .object(JSONObject(object.members.map { ($0.key, withoutValues($0.value)) }))
    case .array(let elements): .array(elements.map(withoutValues))
    case .null, .bool: value
    case .string(let text): .string(text.isEmpty ? text : ForeignText.hidden)
    case .number: .string(ForeignText.hidden)
    }
  }

  /// A string by itself, a Python repr, or a sentence.
  public func text(_ text: String) -> String {
    let text = ForeignText.withoutSecrets(text)
    if shows { return text }
    if !text.contains(where: { $0.isWhitespace || "'\"(){}[]".contains($0) }) {
      return Self.single(text)
    }
    return Self.repr(text)
  }

  /// One string argument, hidden whatever it is.
  private static func single(_ text: String) -> String {
    if text.isEmpty || ForeignText.knownWords.contains(text) { return text }
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

  private static func words(_ text: String) -> String {
    ForeignText.words(text, hidesCodes: true)
  }
}
