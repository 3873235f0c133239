internal import ClientSupport

/// Uses by what they left, each in one place: where it says most of what became of them.
public struct ExplainedUses: Sendable, Hashable, Encodable {
  /// A row of invite_records, whatever else.
  public internal(set) var record = 0
  /// A row of invite_queue, and no record.
  public internal(set) var row = 0
  /// A message that a worker has taken, and no row.
  public internal(set) var taken = 0
  /// A message that waits, and no row.
  public internal(set) var queued = 0
  /// An entry of the outbox alone.
  public internal(set) var outbox = 0
  /// A line of the ledger alone: a run saw that a token was taken.
  public internal(set) var ledger = 0
  /// A token that is gone from the bucket, which no run has counted yet.
  public internal(set) var bucket = 0
  /// A person's word alone.
  public internal(set) var word = 0

  /// In the order in which they are shown; the names are those of the metric's label.
  public var parts: [(name: String, count: Int)] {
    [
      ("record", record), ("queue_row", row), ("taken", taken), ("queued", queued),
      ("outbox", outbox), ("ledger", ledger), ("bucket", bucket), ("word", word),
    ]
  }

  public var total: Int { parts.reduce(0) { $0.addingSaturated($1.count) } }

  /// Those of which nothing is left that names a person.
  var traceless: Int { ledger.addingSaturated(outbox) }

  mutating func add(_ count: Int, _ kind: UseTrace.Kind) {
    switch kind {
    case .record: record += count
    case .row: row += count
    case .taken: taken += count
    case .queued: queued += count
    case .outbox: outbox += count
    }
  }

  static func += (sum: inout ExplainedUses, other: ExplainedUses) {
    sum.record = sum.record.addingSaturated(other.record)
    sum.row = sum.row.addingSaturated(other.row)
    sum.taken = sum.taken.addingSaturated(other.taken)
    sum.queued = sum.queued.addingSaturated(other.queued)
    sum.outbox = sum.outbox.addingSaturated(other.outbox)
    sum.ledger = sum.ledger.addingSaturated(other.ledger)
    sum.bucket = sum.bucket.addingSaturated(other.bucket)
    sum.word = sum.word.addingSaturated(other.word)
  }
}
