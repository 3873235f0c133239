internal import InviteDomain

/// Where an invite is now, and what moves it on.
public struct TraceVerdict: Sendable, Equatable, Encodable {
  /// Where it is.
  public enum State: String, Sendable, Encodable, CaseIterable {
    /// A worker runs its task.
    case running
    /// A worker holds it until its time, e.g. of a retry.
    case scheduled
    /// A worker has taken it and not begun.
    case reserved
    /// Its message waits in a queue.
    case queued
    /// The same, and nobody takes messages from there.
    case unconsumed
    /// Taken by a worker that is silent: whether it still has it is not known.
    case taken
    /// Taken by a worker that is gone.
    case abandoned
    /// Its message was taken out of the queue into a file.
    case quarantined
    /// In the outbox: its message is not in the queue yet.
    case recorded
    /// It waits for a free seat.
    case waiting
    /// An open queue row, or a published entry, that nobody works on.
    case lost
    /// A seat is held, and nobody works on it.
    case seatHeld = "seat_held"
    /// Invited: the person has to accept.
    case invited
    /// Accepted, and no member of the team any more.
    case accepted
    /// A member of a team.
    case joined
    /// It came to nothing.
    case failed
    /// Somebody took the person out of the team again.
    case removed
    /// The code is there and nobody has redeemed it.
    case unused
    /// The code cannot be redeemed as it stands.
    case unusable
    /// The code was used, and nothing shows by whom.
    case untraced
    /// What was found leaves it open.
    case unknown
    /// There is nothing of it.
    case notFound = "not_found"
  }

  /// What is to be done about it.
  public enum Standing: String, Sendable, Encodable {
    /// Done or under way.
    case well
    /// Something is to be done.
    case wanting
    /// Refused, or failed for good.
    case failed
    /// Nothing was found.
    case missing
  }

  /// What moves it on.
  public struct Next: Sendable, Equatable, Encodable {
    public enum Kind: String, Sendable, Encodable {
      /// To be typed into a shell.
      case shell
      /// A statement for PostgreSQL, to be typed into psql.
      case sql
      /// Something that no command does.
      case advice
    }

    public let kind: Kind
    public let text: String
    /// Why it is this, where the sentence is to say so.
    var because: String?

    private enum CodingKeys: String, CodingKey { case kind, text }

    init(kind: Kind, text: String) {
      self.kind = kind
      self.text = text
    }

    /// The same with why it is.
    func since(_ reason: String) -> Self {
      var copy = self
      copy.because = reason
      return copy
    }
  }

  /// Whose it is, as it is written; empty where nothing says.
  public internal(set) var email = ""
  public internal(set) var code = ""
  /// The one task that it is about, where nothing says whose it was, or by which code; `nil` else.
  public internal(set) var task: String?
  public let state: State
  public let standing: Standing
  public internal(set) var sentence: String
  public let next: Next?
  /// Whether a worker may just be letting go of its message, so that a moment later it may look otherwise.
  var isPassing = false

  private enum CodingKeys: String, CodingKey {
    case email, code, task, state, standing, sentence, next
  }

  init(_ state: State, _ standing: Standing, _ sentence: String, _ next: Next? = nil) {
    self.state = state
    self.standing = standing
    self.sentence = sentence
    self.next = next
  }
}

extension TraceVerdict.Next {
  static func shell(_ command: String) -> Self { Self(kind: .shell, text: command) }
  static func sql(_ statement: String) -> Self { Self(kind: .sql, text: statement) }
  static func advice(_ text: String) -> Self { Self(kind: .advice, text: text) }

  static func invitectl(
    _ words: [String], _ operands: [String] = [], _ options: [ShellCommand.Option] = []
  ) -> Self {
    .shell(ShellCommand.invitectl(words, operands, options))
  }
}
