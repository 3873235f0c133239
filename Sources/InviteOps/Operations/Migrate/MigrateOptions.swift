public import InviteDomain

/// How `migrate` goes about it. Why the defaults are what they are: docs/decisions/0015.
public struct MigrateOptions: Sendable {
  /// What to do when another run holds the lock.
  public var ifLocked = IfLocked.wait
  /// How many runs in a row may be skipped for another run.
  public var maxSkips = SkippedRuns.defaultMaximum
  /// How long to wait for another run.
  public var lockWait: Duration = .seconds(60)
  /// How long a statement may wait for a table or its writers.
  public var writerWait: Duration = .seconds(600)
  /// How long a build may wait for old snapshots at its end.
  public var snapshotWait: Duration = .seconds(1800)
  /// How long cleaning up after a broken-off build may take.
  public var cleanupWait: Duration = .seconds(15)
  /// How long to go on connecting to a server that went away.
  public var reconnectWait: Duration = .seconds(600)
  /// Before the second, third… attempt at a build that failed for a passing reason.
  public var retryDelays: [Duration] = [.seconds(30), .seconds(120), .seconds(300)]
  /// How often the progress is looked at.
  public var tick: Duration = .milliseconds(500)
  /// How many tables may be worked on at a time.
  public var jobs = 1
  /// As PostgreSQL writes it, e.g. `256MB`; `nil` leaves the server's setting.
  public var maintenanceWorkMem: String?
  /// Parallel workers of one build; `nil` leaves the server's setting.
  public var parallelWorkers: Int?
  /// Whether `up` may rebuild invalid indexes that invitectl did not make.
  public var repair = false

  public init() {}
}
