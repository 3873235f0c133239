internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// The two connections of a run: one builds and holds the lock, the other watches it. Their locks
/// go with them, so that a crash leaves none behind.
final class MigrationSession {
  let context: OperationContext
  let options: MigrateOptions
  let report: (MigrateEvent) -> Void
  private(set) var builder: PostgresConnection
  private(set) var monitor: PostgresConnection
  /// The process of the builder, as the server knows it.
  private(set) var builderPID = 0
  private var systemIdentifier: String?
  private var current: [ServerProcess] = []
  /// Sessions of this run whose connections broke. Where nobody told the server, they stay.
  private var former: [ServerProcess] = []

  private struct ServerProcess {
    let pid: Int
    let start: String
  }

  init(
    _ context: OperationContext, _ options: MigrateOptions,
    report: @escaping (MigrateEvent) -> Void
  ) throws {
    self.context = context
    self.options = options
    self.report = report
    monitor = try context.barePostgres()
    builder = try context.barePostgres(beside: monitor)
    do {
      try prepare()
    } catch let error as PostgresError where error.isLoss {
      try reopen(after: error)
    }
  }

  func close() {
    builder.close()
    monitor.close()
  }

  /// From here on nothing is interrupted: for cleaning up.
  func ignoreInterrupt() {
    builder.interrupt = nil
    monitor.interrupt = nil
  }

  func heedInterrupt() {
    builder.interrupt = context.interrupt
    monitor.interrupt = context.interrupt
  }

  /// A further session that builds, beside the one that holds the lock.
  func helper() throws -> PostgresConnection {
    let connection = try context.barePostgres(beside: monitor)
    try configure(connection, name: "invitectl migrate (helper)")
    return connection
  }

  private func prepare() throws {
    // Two connections that share a process would be a pooler's, and refused before.
    builderPID = builder.facts?.pid ?? 0
    try configure(builder, name: "invitectl migrate")
    try configureMonitor(monitor)
    current = try [builder, monitor].map { connection in
      let row = try connection.queryAsLogin(
        SessionQueries.process, [], deadline: context.requestDeadline
      ).only()
      return ServerProcess(pid: try row.int("pid"), start: try row.string("start"))
    }
    let identity = try monitor.query(SessionQueries.identity, deadline: context.requestDeadline)
      .only()
    let system = try identity.string("system")
    if let known = systemIdentifier, known != system {
      throw Failure(
        .error, tr("the server that answers now is not the one this run began with"),
        hint: tr("see where the database URL leads, then run the same command again"))
    }
    systemIdentifier = system
  }

  private func configure(_ connection: PostgresConnection, name: String) throws {
    let deadline = context.requestDeadline
    try connection.execute(SessionQueries.noTimeouts, [name], deadline: deadline)
    if let memory = options.maintenanceWorkMem {
      try set("maintenance_work_mem", memory, connection)
    }
    if let workers = options.parallelWorkers {
      try set("max_parallel_maintenance_workers", String(workers), connection)
    }
    for row in try connection.query(SessionQueries.remainingTimeouts, deadline: deadline) {
      let (name, setting) = (try row.string("name"), try row.string("setting"))
      throw Failure(
        .error, tr("\(name) is \(setting) and cannot be switched off here"),
        hint: tr(
          "a timeout in the middle of a build leaves an invalid index; connect directly, as a "
            + "role without it"))
    }
  }

  /// How long the monitor may be silent before the server ends it, and for how long a session that
  /// is abandoned is let be. The builder has no such limit: nothing may end a build.
  var idleLimit: Duration { RunLock.idleLimit(timeout: context.configuration.timeout) }

  /// The monitor asks all the time, so that its end shows that this process is stopped or gone.
  private func configureMonitor(_ connection: PostgresConnection) throws {
    try configure(connection, name: "invitectl migrate (watch)")
    try connection.execute(
      SessionQueries.setConfig, ["idle_session_timeout", String(Int(idleLimit.seconds * 1000))],
      deadline: context.requestDeadline)
  }

  /// Pauses, while the monitor goes on to show that this run is there.
  ///
  /// - Returns: whether the whole time passed, that is, no signal came.
  func pause(_ duration: Duration) -> Bool {
    let end = Deadline.after(duration)
    while let left = end.remaining, left > .zero {
      guard SocketWait.pause(min(left, idleLimit / 6), interrupt: context.interrupt) else {
        return false
      }
      let answer = try? monitor.query(SessionQueries.pid, deadline: context.requestDeadline)
      if answer == nil, !monitor.isUsable { try? reopenMonitor() }
    }
    return true
  }

  private func set(_ name: String, _ value: String, _ connection: PostgresConnection) throws {
    do {
      try connection.execute(
        SessionQueries.setConfig, [name, value], deadline: context.requestDeadline)
    } catch {
      guard error.sqlState?.class == .dataException else { throw error }
      throw Failure(
        .usage, tr("'\(value)' is no value for \(name)"), hint: tr("write it like 256MB, or 2"))
    }
  }

  // MARK: - A server that went away

  /// Connects anew, with growing pauses, and takes the lock again. The old sessions may live on as
  /// orphans: the lock is theirs until they end.
  func reopen(after error: PostgresError) throws {
    close()
    former += current
    current = []
    report(.reconnecting("\(error)"))
    let limit = Deadline.after(options.reconnectWait)
    var backoff = Backoff()
    while true {
      guard SocketWait.pause(backoff.pause(), interrupt: context.interrupt) else {
        throw Failure(.interrupted, tr("stopped while connecting again"))
      }
      do {
        monitor = try context.barePostgres()
        builder = try context.barePostgres(beside: monitor)
        try prepare()
        return
      } catch let failure as Failure {
        guard failure.isWorthWaiting, !limit.hasPassed else { throw failure }
      } catch let error as PostgresError {
        guard error.isConnectionGone || error.sqlState?.class == .operatorIntervention,
          !limit.hasPassed
        else { throw error }
      }
    }
  }

  /// Whether a process was this run's own before its connection broke.
  func isFormer(_ pid: Int) -> Bool { former.contains { $0.pid == pid } }

  /// Ends what is left of this run's broken connections, once it has nothing to do: a reset that
  /// only this side saw would let it hold its locks for hours.
  func terminateAbandoned() throws {
    for process in former {
      _ = try monitor.queryAsLogin(
        SessionQueries.endIdle, [String(process.pid), process.start],
        deadline: context.requestDeadline)
    }
  }

  /// The monitor alone may be lost too; the build does not need it.
  func reopenMonitor() throws {
    monitor.close()
    let connection = try context.barePostgres()
    try configureMonitor(connection)
    monitor = connection
    former += current.dropFirst()
    current = Array(current.prefix(1))
    try terminateAbandoned()
    _ = try MigrationLock(session: self).takeWatch()
  }
}

extension PostgresError {
  /// Whether the session is lost with this error, other than by a signal to this process.
  var isLoss: Bool {
    // With these the server ends the session, whether its answer came before the end or not.
    let endsSession = sqlState == .adminShutdown || sqlState == .crashShutdown
    return !isInterruption && (isConnectionGone || endsSession)
  }
}

extension Failure {
  /// Whether a connection that failed so may succeed after a while, when it has before.
  fileprivate var isWorthWaiting: Bool {
    kind == .transient || (kind == .error && isAboutConnection)
  }
}
