internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Codes that the database has changed: increments, edits, new rows. Nobody names those, so the server
/// is asked now and then which rows differ from what `redeem_sync` remembers; only their ids travel.
///
/// Of each row only the transaction that wrote it last is looked at, unless that one may have ended
/// since the last time: a read of the table from one end to the other, and nothing more.
struct FollowRows {
  /// Of one core of the server, where nothing else is asked for.
  static let share = 0.01
  private static let least = Duration.seconds(5)
  /// The same where rows were changed that are not named.
  private static let hurried = Duration.seconds(1)
  /// The server is given this long for one look: it is one step, and a watchdog of a minute wants a sign of it.
  private static let limit = Duration.seconds(40)
  /// Beyond so many, all codes are better gone through.
  private static let most = 20_000

  private let servers: SyncConnections
  private let every: Duration?
  private var horizon = ""
  private var isNarrowed = true
  private var next: ContinuousClock.Instant
  /// When the last look ended, and how long it took.
  private var last: (end: ContinuousClock.Instant, took: Duration)

  /// What is committed from now on will be found.
  init(_ servers: SyncConnections, every: Duration?) throws(Failure) {
    self.servers = servers
    self.every = every
    next = ContinuousClock.now + (every ?? Self.least)
    last = (.now, .zero)
    try begin()
  }

  /// Rows were changed that nobody has named: the next look comes before its time, and still takes no more
  /// than a tenth of a core, whoever says so and how often.
  mutating func hurry() {
    next = min(next, last.end + max(Self.hurried, last.took * 10))
  }

  func isDue(at now: ContinuousClock.Instant) -> Bool { now >= next }

  /// To be called before all codes are gone through: what was committed before, that finds.
  mutating func begin() throws(Failure) {
    do {
      horizon = try servers.writer.query(FollowQueries.horizon, deadline: servers.deadline)
        .only().string("horizon")
    } catch {
      throw Failure(error, doing: tr("see which transactions are open"))
    }
  }

  /// The codes that differ; `nil` when there are too many for one by one.
  mutating func read() throws(Failure) -> [Int]? {
    let began = ContinuousClock.now
    let found: (horizon: String, ids: [Int])
    do throws(PostgresError) {
      found = try ask()
    } catch {
      // The system columns of a table may not be read by who was granted single columns of it.
      guard error.sqlState == .insufficientPrivilege, isNarrowed else {
        throw Failure(error, doing: tr("see which codes were changed"))
      }
      isNarrowed = false
      return try read()
    }
    let took = ContinuousClock.now - began
    last = (.now, took)
    next = ContinuousClock.now + (every ?? max(Self.least, took / Self.share))
    horizon = found.horizon
    return found.ids.count < Self.most ? found.ids : nil
  }

  private func ask() throws(PostgresError) -> (String, [Int]) {
    let milliseconds = String(Int(Self.limit.seconds * 1000))
    // The horizon comes first, so that nothing falls between this look and the next one.
    let answers = try servers.writer.pipeline(
      [
        PostgresStatement(FollowQueries.reading, [milliseconds]),
        PostgresStatement(FollowQueries.horizon),
        PostgresStatement(
          FollowQueries.changed(servers.writer.backend, isNarrowed: isNarrowed),
          [String(Self.most), isNarrowed ? horizon : nil]),
      ], deadline: .after(Self.limit + .seconds(5)))
    for answer in answers.dropLast() { _ = try answer.get() }
    let horizon = try answers[1].get().only().string("horizon")
    var ids: [Int] = []
    for row in try answers[2].get() { ids.append(try row.int("id")) }
    return (horizon, ids)
  }
}
