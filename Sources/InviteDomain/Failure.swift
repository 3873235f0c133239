internal import Localization

/// Why an operation did not do what it was asked to.
///
/// This is the only error that leaves the library's operations: it says what happened, to which
/// object, and what to do next. How it is shown, and with which exit code, is the caller's.
public struct Failure: Error, Sendable, Equatable {
  /// The kinds a caller can act on; each has one exit code of `invitectl help exit-codes`.
  public enum Kind: String, Sendable, CaseIterable {
    /// Anything that has no kind of its own.
    case error
    /// The request makes no sense as it stands: an argument, a URL, a setting.
    case usage
    /// Another run holds the lock.
    case locked
    /// The rules deny a redemption; ``Failure/reason`` has the backend's name for it.
    case refused
    /// A redemption was queued, and its invite came to nothing.
    case notInvited
    /// Something unfinished is in the way and wants `migrate repair`.
    case debris
    /// What is there contradicts what was to be made: a definition, a history.
    case conflict
    /// Some parts were done and some were not; each is named in the outcome.
    case partial
    /// No worker answered.
    case unanswered
    /// Nothing was left half done, and trying again later may well succeed.
    case transient
    /// Stopped by a signal, cleanly.
    case interrupted
  }

  /// What a caller can act on.
  public let kind: Kind
  /// What happened, on which object. One sentence without a final stop; no secrets.
  public let message: String
  /// ``message`` with whole codes and emails, where whoever asked has typed them: for that person's screen, and
  /// for nothing that is kept. `nil` where the message has none.
  public var messageOnScreen: String?
  /// What to do next, with the flag or the command to type. `nil` where there is nothing to say.
  public let hint: String?
  /// ``hint`` with whole codes and emails, as ``messageOnScreen``; `nil` where it has none.
  public var hintOnScreen: String?
  /// A short stable name, e.g. the backend's refusal name `CODE_EXPIRED`.
  public let reason: String?
  /// SQL that ``hint`` speaks of, to be typed as it stands in psql: a statement each, with its semicolon.
  public let statements: [String]
  /// Whether the way to a server was lost or could not be found, or the server is about to come
  /// back: the same step may succeed in a moment.
  public var isAboutConnection = false
  /// Whether a single row is to blame, so that it stands in nobody else's way.
  package var isOneRows = false
  /// Whether a server took too long for a statement, or the wait for a lock was over: somebody may hold one.
  package var isAboutWaiting = false

  public init(
    _ kind: Kind, _ message: String, hint: String? = nil, reason: String? = nil,
    statements: [String] = []
  ) {
    self.kind = kind
    self.message = message
    self.hint = hint
    self.reason = reason
    self.statements = statements
  }

  /// The same with other words, and with a next step that goes before its own.
  ///
  /// - Parameters:
  ///   - tail: what is added to the message; nothing when it is empty.
  ///   - hint: `nil` keeps the hint.
  package func adding(_ tail: String, hint: String?) -> Failure {
    var failure = Failure(
      kind, tail.isEmpty ? message : tr("\(message); \(tail)"), hint: hint ?? self.hint,
      reason: reason,
      statements: statements)
    (failure.isAboutConnection, failure.isOneRows) = (isAboutConnection, isOneRows)
    failure.isAboutWaiting = isAboutWaiting
    if hint == nil { failure.hintOnScreen = hintOnScreen }
    failure.messageOnScreen = messageOnScreen.map { tail.isEmpty ? $0 : tr("\($0); \(tail)") }
    return failure
  }

  /// The same as a screen shows it: for whoever has typed what is in it, and for nothing that is kept.
  public var onScreen: Failure {
    var failure = Failure(
      kind, messageOnScreen ?? message, hint: hintOnScreen ?? hint, reason: reason,
      statements: statements)
    (failure.isAboutConnection, failure.isOneRows) = (isAboutConnection, isOneRows)
    failure.isAboutWaiting = isAboutWaiting
    return failure
  }

  /// The same, said of a connection if `cause` is.
  package func caused(by cause: Failure) -> Failure {
    var failure = self
    failure.isAboutConnection = cause.isAboutConnection
    return failure
  }
}
