internal import CeleryProtocol
public import InviteDomain
internal import Localization

/// Whom or what a trace is about, told by its form.
public struct TraceSubject: Sendable, Hashable {
  public enum Kind: String, Sendable, Encodable {
    case email, code
    /// The id of a task.
    case task
  }

  /// As it was typed.
  public let text: String

  /// - Throws: ``Failure/Kind/usage`` for a text with nothing in it, or with a NUL, which no column and no
  ///   message has.
  public init(_ text: String) throws(Failure) {
    guard !PythonText.stripped(text).isEmpty, !text.utf8.contains(0) else {
      throw Failure(
        .usage, tr("nothing to trace was given"),
        hint: tr("name an email, a code or the id of a task, e.g. 'invitectl trace a@example.com'"))
    }
    self.text = text
  }

  var isEmail: Bool { text.contains("@") }

  /// Celery's ids are UUIDs. Whoever publishes may choose another one, so that what is neither an email
  /// nor a stored code is taken for one, too.
  var looksLikeTask: Bool { CeleryID.isUUID(PythonText.stripped(text)) }

  /// The ids that are meant where it is one: as Celery writes it, and as it was typed, since whoever publishes may
  /// have chosen capitals.
  var taskSpellings: [String] {
    let typed = PythonText.stripped(text)
    let written = CeleryID.canonical(typed)
    return written == typed ? [typed] : [written, typed]
  }

  /// The spellings under which an email may be stored: as it was typed, without blanks, and as the
  /// backend writes it.
  var emailSpellings: [String] { EmailSpellings.of(text) }

  /// Each once, by their bytes, as indexes and keys have them.
  static func each(_ texts: [String]) -> [String] {
    Set(texts.map { ExactText($0) }).sorted().map(\.text)
  }
}
