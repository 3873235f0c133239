internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient
internal import Telemetry

/// The connections of one sync, or of one lane of it, and what it knows of the servers.
///
/// None of them watches the interrupt: what has begun is finished, within deadlines, and between
/// two steps ``checkInterrupt()`` asks.
final class SyncConnections {
  let context: OperationContext
  /// Reads ahead while the other writes.
  let scanner: PostgresConnection
  /// It holds the advisory lock, so that a run which lost the lock cannot write.
  let writer: PostgresConnection
  let redis: RedisConnection
  /// The Redis that this run is about: no other is read or written.
  private(set) var server: BucketServer
  /// The Redis clock when the run began, milliseconds since 1970.
  private(set) var began: Int
  /// The process of PostgreSQL that serves both sessions, as ``SyncQueries/planner(_:)`` names it.
  private(set) var postmaster = ""
  /// Whether triggers or rules of others may change what is written to the codes. Asked once in a
  /// run: one that is made meanwhile is met by the next, or by ``meetTables()``.
  private(set) var isWatched = false
  /// The history that this Redis goes on from, if it does; known with ``incarnation()``.
  private(set) var history: SyncHistory?
  private var former: ServerStanding.Former?
  let dryRun: Bool
  /// Told of each step that came to its end, for whoever wants signs of life.
  var progress: () -> Void = {}
  private var knownIncarnation: Int?
  private var lock: RunLock?
  /// As ``FollowQueries/shape(_:)`` told of them first.
  var shape: Int?

  /// - Parameter scanner: a session that has looked at the database; `nil` to open one.
  init(
    _ context: OperationContext, dryRun: Bool, scanner: PostgresConnection? = nil
  ) throws(Failure) {
    self.context = context
    self.dryRun = dryRun
    let span = OpenSpan()
    let (sessions, bucket) = Threads.both {
      Result { () throws(Failure) in
        let first = if let scanner { scanner } else { try context.postgres() }
        return (first, try context.postgres(beside: first))
      }
    } _: {
      span.around { Result { () throws(Failure) in try context.redis(.bucket) } }
    }
    (self.scanner, writer) = try sessions.get()
    redis = try bucket.get()
    self.scanner.interrupt = nil
    writer.interrupt = nil
    redis.interrupt = nil
    server = BucketServer("")
    began = 0
    postmaster = try prepareSessions()
    let standing = try self.standing()
    if let refusal = standing.server.refusal { throw refusal }
    (server, began, former) = (standing.server, standing.now, standing.former)
  }

  /// Those of one more lane.
  ///
  /// - Throws: a transient failure when they came to other servers than those of the run.
  init(
    _ sessions: (scanner: PostgresConnection, writer: PostgresConnection), _ redis: RedisConnection,
    of run: SyncRun, _ context: OperationContext
  ) throws(Failure) {
    self.context = context
    dryRun = false
    (scanner, writer, self.redis) = (sessions.scanner, sessions.writer, redis)
    (server, began) = (run.server, run.began)
    (knownIncarnation, history) = (run.incarnation, run.history)
    scanner.interrupt = nil
    writer.interrupt = nil
    redis.interrupt = nil
    postmaster = try prepareSessions()
    guard postmaster == run.postmaster else { throw Self.scattered }
    try check(standing().server.name)
  }

  /// What a lane has to know of the run; its lock is shared from now on.
  ///
  /// - Returns: `nil` where it can have no lanes.
  func share() throws(Failure) -> SyncRun? {
    guard let facts = writer.facts, let holder = try lock?.share() else { return nil }
    return SyncRun(
      server: server, began: began, incarnation: try incarnation(), history: history,
      postmaster: postmaster, facts: facts, holder: holder)
  }

  /// Takes the lock beside the session that began the run.
  ///
  /// - Returns: whether this lane may write.
  func join(_ holder: RunLock.Holder) throws(Failure) -> Bool {
    let command = AdvisoryLock.sync.command
    let lock = RunLock(.sync, command: command, as: "\(command) --jobs", on: writer, context)
    guard try lock.join(holder) else { return false }
    self.lock = lock
    return true
  }

  /// Each session by itself: with several hosts in the URL, or behind a name that moves, they may
  /// have come to different servers.
  private func prepareSessions() throws(Failure) -> String {
    var servers: Set<String> = []
    do {
      for connection in [scanner, writer] {
        let row = try connection.query(
          SyncQueries.planner(connection.backend), deadline: context.requestDeadline
        ).only()
        if try row.bool("standby") {
          throw Failure(
            .error, tr("\(connection.target) is a standby of PostgreSQL"),
            hint: tr("point the database URL at the primary"),
            reason: Requirement.postgresPrimary.rawValue)
        }
        isWatched = try row.bool("watched")
        servers.insert(try row.string("server"))
      }
    } catch {
      throw Failure(of: error, doing: tr("prepare the sessions"))
    }
    guard servers.count == 1, let server = servers.first else { throw Self.scattered }
    return server
  }

