internal import InviteDomain
internal import InviteStorage
internal import Localization

/// Deletes what the backend does not need any more, in small transactions that nobody waits for.
public struct CleanupQueue {
  public static let command = "cleanup-queue"

  private let context: OperationContext

  public init(_ context: OperationContext) {
    self.context = context
  }

  /// What a run would delete. Takes no lock and writes nothing.
  public func plan(_ request: CleanupRequest) throws -> CleanupPlan {
    try request.validate()
    let purpose: Purpose =
      request.recordsOlderThan == nil ? .cleanupLook : .recordsCleanupLook
    let session = try CleanupSession(context.with(purpose), request)
    return try Failure.reporting(tr("count the rows")) { try session.plan() }
  }

  /// - Throws: ``Failure``; of kind ``Failure/Kind/locked`` when another run holds the lock. What
  ///   ended a run that had deleted something is ``CleanupOutcome/failure``.
  public func run(
    _ request: CleanupRequest, progress: (CleanupProgress) -> Void = { _ in }
  ) throws -> CleanupOutcome {
    try request.validate()
    let purpose: Purpose = request.recordsOlderThan == nil ? .cleanup : .recordsCleanup
    let session = try CleanupSession(context.with(purpose), request)
    return try session.run(progress)
  }
}
