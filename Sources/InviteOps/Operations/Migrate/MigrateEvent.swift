internal import ClientSupport
public import InviteDomain

/// What happens during a run, for whoever shows it.
public enum MigrateEvent: Sendable, Equatable {
  /// Something a person should know once.
  case note(String)
  /// Another run holds the lock; `left` is how much longer this one waits.
  case waitingForLock(LockHolder, left: Duration?)
  case began(MigrationPlan.Step)
  /// Before it begins: on which of how many partitions it is.
  case part(PerformanceIndex, number: Int, of: Int)
  case progress(StepProgress)
  case ended(MigrationPlan.Step, took: Duration, bytes: Int?)
  /// A build or drop was broken off, and what it left is being removed.
  case cleaning(PerformanceIndex)
  case retrying(String, after: Duration)
  /// The server went away.
  case reconnecting(String)
}

/// How far a step is.
public struct StepProgress: Sendable, Equatable {
  /// What is done with ``object``.
  public enum Verb: Sendable { case building, dropping, awaitingDrop, attached }

  /// The index, or the table where it has no name yet.
  public let object: String
  public let verb: Verb
  /// `nil` for what has no progress view, such as a drop.
  public let sighting: IndexBuildProgress?
  public let elapsed: Duration
  /// The oldest session that it waits for.
  public let waitingFor: SessionSummary?

  /// Per second, in the unit of the phase; `nil` before anything is known.
  public let rate: Double?

  /// What is left by the pace so far; `nil` before a tenth is done, and while it only waits.
  public var remaining: Duration? {
    guard let sighting, sighting.phase?.isWaiting == false, sighting.fraction >= 0.1 else {
      return nil
    }
    return .seconds(saturating: elapsed.seconds * (1 / sighting.fraction - 1))
  }
}
