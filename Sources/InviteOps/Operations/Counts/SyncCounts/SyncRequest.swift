public import InviteDomain

/// What `sync-counts` is asked to do.
public struct SyncRequest: Sendable {
  /// Codes as they were typed; empty for all.
  public var codes: [String] = []
  public var dryRun = false
  /// The Python absolute job still runs: only moves that cannot oversell.
  public var coexist = false
  public var ifLocked = IfLocked.wait
  /// How long to wait for another run.
  public var lockWait: Duration = .seconds(60)
  /// With ``IfLocked/skip``, how many runs in a row may be skipped before that is an error.
  public var maxSkips = SkippedRuns.defaultMaximum
  /// Stop, cleanly, when this much time has passed; the next run goes on from there.
  public var maxRuntime: Duration?
  /// In how many lanes all codes are gone through, at most: fewer where there are few codes, and one where others
  /// have triggers on them, where codes are named, and in a dry run.
  public var jobs = SyncRequest.defaultJobs
  /// The command that this run is a part of, if it is.
  var partOf: String?

  /// One, as before there were lanes, until `make bench ONLY=lanes` shows that more are better everywhere.
  public static let defaultJobs = 1
  /// A bound for connections; not measured beyond four.
  public static let mostJobs = 8

  public init() {}
}

/// How far a run is.
public struct SyncProgress: Sendable {
  public let scanned: Int
  public let changed: Int
}
