public import InviteDomain

/// What `sync-counts --follow` is asked to do.
public struct FollowRequest: Sendable {
  /// How long names of changed buckets are gathered before their codes are synced.
  public var every: Duration = .seconds(1)
  /// How often the database is asked which codes it has changed; `nil` for as often as keeps that
  /// below ``FollowRows/share`` of one core of the server.
  public var rowsEvery: Duration?
  /// How often all codes are gone through, whatever was named.
  public var fullEvery: Duration = .seconds(15 * 60)
  /// The Python absolute job still runs: only moves that cannot oversell.
  public var coexist = false
  public var ifLocked = IfLocked.wait
  /// How long to wait for another run at the beginning.
  public var lockWait: Duration = .seconds(60)
  public var maxSkips = SkippedRuns.defaultMaximum
  /// How long to wait for the lock where a run that it was lent to has it, until that is said.
  var patience = Duration.seconds(600)
  /// Who started this process as a service, if somebody did.
  public var manager = ServiceManager.none

  public init() {}
}

/// What a follower says while it goes on.
public enum FollowEvent: Sendable {
  /// All codes were gone through, and changes are followed from now on.
  /// Of rows as well, where there is a row feed.
  case following(codes: Int, hasRowFeed: Bool)
  /// The row feed was made or removed while it follows.
  case rowFeed(Bool)
  /// The way to a server was lost, or the server is another one; it is tried again.
  case waiting(Failure)
  /// A code is left alone; said once, until a look at it succeeds.
  case trouble(SyncOutcome.Trouble)
  /// What backends are known not to keep to, whenever that changes; empty when it is over.
  case contract([ContractBreach])
}
