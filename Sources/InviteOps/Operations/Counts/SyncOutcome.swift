public import CountProtocol
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// What `sync-counts` did, or with `dryRun` would do.
public struct SyncOutcome: Sendable, Encodable {
  /// One code that was changed.
  public struct Change: Sendable, Encodable {
    let id: Int
    public let code: String
    public let why: SyncCause
    /// Added to used_count.
    public let delta: Int
    public let usedCount: Int
    public let maxUses: Int
    /// Added to the bucket.
    public let pushed: Int
    public let state: Certainty.State
    public let usedAtLeast: Int
    /// `nil` where no bound is known.
    public let usedAtMost: Int?
    public let held: Int

    private enum CodingKeys: String, CodingKey {
      case code, why, delta, usedCount, maxUses, pushed, state, usedAtLeast, usedAtMost, held
    }
  }

  /// One code that was left alone, and why.
  public struct Trouble: Sendable, Encodable {
    let id: Int
    public let code: String
    public let problem: SyncProblem
    /// What to type next; `nil` where the next run tries again by itself, or ``finding`` says it.
    public let next: String?
    /// What is in the way, where it is the database.
    public let finding: RowFinding?

    private enum CodingKeys: String, CodingKey { case code, problem, next, finding }
  }

  public var dryRun = false
  /// Whether every code was looked at.
  public var complete = true
  /// Another run holds the lock, and this one did nothing.
  public var skipped = false
  /// Who holds it.
  public var lockHolder: String?
  public var scanned = 0
  public var changed = 0
  /// Takes and refunds brought to Postgres.
  public var usesAdded = 0
  public var usesRemoved = 0
  /// Tokens brought to Redis.
  public var tokensAdded = 0
  public var tokensRemoved = 0
  /// Intents of earlier runs that were brought to their end.
  public var rolledForward = 0
  /// How many codes were changed for which reason.
  public var causes: [String: Int] = [:]
  /// The first changes, in the order in which codes are gone through; ``changed`` counts all.
  public var changes: [Change] = []
  /// How many codes became less than exact in this run.
  public var newlyUncertain = 0
  public var problems: [Trouble] = []
  public var seconds = 0.0
  /// What the counts take backends to do, and they do not; `nil` where nothing of it mattered.
  public private(set) var breaches: [ContractBreach]?
  /// `false` where no count may be called exact, whatever was counted: ``breaches`` say why. `nil` otherwise.
  public private(set) var exact: Bool?
  /// What each side says, where nothing is moved between them; `nil` where it is.
  public var comparison: CountComparison?
  /// The ids among ``problems``.
  private(set) var troubled: Set<Int> = []
  /// Where the buckets are, for what is to be typed.
  var buckets: RedisEndpoint?
  /// Where the codes are, for the same.
  var backend = BackendSchema.standard
  /// How many lanes looked at codes.
  private(set) var lanes = 1
  /// The id behind which the run began; the codes up to it come last.
  var begin = Int.min
  /// The last code looked at, where the next run goes on.
  var resumeAfter: Int?
  /// How far the server's history was when all codes had been gone over.
  var seen: SeenNote?

  /// More than these are only counted, so that memory does not grow with the codes.
  static let changesShown = 1000

  private enum CodingKeys: String, CodingKey {
    case dryRun, complete, skipped, lockHolder, scanned, changed, usesAdded, usesRemoved,
      tokensAdded
    case tokensRemoved, rolledForward, causes, changes, newlyUncertain, problems, seconds
    case breaches, exact, comparison
  }

  public init() {}

  /// Why this outcome is no full success, if it is none.
  public var failure: Failure? {
    if let comparison { return comparison.failure }
    if !problems.isEmpty {
      return Failure(
        .partial, tr("\(problems.count) of \(CountText.of(scanned, "code")) could not be synced"),
        hint: tr("each is named above, with what to do about it"))
    }
    if !complete, !skipped {
      return Failure(
        .transient, tr("stopped at --max-runtime after \(scanned) codes; nothing is half done"),
        hint: tr("the next run goes on from there"))
    }
    return nil
  }

