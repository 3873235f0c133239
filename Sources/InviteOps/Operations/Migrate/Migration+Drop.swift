internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension Migration {
  /// Drops an index concurrently. A drop that is broken off turns a good index invalid, so it is
  /// given as long as a build's waiting.
  func drop(_ index: PerformanceIndex) throws {
    try journal(index, .drop, pid: session.builderPID)
    let start = ContinuousClock.now
    var watch = PhaseWatch(writerWait: options.writerWait, snapshotWait: options.writerWait)
    do {
      try session.builder.start(
        index.dropStatement(in: session.builder.backend), deadline: context.requestDeadline)
      waiting: while true {
        switch try session.builder.poll(until: .after(options.tick)) {
        case .finished:
          _ = try session.builder.finish(deadline: context.requestDeadline)
          break waiting
        case .interrupted: throw PostgresError.interrupted(.cancelled)
        case .running:
          guard let view = try self.watch(session.builderPID) else { continue }
          session.report(
            .progress(
              StepProgress(
                object: index.name, verb: .dropping, sighting: nil,
                elapsed: start.duration(to: .now), waitingFor: view.blocker, rate: nil)))
          if let wait = watch.overdue(nil, isBlocked: view.isBlocked) {
            throw Self.overdue(tr("dropping \(index.name)"), wait, view.blocker)
          }
        }
      }
    } catch {
      try giveUpDrop(index, error)
    }
    try forget(index)
  }

  private func giveUpDrop(_ index: PerformanceIndex, _ cause: any Error) throws {
    if let error = cause as? PostgresError, error.isConnectionGone, !error.isInterruption {
      throw error
    }
    session.ignoreInterrupt()
    if session.builder.isRunning {
      _ = try? session.builder.cancelRunning(bound: options.cleanupWait)
    }
    let remains = (try? self.remains(of: index)) ?? .unknown
    if remains == .nothing, (try? snapshot().state(of: index)) == .absent { return }
    let tail =
      remains == .nothing ? tr("it is as it was") : tr("drop incomplete: it is marked invalid")
    let hint =
      tr("run the same command again, or 'invitectl migrate repair', when nobody is in the way")
    if let error = cause as? PostgresError {
      if error.isInterruption {
        throw Failure(.interrupted, tr("stopped while dropping \(index.name); \(tail)"), hint: hint)
      }
      let failure = Failure(error, doing: tr("drop \(index.name)"))
      throw failure.adding(tail, hint: hint)
    }
    guard let failure = cause as? Failure else { throw cause }
    // Who is in the way, and what ends that, is said first.
    throw Failure(
      remains == .nothing ? failure.kind : .debris, tr("\(failure.message); \(tail)"),
      hint: failure.hint.map { tr("\($0), or 'invitectl migrate repair'") } ?? hint,
      statements: failure.statements)
  }

  /// Waits for a drop that another session is at.
  func awaitDrop(_ index: PerformanceIndex, pid: Int) throws {
    let start = ContinuousClock.now
    let limit = Deadline.after(options.writerWait)
    while case .dropping(let current?) = try snapshot().state(of: index) {
      let view = try watch(current)
      session.report(
        .progress(
          StepProgress(
            object: index.name, verb: .awaitingDrop, sighting: nil,
            elapsed: start.duration(to: .now), waitingFor: view?.blocker, rate: nil)))
      guard !limit.hasPassed else {
        let late = tr("pid \(current) has been dropping \(index.name) for too long")
        throw Failure(
          .locked, view?.blocker.map { tr("\(late): it waits for \($0.sentence)") } ?? late,
          hint: view?.blocker?.remedy
            ?? tr("see what it waits for with 'invitectl migrate status'"),
          statements: view?.blocker?.statements ?? [])
      }
      try pauseForOthers()
    }
  }

  /// Waits for a build that another session is at, as long as it gets on.
  func attach(
    _ index: PerformanceIndex, _ first: IndexBuildProgress, _ snapshot: MigrationSnapshot
  ) throws {
    let start = ContinuousClock.now
    var watch = PhaseWatch(writerWait: options.writerWait, snapshotWait: options.snapshotWait)
    session.report(
      .note(tr("pid \(first.pid) is building \(index.name) already; waiting for it")))
    while case .building(let sighting) = try self.snapshot().state(of: index) {
      let view = try self.watch(sighting.pid)
      session.report(
        .progress(
          StepProgress(
            object: index.name, verb: .attached, sighting: view?.sighting ?? sighting,
            elapsed: start.duration(to: .now), waitingFor: view?.blocker, rate: nil)))
      if options.ifLocked != .wait {
        throw Failure(.locked, tr("pid \(sighting.pid) is building \(index.name)"))
      }
      if watch.overdue(sighting.phase, isBlocked: view?.isBlocked == true) != nil {
        let late = tr(
          "pid \(sighting.pid) is building \(index.name) and waits for others for too long")
        throw Failure(
          .locked, view?.blocker.map { tr("\(late): \($0.sentence)") } ?? late,
          hint:
            tr(
              "\(view?.blocker?.remedy ?? tr("end that transaction")), or the last one cancels the build"
            ),
          statements: (view?.blocker?.statements ?? [])
            + ["\(RowQueries.cancelStatement(sighting.pid));"])
      }
      try pauseForOthers()
    }
  }

  private func pauseForOthers() throws {
    guard SocketWait.pause(options.tick, interrupt: context.interrupt) else {
      throw Failure(
        .interrupted, tr("stopped while waiting for another session; nothing was changed"))
    }
  }
}
