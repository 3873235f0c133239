/// One thing that a use of a code left, of one person.
struct UseTrace: Sendable, Hashable {
  /// From downstream to upstream: the first says most of what became of the use.
  enum Kind: String, Sendable, CaseIterable {
    /// A row of invite_records.
    case record
    /// A row of invite_queue.
    case row
    /// A message that a worker has taken.
    case taken
    /// A message that waits.
    case queued
    /// An entry of invitectl's outbox.
    case outbox
  }

  /// When it was made, by what is known of the count. Raw values are those of `AuditQueries`.
  enum Age: String, Sendable, CaseIterable {
    /// Not after what a person said of the count; without a word, longer before the first line of the ledger
    /// than the bucket lived that this line read.
    case old
    /// Before that line, and perhaps of a use that it read from the bucket.
    case recent
    /// After the word, and perhaps of a redemption from before it: nobody knows who waited then.
    case late
    /// After the word or the line.
    case new
  }

  let kind: Kind
  /// Of a message and of an entry of the outbox: two of the same are of one use.
  var task: String?
  /// False for what is left by no use as well: an entry of the outbox that may not have been carried
  /// out, a record from before uses were counted on join. It explains a use and wants none.
  var isSure = true
  /// `nil` where nobody knows when it was made.
  var age: Age?
  /// Whether it says nothing of a use of its own: a row or a record whose invite went on as another task, which
  /// the backend's job, `cleanup-queue --stuck` or `redeem retry` made of it, and the message of such a task.
  var isPassedOn = false
  /// How old it is; `nil` where nobody knows, and of a message, which may be of this moment.
  var seconds: Double?
  /// A row or a record whose invite failed: its use can have been given back without force.
  var isFailed = false

  /// Whether a worker wrote it.
  var isOfWorker: Bool { kind == .record || kind == .row }
}

/// What one use left, put together.
struct UseThread: Sendable, Hashable {
  /// The first of its traces' kinds.
  let kind: UseTrace.Kind
  let isSure: Bool
  private(set) var age: UseTrace.Age?
  /// How many traces there are in it.
  let traces: Int
  /// Whether it is old, and went on as another task, which left something later.
  private(set) var wentOn = false

  init(_ trace: UseTrace) {
    (kind, isSure, age, traces) = (trace.kind, trace.isSure, trace.age, 1)
  }

  /// Of several that one use left: a part that is known to be older makes it older.
  init?(_ parts: [UseThread]) {
    let kinds = Set(parts.map(\.kind))
    guard let first = UseTrace.Kind.allCases.first(where: { kinds.contains($0) }) else {
      return nil
    }
    kind = first
    isSure = parts.contains(where: \.isSure)
    let ages = parts.compactMap(\.age)
    age = UseTrace.Age.allCases.first { ages.contains($0) }
    traces = parts.reduce(0) { $0 + $1.traces }
  }

  /// The fewest uses that can have left these traces, all of one person.
  ///
  /// One use goes through one task, whose message and outbox entry have its id, and leaves one row of
  /// invite_queue and one of invite_records at most; but for what was passed on, of which it may leave any
  /// number (``UseTrace/isPassedOn``): a row that waits for a seat leaves one more at each run of the backend's
  /// job that finds none (retry_failed_invites), and the message of each is of a new task. Whatever may be of
  /// one use is taken for that, so that what is left of one use never explains another one whose traces were
  /// lost.
  static func all(_ traces: [UseTrace]) -> [UseThread] {
    if traces.count < 2 { return traces.map { UseThread($0) } }
    var (records, rows, passedOn): ([UseThread], [UseThread], [UseThread]) = ([], [], [])
    var tasks = UseTasks()
    for trace in traces {
      let thread = UseThread(trace)
      switch trace.kind {
      case _ where trace.isPassedOn: passedOn.append(thread)
      case .record: records.append(thread)
      case .row: rows.append(thread)
      case .taken, .queued, .outbox: tasks.add(trace)
      }
    }
    passedOn += tasks.takeContinued(passedOn.count { $0.kind == .record || $0.kind == .row })
    let columns = [records, rows, tasks.threads].map { $0.sorted { $0.order < $1.order } }
    let count = columns.reduce(passedOn.isEmpty ? 0 : 1) { max($0, $1.count) }
    return (0..<count).compactMap { place in
      let parts = columns.compactMap { place < $0.count ? $0[place] : nil }
      // The oldest may have come to them; where it did not, a use is taken for older than it is, and explains
      // less.
      guard place == 0, !passedOn.isEmpty else { return UseThread(parts) }
      var thread = UseThread(parts + passedOn)
      thread?.wentOn =
        passedOn.contains { $0.age == .old } && parts.contains { $0.age != .old }
      return thread
    }
  }

  /// One person's, of whose redemptions so many waited at a person's word, dated by that.
  ///
  /// What waited may have an entry of the outbox, which is older than the word and makes its use old by itself: a use
  /// that is old by nothing but entries is one of those that waited.
  static func all(_ traces: [UseTrace], waited: Int) -> [UseThread] {
    let threads = all(traces)
    if waited == 0 { return threads }
    let kept = all(traces.filter { $0.isOfWorker || $0.isPassedOn })
    let byEntries = threads.count { $0.age == .old } - kept.count { $0.age == .old }
    return dated(threads, waited: waited - byEntries)
  }

  /// One person's, of whose redemptions so many waited at a person's word and are not old yet: so many of those that
  /// are younger are of uses that were said, the first of them, of which most is left.
  static func dated(_ threads: [UseThread], waited: Int) -> [UseThread] {
    if waited == 0 { return threads }
    // Of an older one that went on the message was that of another task.
    var (threads, rest) = (threads, waited - threads.count(where: \.wentOn))
    for index in threads.indices where rest > 0 && threads[index].age != .old {
      threads[index].age = .old
      rest -= 1
    }
    return threads
  }

  /// By it like goes with like: the older first, and of these what is sure. A message that a worker has
  /// taken may have come to a row, one that waits has not.
  private var order: Int {
    let time =
      switch age {
      case .old?: 0
      case .recent?: 1
      case .late?: 2
      case nil: 3
      case .new?: 4
      }
    let kinds = UseTrace.Kind.allCases
    return (time * 2 + (isSure ? 0 : 1)) * kinds.count + (kinds.firstIndex(of: kind) ?? 0)
  }
}
