internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension Migration {
  /// One statement under way on a connection of its own.
  private struct Lane {
    let index: PerformanceIndex
    let connection: PostgresConnection
    let pid: Int
    let start = ContinuousClock.now
    var watch: PhaseWatch
    var isDone = false
    var lastSeen: IndexBuildProgress?
    var lastLook = ContinuousClock.now
  }

  /// Builds indexes of different tables side by side; the first on the session that holds the
  /// lock.
  func build(_ indexes: [PerformanceIndex], reindex: Bool) throws {
    var lanes: [Lane] = []
    for index in indexes {
      let connection = lanes.isEmpty ? session.builder : try session.helper()
      let pid =
        lanes.isEmpty
        ? session.builderPID
        : try connection.query(SessionQueries.pid, deadline: context.requestDeadline).only()
          .int("pid")
      try journal(index, reindex ? .reindex : .build, pid: pid)
      lanes.append(
        Lane(
          index: index, connection: connection, pid: pid,
          watch: PhaseWatch(writerWait: options.writerWait, snapshotWait: options.snapshotWait)))
    }
    do {
      for lane in lanes {
        try lane.connection.start(
          reindex
            ? lane.index.reindexStatement(in: lane.connection.backend)
            : lane.index.createStatement(in: lane.connection.backend),
          deadline: context.requestDeadline)
      }
      while let next = lanes.firstIndex(where: { !$0.isDone }) {
        try turn(&lanes, from: next, reindex: reindex)
      }
    } catch {
      try giveUp(lanes.filter { !$0.isDone }.map { ($0.index, $0.connection) }, error)
    }
  }

  /// One round over the lanes: finish those that have ended, look at the others.
  private func turn(_ lanes: inout [Lane], from first: Int, reindex: Bool) throws {
    let active = lanes.indices[first...].filter { !lanes[$0].isDone }
    for place in active {
      switch try lanes[place].connection.poll(until: .after(options.tick / active.count)) {
      case .finished:
        _ = try lanes[place].connection.finish(deadline: context.requestDeadline)
        lanes[place].isDone = true
        try forget(lanes[place].index)
        ended(
          reindex ? .reindex(lanes[place].index) : .build(lanes[place].index),
          since: lanes[place].start)
      case .interrupted: throw PostgresError.interrupted(.cancelled)
      case .running: try look(&lanes[place])
      }
    }
  }

  private func look(_ lane: inout Lane) throws {
    guard let view = try watch(lane.pid) else { return }
    let now = ContinuousClock.now
    session.report(
      .progress(
        StepProgress(
          object: lane.index.name, verb: .building, sighting: view.sighting,
          elapsed: lane.start.duration(to: now), waitingFor: view.blocker,
          rate: Self.rate(view.sighting, lane.lastSeen, lane.lastLook.duration(to: now)))))
    (lane.lastSeen, lane.lastLook) = (view.sighting, now)
    if let wait = lane.watch.overdue(view.sighting.phase, isBlocked: view.isBlocked) {
      throw Self.overdue(tr("building \(lane.index.name)"), wait, view.blocker)
    }
  }

  static func rate(
    _ now: IndexBuildProgress, _ before: IndexBuildProgress?, _ elapsed: Duration
  ) -> Double? {
    guard let before, before.phase == now.phase, now.done > before.done, elapsed > .zero else {
      return nil
    }
    return Double(now.done - before.done) / elapsed.seconds
  }

  static func overdue(
    _ action: String, _ wait: PhaseWatch.Wait, _ blocker: SessionSummary?
  ) -> Failure {
    let (message, option) =
      wait == .snapshots
      ? (tr("gave up \(action), waiting for old snapshots"), "--snapshot-wait")
      : (tr("gave up \(action), waiting for writers"), "--writer-wait")
    return Failure(
      .transient, blocker.map { tr("\(message): \($0.sentence)") } ?? message,
      hint: tr(
        "\(blocker?.remedy ?? tr("end that transaction")), or let it take longer with \(option); "
          + "then run this again"),
      statements: blocker?.statements ?? [])
  }

  // MARK: - Watching

  struct View {
    let sighting: IndexBuildProgress
    let blocker: SessionSummary?
    /// Whether it waits for a lock, also where nobody can tell whose.
    let isBlocked: Bool
  }

  /// What the session of a process is doing; `nil` when it is gone, or when the monitor has been
  /// lost and found again.
  func watch(_ pid: Int) throws -> View? {
    do throws(PostgresError) {
      let rows = try session.monitor.queryAsLogin(
        MigrateQueries.watch, [String(pid)], deadline: context.requestDeadline)
      guard let row = rows.first else { return nil }
      let blocker = try row.optionalInt("blocker").map { (pid) throws(PostgresError) in
        try SessionSummary(row, pid: pid)
      }
      let isWaiting = try row.optionalBool("waiting") == true
      return View(
        sighting: try SnapshotReader.sighting(row, pid: pid), blocker: blocker,
        isBlocked: isWaiting || blocker != nil)
    } catch {
      guard error.isConnectionGone, !error.isInterruption else { throw error }
      // The builder may be alive; if it is not, its own poll says so.
      try? session.reopenMonitor()
      return nil
    }
  }

  // MARK: - The journal of unfinished work

  func journal(_ index: PerformanceIndex, _ work: CatalogRelation.Work, pid: Int) throws {
    try session.monitor.execute(
      IndexWorkQueries.begin, [index.key, work.rawValue, String(pid)],
      deadline: context.requestDeadline)
  }

  func forget(_ index: PerformanceIndex) throws {
    try session.monitor.execute(
      IndexWorkQueries.end, [index.key], deadline: context.requestDeadline)
  }
}
