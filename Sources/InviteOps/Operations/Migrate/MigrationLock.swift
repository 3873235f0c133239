internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Takes ``AdvisoryLock/migrate`` on the builder and ``AdvisoryLock/migrateWatch`` on the monitor.
struct MigrationLock {
  let session: MigrationSession

  private var context: OperationContext { session.context }
  private var options: MigrateOptions { session.options }

  /// Polls until the lock is ours.
  ///
  /// A holder without a watch has lost its client: its build is waited for as long as it gets on,
  /// because starting another one would only queue up behind it. One that builds nothing any more
  /// is abandoned: its process is stopped, and its session is ended.
  ///
  /// - Throws: ``Failure/Kind/locked`` at the end of the wait.
  func take() throws {
    let limit = Deadline.after(options.lockWait)
    var watch = PhaseWatch(writerWait: options.writerWait, snapshotWait: options.snapshotWait)
    var orphan: Int?
    var isAttached = false
    var unwatched: (pid: Int, since: ContinuousClock.Instant)?
    while true {
      let answer = try session.builder.query(
        AdvisoryLockQueries.tryLock, Self.key(.migrate), deadline: context.requestDeadline
      ).only()
      if try answer.bool("held") {
        try confirm()
        return
      }
      guard let holder = try holder() else {
        // Released between the two looks.
        try pause(0.1)
        continue
      }
      try session.terminateAbandoned()
      if !holder.isOrphan {
        unwatched = nil
      } else if unwatched?.pid != holder.session.pid {
        unwatched = (holder.session.pid, .now)
      }
      if let unwatched, holder.build == nil, try endAbandoned(holder, since: unwatched.since) {
        try pause(0.1)
        continue
      }
      let isFormer = session.isFormer(holder.session.pid)
      let isOrphan = (holder.isOrphan || isFormer) && holder.build != nil
      if isOrphan, isFormer || orphan == holder.session.pid {
        if !isAttached { session.report(.note(Self.attachNote(holder))) }
        isAttached = true
        if try overdue(holder, &watch) { throw tooLong(holder) }
        session.report(.progress(Self.progress(holder)))
      } else {
        // One look is not enough: a live run has its two locks one after the other.
        orphan = isOrphan ? holder.session.pid : nil
        if options.ifLocked != .wait, !isOrphan { throw locked(holder) }
        session.report(.waitingForLock(holder, left: limit.remaining))
        if limit.hasPassed { throw locked(holder) }
      }
      try pause(isOrphan && !isAttached ? 0.3 : 1)
    }
  }

  /// The second lock; a predecessor's monitor may need a moment to go.
  func takeWatch() throws -> Bool {
    let limit = Deadline.after(.seconds(5))
    while !limit.hasPassed {
      let answer = try session.monitor.query(
        AdvisoryLockQueries.tryLock, Self.key(.migrateWatch), deadline: context.requestDeadline
      ).only()
      if try answer.bool("held") { return true }
      try session.terminateAbandoned()
      try pause(0.1)
    }
    return false
  }

  /// Makes sure that the lock is held, by the very session that will build.
  func confirm() throws {
    let seen = try session.monitor.query(
      AdvisoryLockQueries.holder, Self.key(.migrate), deadline: context.requestDeadline)
    guard let row = seen.first, try row.int("pid") == session.builderPID,
      try row.int("me") != session.builderPID,
      try session.builder.query(SessionQueries.pid, deadline: context.requestDeadline).only()
        .int("pid") == session.builderPID
    else {
      // Not to leave it with a session that goes back to a pool.
      for connection in [session.builder, session.monitor] {
        _ = try? connection.query(
          AdvisoryLockQueries.unlock, Self.key(.migrate), deadline: context.requestDeadline)
      }
      throw SessionLook.pooled
    }
    guard try takeWatch() else {
      throw Failure(
        .locked, tr("another session holds the lock of the watching connection"),
        hint: tr("SELECT pid FROM pg_locks WHERE classid = \(AdvisoryLock.classID) names it"))
    }
  }

  /// Ends the session of a run that has been without its watch, or idle without it, for the limit,
  /// and builds nothing.
  ///
  /// - Returns: whether it was ended.
  private func endAbandoned(
    _ holder: LockHolder, since: ContinuousClock.Instant
  ) throws(PostgresError) -> Bool {
    guard let holding = try holding(), holding.pid == holder.session.pid, !holding.isWatched,
      holding.isOurs == true, let start = holding.start, let still = holding.stillSeconds,
      still > session.idleLimit.seconds || ContinuousClock.now - since > session.idleLimit
    else { return false }
    do throws(PostgresError) {
      // A client that takes no answer in the middle of a statement, or idle with nothing to do.
      let (sql, parameters) =
        holding.isMidStatement
        ? (
          AdvisoryLockQueries.endDeaf,
          [String(holding.pid), start, String(session.idleLimit.seconds)]
        ) : (SessionQueries.endIdle, [String(holding.pid), start])
      let ended = try session.monitor.query(sql, parameters, deadline: context.requestDeadline)
      guard !ended.isEmpty else { return false }
    } catch {
      guard error.sqlState == .insufficientPrivilege else { throw error }
      return false
    }
    session.report(.note(tr("ended the session of a run that was stopped: \(holding.sentence)")))
    return true
  }

  private func holding() throws(PostgresError) -> LockHolding? {
    try LockHolding.all(session.monitor, deadline: context.requestDeadline)
      .first { $0.lock == .migrate }
  }

  private func holder() throws -> LockHolder? {
    try SnapshotReader.holder(
      session.monitor.query(
        MigrateQueries.holders, [String(AdvisoryLock.classID)], deadline: context.requestDeadline))
  }

  private func overdue(_ holder: LockHolder, _ watch: inout PhaseWatch) throws -> Bool {
    watch.overdue(holder.build?.phase, isBlocked: false) != nil
  }

  private func pause(_ seconds: Double) throws {
    guard SocketWait.pause(Backoff.jittered(seconds), interrupt: context.interrupt) else {
      throw Failure(.interrupted, tr("stopped while waiting for another run; nothing was changed"))
    }
  }

  private static func key(_ lock: AdvisoryLock) -> [String?] {
    [String(AdvisoryLock.classID), String(lock.rawValue)]
  }

  private static func attachNote(_ holder: LockHolder) -> String {
    tr(
      "a run that lost its client is still building \(holder.object ?? tr("an index")) "
        + "(pid \(holder.session.pid)); waiting for it instead of starting again")
  }

  private static func progress(_ holder: LockHolder) -> StepProgress {
    StepProgress(
      object: holder.object ?? tr("an index"), verb: .attached, sighting: holder.build,
      elapsed: .seconds(saturating: holder.session.seconds ?? 0), waitingFor: nil, rate: nil)
  }

  private func locked(_ holder: LockHolder) -> Failure {
    let holding = (try? self.holding()) ?? nil
    return Failure(
      .locked, holder.sentence,
      hint: holding?.remedy ?? tr("let it end, or wait longer with --lock-wait"),
      statements: holding?.statements ?? [])
  }

  private func tooLong(_ holder: LockHolder) -> Failure {
    Failure(
      .transient,
      tr(
        "the build of \(holder.object ?? tr("an index")) that a run left behind is waiting for others for "
          + "too long: \(holder.build?.phase?.rawValue ?? "") (pid \(holder.session.pid))"),
      hint: tr("end the sessions that 'invitectl migrate status' names, or cancel it in psql:"),
      statements: ["\(RowQueries.cancelStatement(holder.session.pid));"])
  }
}