  private static let scattered = Failure(
    .transient, tr("the sessions of this run came to different servers of PostgreSQL"),
    hint: tr("run the same command again when the failover is over; nothing is half done"))

  var deadline: Deadline { context.requestDeadline }

  /// Whether a signal came.
  var isInterrupted: Bool { context.interrupt?.isTriggered ?? false }

  /// - Throws: ``Failure/Kind/interrupted`` when a signal came.
  func checkInterrupt() throws(Failure) {
    if isInterrupted {
      throw Failure(
        .interrupted, tr("stopped between two steps; nothing is half done"),
        hint: tr("run the same command again; it goes on where this one left"))
    }
  }

  /// Takes ``AdvisoryLock/sync``.
  ///
  /// - Parameters:
  ///   - name: what the session calls itself, if that is not the command.
  ///   - waiting: told at each look that somebody has it.
  /// - Returns: `nil` when it is ours; see ``RunLock/take(_:wait:maxSkips:waiting:)``.
  func take(
    _ ifLocked: IfLocked, wait: Duration, maxSkips: Int, for command: String,
    as name: String? = nil, waiting: () -> Void = {}
  ) throws(Failure) -> RunLock.Skipped? {
    let lock = RunLock(.sync, command: command, as: name, on: writer, context)
    let skipped = try lock.take(ifLocked, wait: .after(wait), maxSkips: maxSkips) { _ in waiting() }
    if skipped == nil { self.lock = lock }
    return skipped
  }

  /// - Throws: when the lock is gone; see ``RunLock/keepAlive()``.
  func keepLock() throws(Failure) { try lock?.keepAlive() }

  /// Lets a run that waits for the lock have it, and waits until it is ours again.
  ///
  /// - Parameter waiting: told at each look that somebody has it.
  func lendLock(wait: Deadline, waiting: () -> Void) throws(Failure) {
    guard let lock else { return }
    try lock.release()
    // Whoever waits asks every 200 ms.
    SocketWait.pause(.milliseconds(400), interrupt: context.interrupt)
    _ = try lock.take(.wait, wait: wait, maxSkips: 0) { if $0 != nil { waiting() } }
  }

  /// Asks the server again who it is and what its clock says, for a run that goes on for long.
  ///
  /// - Throws: when it is another one than the run began with.
  func lookAgain() throws(Failure) {
    let (server, now) = try identifyServer()
    try check(server.name)
    began = now
  }

  /// Runs a script; before that it makes sure now and then that the lock is still there.
  func run(_ script: RedisScript, keys: [String] = [], arguments: [any RedisArgument] = [])
    throws(Failure) -> [RedisValue]
  {
    try keepLock()
    do {
      return try redis.run(script, keys: keys, arguments: arguments, deadline: deadline).asArray()
    } catch {
      throw Failure(error, doing: tr("work on the buckets"))
    }
  }

  /// Who answers now, and the Redis clock in milliseconds.
  func identifyServer() throws(Failure) -> (server: BucketServer, now: Int) {
    let standing = try self.standing()
    return (standing.server, standing.now)
  }

  /// The same with what it says of its history, all of it at one instant.
  func standing() throws(Failure) -> ServerStanding {
    let reply = try run(SyncScripts.identify)
    return ServerStanding(
      server: BucketServer(try Self.text(reply, 0)), now: try Self.integer(reply, 1),
      offset: try Self.text(reply, 2), formerID: try Self.text(reply, 3),
      firstMissing: try Self.text(reply, 4))
  }

  /// Asks whether what a script answered is the word of the server that this run is about.
  ///
  /// - Parameter name: as the script gave it.
  func check(_ name: String) throws(Failure) {
    guard name != server.name else { return }
    throw BucketServer(name).refusal ?? BucketServer.changed
  }

  /// The number of the run's Redis process and replication history; 0 for one that a dry run sees
  /// first.
  func incarnation() throws(Failure) -> Int {
    if let knownIncarnation { return knownIncarnation }
    do {
      let sql = dryRun ? SyncQueries.findIncarnation : SyncQueries.addIncarnation
      // Once in a run, before its first commit.
      let id =
        try writer.query(sql, [server.runID, server.replicationID], deadline: deadline)
        .first?.int("id") ?? 0
      knownIncarnation = id
    } catch {
      throw Failure(error, doing: tr("record which Redis answers"))
    }
    if let former {
      history = try SyncHistory.look(former, incarnation: knownIncarnation ?? 0, self)
    }
    return knownIncarnation ?? 0
  }
}
