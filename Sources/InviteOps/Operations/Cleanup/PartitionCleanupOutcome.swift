public import InviteDomain
internal import Localization

/// What `cleanup-queue partitions` is asked to do.
public struct PartitionCleanupRequest: Sendable {
  /// Partitions that end longer ago than this. At least two days.
  public var olderThan: Duration
  /// Where every row is written before its partition is detached.
  public var archive: String?
  /// Whether detached partitions are dropped, too, once their archive is proved.
  public var drops = false
  /// Whether rows that somebody may still need keep no partition.
  public var takesNeeded = false
  /// How long one partition's locks are waited for.
  public var lockWait: Duration = .seconds(60)
  /// What to do when another cleanup runs on the same database.
  public var ifLocked = IfLocked.wait
  /// With ``IfLocked/skip``, how many runs in a row may be skipped before that is an error.
  public var maxSkips = SkippedRuns.defaultMaximum
  /// After this long no other partition is begun.
  public var maximumRuntime: Duration?

  public init(olderThan: Duration) { self.olderThan = olderThan }

  /// - Throws: ``Failure/Kind/usage`` for a request that would take what is in use.
  func validate(isDry: Bool) throws(Failure) {
    guard olderThan >= .seconds(2 * 86_400) else {
      throw Failure(
        .usage, tr("--older-than is \(DurationText.format(olderThan)), less than 2 days"),
        hint: tr("give at least 2d: invites of the last 24 hours hold their seats"))
    }
    guard isDry || archive != nil else {
      throw Failure(
        .usage, tr("without --archive there would be no way back"),
        hint: tr("name a directory: --archive DIR"))
    }
  }
}

/// What `cleanup-queue partitions` did, or would do.
public struct PartitionCleanupOutcome: Sendable, Encodable {
  public enum State: String, Sendable, Encodable {
    /// It would be archived and detached, and with `--drop` dropped: a dry run.
    case due
    /// An earlier run has archived and detached it; its archive would be proved once more, and it would
    /// be dropped: a dry run.
    case dueDrop = "due_drop"
    /// It is not to be taken; the reason is with it.
    case left
    /// Its rows are in the archive, and it is no partition any more.
    case detached
    /// The same, and the table is gone.
    case dropped
    /// DETACH CONCURRENTLY was begun, and waits for transactions that may still use it.
    case detaching
    /// It could not be taken; the reason is with it.
    case failed
  }

  public struct Partition: Sendable, Encodable {
    public let table: CleanupTable
    /// With its schema where that is another one than the table's.
    public let partition: String
    /// The end of its range, in UTC.
    public let until: String?
    public internal(set) var rows = 0
    public internal(set) var state = State.due
    public internal(set) var archive: String?
    public internal(set) var reason: String?
    /// What a person types next, where there is something.
    public internal(set) var next: String?
    /// SQL that ``next`` speaks of, as in ``Failure/statements``.
    public internal(set) var statements: [String] = []

    mutating func fail(_ failure: Failure) {
      state = .failed
      reason = failure.message
      next = failure.hint
      statements = failure.statements
    }
  }

  public let database: String
  public let cutoff: String
  /// Whether what is detached is dropped, too.
  public let drops: Bool
  public internal(set) var partitions: [Partition] = []
  public internal(set) var notes: [String] = []
  public internal(set) var stopped: CleanupOutcome.Stop?
  var lockHolder: String?
  /// What ended it after something was done.
  var broken: Failure?

  private enum CodingKeys: String, CodingKey {
    case database, cutoff, drops, partitions, notes, stopped
  }

  init(database: String, cutoff: String, drops: Bool) {
    self.database = database
    self.cutoff = cutoff
    self.drops = drops
  }

  public func count(_ states: State...) -> Int { partitions.count { states.contains($0.state) } }

  private static let again = tr("run the same command again")

  /// Why this outcome is no full success, if it is none.
  public var failure: Failure? {
    if let broken { return broken }
    if stopped == .interrupted {
      return Failure(
        .interrupted,
        tr("stopped after \(count(.detached, .dropped)) partitions; nothing is half done"),
        hint: tr("run the same command again to go on"))
    }
    let open = partitions.filter { $0.state == .failed || $0.state == .detaching }
    guard let first = open.first else { return nil }
    let done = count(.detached, .dropped) > 0
    return Failure(
      done ? .partial : .transient,
      tr(
        "\(CountText.of(open.count, "partition")) could not be taken: \(first.partition): "
          + "\(first.reason ?? "")"),
      hint: first.next.map { next in
        next.contains(Self.again) ? next : tr("\(next), or run the same command again")
      } ?? Self.again,
      statements: first.statements)
  }
}
