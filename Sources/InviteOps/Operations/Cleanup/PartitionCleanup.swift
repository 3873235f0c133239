internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Archives whole partitions, months that are over, and takes them out of their table.
public struct PartitionCleanup {
  private let context: OperationContext

  public init(_ context: OperationContext) {
    self.context = context
  }

  /// What a run would do. Takes no lock and writes nothing.
  public func plan(_ request: PartitionCleanupRequest) throws(Failure) -> PartitionCleanupOutcome {
    try request.validate(isDry: true)
    let session = try PartitionCleanupSession(context.with(.recordsCleanupLook), request)
    return try Failure.reporting(tr("look at the partitions")) { try session.look() }
  }

  /// - Parameter progress: the partition that is worked on, or who holds the lock.
  /// - Throws: ``Failure``, while nothing has been done; after that it is in the outcome.
  public func run(
    _ request: PartitionCleanupRequest, progress: (CleanupProgress) -> Void = { _ in }
  ) throws(Failure) -> PartitionCleanupOutcome {
    try request.validate(isDry: false)
    let session = try PartitionCleanupSession(context.with(.recordsCleanup), request)
    return try session.run(progress)
  }
}