  var logDetail: String {
    let resume = resumeAfter.map { ",\"resume_after\":\($0)" } ?? ""
    let note = seen.map { ",\"seen\":\($0.json)" } ?? ""
    let several = lanes > 1 ? ",\"lanes\":\(lanes)" : ""
    return "{\"scanned\":\(scanned),\"uses_added\":\(usesAdded),\"uses_removed\":\(usesRemoved),"
      + "\"tokens_added\":\(tokensAdded),\"tokens_removed\":\(tokensRemoved),"
      + "\"rolled_forward\":\(rolledForward),\"newly_uncertain\":\(newlyUncertain)"
      + "\(several)\(resume)\(note)}"
  }

  mutating func name(_ breaches: [ContractBreach]) {
    guard !breaches.isEmpty else { return }
    self.breaches = (self.breaches ?? []) + breaches
    exact = ContractBreach.exact(self.breaches)
  }

  mutating func trouble(_ subject: CodeRecord, _ problem: SyncProblem) {
    guard troubled.insert(subject.id).inserted else { return }
    problems.append(
      Trouble(
        id: subject.id, code: subject.code, problem: problem,
        next: buckets.flatMap { problem.next(subject, buckets: $0, backend) }, finding: nil))
  }

  mutating func trouble(
    _ id: Int, _ code: String, _ problem: SyncProblem, _ finding: RowFinding? = nil
  ) {
    guard troubled.insert(id).inserted else { return }
    problems.append(
      Trouble(id: id, code: code, problem: problem, next: nil, finding: finding))
  }

  mutating func note(_ write: SyncWrite, _ id: Int, code: String, before: SyncRow?) {
    changed += 1
    usesAdded += max(0, write.delta)
    usesRemoved += max(0, -write.delta)
    let pushed = write.row.pending?.add ?? 0
    tokensAdded += max(0, pushed)
    tokensRemoved += max(0, -pushed)
    causes[write.cause.rawValue, default: 0] += 1
    if write.row.certainty != .exact, write.row.certainty != before?.certainty {
      newlyUncertain += 1
    }
    let row = write.row
    show(
      Change(
        id: id, code: code, why: write.cause, delta: write.delta, usedCount: row.usedAfter,
        maxUses: row.maxAfter, pushed: pushed, state: row.certainty.state,
        usedAtLeast: max(0, row.usedAfter - row.certainty.low),
        usedAtMost: row.certainty.hasUpperBound ? row.usedAfter + row.certainty.high : nil,
        held: row.held))
  }

  /// Whether a run that began behind an id comes to the first of two codes before the other.
  private static func isBefore(_ id: Int, _ other: Int, from begin: Int) -> Bool {
    (id > begin) == (other > begin) ? id < other : id > begin
  }

  /// Mostly it comes behind all others.
  private mutating func show(_ change: Change) {
    let place = (changes.lastIndex { !Self.isBefore(change.id, $0.id, from: begin) } ?? -1) + 1
    guard place < Self.changesShown else { return }
    changes.insert(change, at: place)
    if changes.count > Self.changesShown { changes.removeLast() }
  }

  /// Has codes that were left alone in the order of ``changes``.
  mutating func sortProblems() {
    problems.sort { [begin] in Self.isBefore($0.id, $1.id, from: begin) }
  }

  /// Adds what another lane did.
  mutating func merge(_ lane: SyncOutcome) {
    complete = complete && lane.complete
    if lane.scanned > 0 { lanes += 1 }
    scanned += lane.scanned
    changed += lane.changed
    usesAdded += lane.usesAdded
    usesRemoved += lane.usesRemoved
    tokensAdded += lane.tokensAdded
    tokensRemoved += lane.tokensRemoved
    rolledForward += lane.rolledForward
    causes.merge(lane.causes, uniquingKeysWith: +)
    for change in lane.changes { show(change) }
    newlyUncertain += lane.newlyUncertain
    problems += lane.problems
    troubled.formUnion(lane.troubled)
  }
}
