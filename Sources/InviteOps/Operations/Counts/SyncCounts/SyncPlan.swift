internal import ClientSupport
internal import CountProtocol

/// What is to be written for some codes, decided from one reading of their buckets.
struct SyncPlan {
  var items: [Item] = []
  /// The first transaction must be over by then. Well within what the protocol allows between
  /// the read and the commit.
  let deadline: Deadline
  let begin = ContinuousClock.now

  struct Item {
    let subject: CodeRecord
    let write: SyncWrite
  }

  init(_ policy: SyncPolicy) {
    deadline = Deadline.after(.milliseconds(policy.transactionBound * 8 / 10))
  }

  /// Whether so much of the time is over that the buckets are better read anew.
  var isStale: Bool { (deadline.remaining ?? .zero) < .seconds(6) }

  var ids: [Int] { items.map(\.subject.id) }

  var writes: [SyncStatements.Item] {
    items.map { SyncStatements.Item(id: $0.subject.id, before: $0.subject.row, write: $0.write) }
  }
}
