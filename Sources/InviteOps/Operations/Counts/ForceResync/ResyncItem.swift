public import CountProtocol
internal import InviteStorage
internal import RedisClient

/// What was seen of one code, and what is to be made of it. Everything that is applied later is
/// guarded by what was seen here.
public struct ResyncItem: Sendable, Hashable, Codable {
  public enum Verdict: String, Sendable, Codable {
    /// Counts and evidence agree; nothing to do.
    case consistent
    /// The count becomes exact.
    case settled
    /// Its bounds come closer.
    case narrowed
    /// Evidence leaves the bounds as they are.
    case open
    /// A missing bucket is to be made.
    case rebuild
    /// Evidence contradicts a count that is called exact, or its bounds. Nothing is changed.
    case conflict
    /// It cannot be judged: its bucket is no count, or was used while we looked, so that a use
    /// could be seen twice, once as a token and once as a message.
    case blocked
  }

  public let id: Int
  public let code: String
  public let used: Int
  public let max: Int
  public let isActive: Bool
  /// The bucket; `nil` where there is none.
  public let tokens: Int?
  public let version: Int
  public let now: Int
  let row: SyncRow?
  public let evidence: ResyncEvidence
  /// What the true count was known to be before: `nil` without an upper bound.
  public let atLeast: Int
  public let atMost: Int?
  public var verdict = Verdict.open
  /// What is broken where it is blocked by that, and what to type about it.
  public private(set) var problem: SyncProblem?
  public private(set) var next: String?
  public var newUsed: Int
  public var newCertainty: Certainty
  public var newHeld = 0
  /// Added to the bucket; what a missing one gets.
  public var push = 0

  var limit: Int? { max > 0 ? max : nil }
  public var changes: Bool {
    switch verdict {
    case .settled, .narrowed, .rebuild: true
    case .consistent, .open, .conflict, .blocked: false
    }
  }

  /// Whether it stays less than exact, whatever is changed of it: another look would say the same.
  public var isLeftOpen: Bool {
    verdict == .open || changes && newCertainty.state != .exact
  }

  /// Whether that is beside uses that were given back, or may have been, of which nothing tells whose they were.
  public var isLeftByRefunds: Bool { evidence.refunded > 0 && isLeftOpen }

  /// Whether evidence contradicts it, or it cannot be judged.
  var isUnsettled: Bool { verdict == .conflict || verdict == .blocked }

  /// Whether every number is one that a plan of ours can have: a file can hold any.
  var isPossible: Bool {
    // An id may be any that bigint holds.
    let columns = [used, max, newUsed, newHeld, tokens ?? 0]
    let counts = [atLeast, atMost ?? 0, push]
    return columns.allSatisfy(SyncBounds.int4.contains)
      && counts.allSatisfy(SyncBounds.counts.contains)
      && [version, now].allSatisfy(SyncBounds.times.contains)
      && SyncBounds.holds(newCertainty) && row.map(SyncBounds.holds) ?? true
  }

  /// - Parameters:
  ///   - isStill: false when the bucket moved between the reading and the end of the look at the
  ///     evidence.
  ///   - buckets: where the buckets are, for what is to be typed.
  ///   - backend: where the codes are, for the same.
  init(
    _ subject: CodeRecord, _ reading: BucketReading, _ evidence: ResyncEvidence, isStill: Bool,
    buckets: RedisEndpoint, backend: BackendSchema
  ) {
    id = subject.id
    code = subject.code
    used = subject.facts.used
    max = subject.facts.max ?? 0
    isActive = subject.facts.isActive
    now = reading.now
    row = subject.row
    self.evidence = evidence
    newUsed = subject.facts.used
    var blocked = !isStill || subject.row?.pending != nil || subject.problem != nil
    switch reading.content {
    case .count(let count, let expiry, _):
      tokens = count
      version = expiry.version
      if let row = subject.row {
        blocked = blocked || row.version != version || row.mark != count - row.adjusted
      } else {
        blocked = true
      }
    case .missing:
      tokens = nil
      version = 0
    case .garbage, .outOfRange, .badExpiry, .badShadow:
      tokens = nil
      version = 0
      blocked = true
    }
    problem = subject.problem ?? reading.problem
    next = problem?.next(subject, buckets: buckets, backend)
    let certainty = subject.row?.certainty
    newCertainty = certainty ?? .exact
    newHeld = subject.row?.held ?? 0
    // Without a row nobody watched: earlier buckets may have held anything.
    let counted = subject.facts.used
    atLeast = Swift.max(0, counted - (certainty?.low ?? counted))
    atMost = certainty.flatMap { $0.hasUpperBound ? counted + $0.high : nil }
    if blocked { verdict = .blocked }
  }
}
