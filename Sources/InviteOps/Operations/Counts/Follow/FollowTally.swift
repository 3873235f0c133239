internal import ClientSupport
internal import Glibc
internal import InviteDomain

/// What a follower has done since it began, and how far behind it is; what is kept of it in `run_log`.
struct FollowTally {
  /// Why all codes were gone through.
  enum FullPass: String, CaseIterable {
    /// The follower began.
    case start
    /// `--full-every` was over.
    case timer
    /// Names may have been lost: a connection was, or the server's way between two of them.
    case feed
    /// A database of the server was emptied.
    case flush
    /// Another Redis answers: a restart or a failover.
    case server
    /// The database changed more codes at once than are looked at one by one.
    case rows
    /// `doctor` has seen that backends do not keep to what the counts rest on, or that they do again.
    case contract
  }

  /// Seconds since 1970 by this machine's clock.
  let since = FollowTally.wallClock()
  private(set) var ticks = 0
  private(set) var named = 0
  private(set) var rowReads = 0
  /// Whether it hears of changed rows by the row feed.
  var hasRowFeed = false
  /// Rows that the row feed has told.
  private(set) var rowNotices = 0
  private(set) var lent = 0
  private(set) var feedBreaks = 0
  private(set) var fullPasses: [FullPass: Int] = [:]
  /// How long the oldest change of a bucket has waited that is not synced, or since when it is not known
  /// that there is none.
  private(set) var behind = Duration.zero
  /// The worst of it since the row began.
  private(set) var worst = Duration.zero
  /// Since the row began.
  private var sums = SyncOutcome()
  /// Since the follower began.
  private(set) var scanned = 0
  private(set) var changed = 0

  private static func wallClock() -> Int { Int(time(nil)) }

  /// A row of `run_log` begins.
  mutating func beginRow() {
    sums = SyncOutcome()
    worst = behind
  }

  mutating func tick(named count: Int) {
    ticks += 1
    named += count
  }

  mutating func readRows() { rowReads += 1 }
  mutating func hear(_ told: Int) { rowNotices += told }
  mutating func lend() { lent += 1 }
  mutating func breakFeed() { feedBreaks += 1 }
  mutating func finish(_ reason: FullPass) { fullPasses[reason, default: 0] += 1 }

  /// How far the history of Redis was when all codes had been gone through; the row that is open has it.
  mutating func note(_ seen: SeenNote?) { sums.seen = seen }

  mutating func isBehind(_ time: Duration) {
    behind = time
    worst = max(worst, time)
  }

  mutating func add(_ outcome: SyncOutcome) {
    scanned += outcome.scanned
    changed += outcome.changed
    sums.scanned += outcome.scanned
    sums.changed += outcome.changed
    sums.usesAdded += outcome.usesAdded
    sums.usesRemoved += outcome.usesRemoved
    sums.tokensAdded += outcome.tokensAdded
    sums.tokensRemoved += outcome.tokensRemoved
    sums.rolledForward += outcome.rolledForward
    sums.newlyUncertain += outcome.newlyUncertain
  }

  /// How often something came to its end: a turn, or a pass over all codes.
  var steps: Int { ticks + fullPasses.values.reduce(0, +) }

  /// How many codes were changed since the row began.
  var changedInRow: Int { sums.changed }

  /// What the row says, a JSON object.
  ///
  /// - Parameters:
  ///   - isWhole: whether every change until now is in: otherwise the row is no sign that the counts
  ///     are well.
  ///   - isOver: whether the follower ends with it.
  func detail(isWhole: Bool, isOver: Bool) -> String {
    let passes = FullPass.allCases.map { "\"\($0.rawValue)\":\(fullPasses[$0] ?? 0)" }
      .joined(separator: ",")
    let rows =
      "\"row_reads\":\(rowReads),\"row_feed\":\(hasRowFeed),\"row_notices\":\(rowNotices)"
    let follow =
      "{\"since\":\(since),\"reported\":\(Self.wallClock()),\"ticks\":\(ticks),\"named\":\(named),"
      + "\(rows),\"lent\":\(lent),\"feed_breaks\":\(feedBreaks),"
      + "\"behind_ms\":\(Self.milliseconds(behind)),\"worst_ms\":\(Self.milliseconds(worst)),"
      + "\"full_passes\":{\(passes)},\"over\":\(isOver)}"
    // A sum of many looks has no place where the next run goes on.
    let extent = isWhole ? "" : ",\"extent\":\"follow\""
    return "\(sums.logDetail.dropLast())\(extent),\"follow\":\(follow)}"
  }

  private static func milliseconds(_ duration: Duration) -> Int { Int(duration.seconds * 1000) }
}
