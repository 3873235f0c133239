/// What is to be seen of one code's redemptions outside of the two counts.
public struct ResyncEvidence: Sendable, Hashable, Codable {
  /// Messages waiting in Celery's lists, by task id.
  public var queued = 0
  /// Messages a worker has taken and not acknowledged, by task id.
  public var unacked = 0
  /// Redemptions of invitectl whose outbox entry says that they were made or may yet be. Their
  /// messages are among the above too, unless they were lost.
  public var outbox = 0
  /// Rows of invite_queue.
  public var queueRows = 0
  /// Rows of invite_records that are no rebinds.
  public var records = 0
  /// Those of the entries and rows that are from more than 24 hours before the code was made: of an older code of the
  /// same text, unless somebody has changed `created_at`, which nobody can tell. They prove no use, and rule none out.
  public var older = 0
  /// Different emails among all of them but ``older``.
  public var emails = 0
  /// Those of them whose use was given back, or may have been: what they left proves none.
  public var refunded = 0
  /// The server of the buckets may have lost what tells of a use that was given back.
  public var forgetsRefunds = false
  /// Nothing of it can have been cleaned up yet. How old the code is nobody knows where some of it is ``older``.
  public var isComplete = false
  /// There was something that could not be seen: a message that is not read here, a list that was
  /// not searched, a worker that did not answer. The plan's `gaps` say which.
  public var hasGaps = false

  /// Each email used the code at least once, but for a use that was given back.
  public var least: Int { max(0, emails - refunded) }

  /// Whether nothing of it can be of a use that was given back, or of another code.
  var isOfUses: Bool { refunded == 0 && !forgetsRefunds && older == 0 }

  /// Each use left at least one trace, and an item that moved on while we looked is seen twice.
  public var most: Int? {
    isComplete && !hasGaps ? queued + unacked + outbox + queueRows + records : nil
  }
}
