/// What came of a task that was waited for.
public struct TaskOutcome: Sendable, Equatable, Encodable {
  /// Celery's name of the last state seen; `PENDING` when there was none.
  public var state = "PENDING"
  /// How many times the worker tried again.
  public var retries = 0
  /// The worker's error: type and message.
  public var error: String?
  /// The invite that was recorded.
  public var invite: InviteRecord?
  /// How long it was waited for.
  public var waitedSeconds = 0.0

  /// A row of invite_records.
  public struct InviteRecord: Sendable, Equatable, Encodable {
    public let id: Int
    public let team: String
    public let status: String?
    public let errorMessage: String?
  }

  public var succeeded: Bool { state == TaskResult.State.success.rawValue }
}

/// What a person waiting for a task can be told meanwhile.
public enum TaskProgress: Sendable, Equatable {
  /// In the queue, with so many before it.
  case queued(ahead: Int)
  /// A worker has it.
  case taken
  /// STARTED, RETRY and the like, with the number of retries so far.
  case state(String, retries: Int)
}
