internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// A session that holds one of invitectl's advisory locks, as far as this role may see it.
struct LockHolding: Sendable, Equatable {
  let lock: AdvisoryLock
  let pid: Int
  let role: String?
  /// `nil`, like the rest, for a session of another role without pg_read_all_stats.
  let application: String?
  /// `nil` for a Unix socket as well.
  let address: String?
  /// As in pg_stat_activity, e.g. `idle`.
  let state: String?
  /// When the server process began, exactly, which tells it from a later one of the same number.
  let start: String?
  /// When the session began, RFC 3339. The server does not say when a lock was taken.
  let since: String?
  /// For how many seconds the session has been open.
  let heldSeconds: Double?
  /// For how many seconds it has been in its state.
  let stillSeconds: Double?
  /// Whether it waits for its client in the middle of a statement.
  let isMidStatement: Bool
  /// Whether it builds indexes and a second session of the same run shows that its client is there.
  private(set) var isWatched = false

  /// All holders in this database.
  static func all(
    _ connection: PostgresConnection, deadline: Deadline
  ) throws(PostgresError) -> [LockHolding] {
    var found: [LockHolding] = []
    for row in try connection.query(
      AdvisoryLockQueries.holders, [String(AdvisoryLock.classID)], deadline: deadline)
    {
      if let holding = try LockHolding(row) { found.append(holding) }
    }
    guard found.contains(where: { $0.lock == .migrateWatch }) else { return found }
    for index in found.indices where found[index].lock == .migrate { found[index].isWatched = true }
    return found
  }

  /// `nil` for a number of the class that is none of invitectl's locks.
  init?(_ row: PostgresRow) throws(PostgresError) {
    guard let lock = AdvisoryLock(rawValue: Int32(clamping: try row.int("lock"))) else {
      return nil
    }
    self.lock = lock
    pid = try row.int("pid")
    role = try row.optionalString("role")
    application = try row.optionalString("application")
    address = try row.optionalString("address")
    state = try row.optionalString("state")
    start = try row.optionalString("start")
    since = try row.optionalString("since")
    heldSeconds = try row.optionalDouble("held")
    stillSeconds = try row.optionalDouble("still")
    isMidStatement = try row.optionalBool("mid_statement") ?? false
  }

  /// Whether it says that it is invitectl; `nil` where that is hidden from this role.
  var isOurs: Bool? {
    guard state != nil else { return nil }
    return application?.hasPrefix(RunLock.applicationPrefix) ?? false
  }

  /// Whether it calls itself a run of sync-counts that goes on for ever.
  var isFollower: Bool {
    application?.hasPrefix("\(RunLock.applicationPrefix) \(AdvisoryLock.sync.command) --follow ")
      ?? false
  }

  /// Whether it calls itself one more session of a run of sync-counts; see ``RunLock/share()``.
  var isLane: Bool {
    application?.hasPrefix("\(RunLock.applicationPrefix) \(AdvisoryLock.sync.command) --jobs ")
      ?? false
  }

  /// Whether it has done nothing for longer than a run that works ever does.
  var isIdleForLong: Bool {
    guard !isWatched, let stillSeconds, state?.hasPrefix("idle") == true || isMidStatement else {
      return false
    }
    return stillSeconds > Self.longIdle.seconds
  }

  /// Twice the usual time between two signs of life of a run.
  static let longIdle: Duration = .seconds(20)

  /// E.g. `pid 4711 (invitectl sync-counts [812], role invitehub, from 10.0.0.7, since
  /// 2026-11-28T10:00:00Z, idle for 3m 20s)`.
  var sentence: String {
    var parts: [String] = []
    if let application {
      parts.append(application.isEmpty ? tr("without an application name") : application)
    }
    if let role { parts.append(tr("role \(role)")) }
    // There is something before it: who may see the address sees the name, too.
    if let address, let last = parts.popLast() { parts.append(tr("\(last), from \(address)")) }
    if let since { parts.append(tr("since \(since)")) }
    let name = "pid \(pid)"
    guard let first = parts.first else { return tr("\(name) (\(activity))") }
    let before = parts.dropFirst().reduce(first) { tr("\($0), \($1)") }
    let all =
      stillness.map { tr("\(before), \(activity) for \($0)") } ?? tr("\(before), \(activity)")
    return tr("\(name) (\(all))")
  }

  private var activity: String {
    guard let state else { return tr("what it does is hidden from this role") }
    return isMidStatement ? tr("waiting for its client") : state
  }

  /// For how long it has been doing nothing.
  private var stillness: String? {
    guard let state, let stillSeconds, stillSeconds >= 1, state != "active" || isMidStatement else {
      return nil
    }
    return DurationText.format(.milliseconds(Int(clamping(stillSeconds) * 1000)))
  }

  private func clamping(_ seconds: Double) -> Double { min(max(0, seconds), 1e9) }

  /// What to do about it, where waiting is no answer; `nil` for a run that works. It speaks of
  /// ``statements`` as what stands below.
  var remedy: String? {
    switch isOurs {
    case false:
      return tr("it is no session of invitectl; the statement below ends it, in psql")
    case nil:
      return tr(
        "when nobody needs that session, the statement below ends it, in psql; "
          + "with pg_read_all_stats this role would see what it does")
    case true where isIdleForLong:
      return tr(
        "its process may be stopped: kill -CONT lets it go on; if not, the server ends its "
          + "session by itself, after a minute by default, or the statement below does, in psql")
    default: return nil
    }
  }

  /// What ends it, to be typed as it stands; none where there is no ``remedy``.
  var statements: [String] { remedy == nil ? [] : ["\(RowQueries.endSession(pid));"] }
}
