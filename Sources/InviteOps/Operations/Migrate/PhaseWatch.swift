internal import ClientSupport

/// Measures how long a statement has been waiting for others, by what it waits for.
struct PhaseWatch {
  enum Wait: Equatable {
    /// For the table or its writers, before any work is done.
    case writers
    case snapshots
    case nothing
  }

  let writerWait: Duration
  let snapshotWait: Duration
  private var current = Wait.nothing
  private var since = ContinuousClock.now

  init(writerWait: Duration, snapshotWait: Duration) {
    self.writerWait = writerWait
    self.snapshotWait = snapshotWait
  }

  /// Takes note of what is seen now.
  ///
  /// - Parameter isBlocked: whether the session waits for a lock.
  /// - Returns: what it has waited for too long; `nil` while there is time.
  mutating func overdue(
    _ phase: BuildPhase?, isBlocked: Bool, now: ContinuousClock.Instant = .now
  ) -> Wait? {
    let wait: Wait =
      switch phase {
      case .waitingForSnapshots, .waitingForReadersToMark, .waitingForReadersToDrop: .snapshots
      case .waitingForWriters, .waitingForValidation: .writers
      default: isBlocked ? .writers : .nothing
      }
    if wait != current { (current, since) = (wait, now) }
    let limit =
      switch wait {
      case .writers: writerWait
      case .snapshots: snapshotWait
      case .nothing: Duration.seconds(Int64.max / 4)
      }
    return since.duration(to: now) >= limit ? wait : nil
  }
}
