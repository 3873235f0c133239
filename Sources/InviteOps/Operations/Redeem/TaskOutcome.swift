internal import CeleryProtocol

/// What came of a redemption that was waited for: the invite, and the task that was to make it.
public struct TaskOutcome: Sendable, Equatable, Encodable {
  /// What became of the invite: the result of the redemption.
  public var fate = InviteFate.unknown
  /// Why it is not invited, in the words of the row or of the worker.
  public var reason: String?
  /// Celery's name of the last state seen; `PENDING` when there was none. SUCCESS says that the
  /// task ran, not that anybody was invited.
  public var state = "PENDING"
  /// How many times the worker tried again.
  public var retries = 0
  /// The worker's error: type and message.
  public var error: String?
  /// The invite that was recorded.
  public var invite: InviteRecord?
  /// The row of invite_queue that the worker left.
  public var queueRow: QueueRow?
  /// How long it was waited for.
  public var waitedSeconds = 0.0

  /// A row of invite_records.
  public struct InviteRecord: Sendable, Equatable, Encodable {
    public let id: Int
    /// `nil` when the team is gone.
    public let team: String?
    /// In capitals, whatever case the database's labels have.
    public let status: String?
    public let errorMessage: String?
  }

  /// A row of invite_queue.
  public struct QueueRow: Sendable, Equatable, Encodable {
    public let id: Int
    /// In capitals.
    public let status: String?
    public let errorMessage: String?
  }

  mutating func take(_ traces: InviteTraces, _ task: TaskResult?) {
    (invite, queueRow) = (traces.record, traces.queueRow)
    (fate, reason) = traces.fate(task)
  }
}

/// What a person waiting for a task can be told meanwhile.
public enum TaskProgress: Sendable, Equatable {
  /// In the queue, with so many before it.
  case queued(ahead: Int)
  /// A worker has it.
  case taken
  /// STARTED, RETRY and the like, with the number of retries so far.
  case state(String, retries: Int)
  /// The worker found no free seat: the backend invites when there is one.
  case waitingForSeat
}
