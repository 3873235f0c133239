internal import CeleryProtocol
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Throws the waiting messages of a queue away. Those that workers hold are not touched.
public struct QueuePurge: Sendable {
  public static let command = verbatim("control purge")

  public struct Outcome: Sendable, Encodable {
    public let queue: String
    /// By priority step 0, 3, 6, 9: removed, or what would be.
    public let removed: [Int]
    /// Messages there directly afterwards; publishers may have sent new ones.
    public let left: Int
    public let isApplied: Bool

    public var total: Int { removed.reduce(0, +) }
  }

  let context: OperationContext

  public init(_ context: OperationContext) {
    self.context = context
  }

  /// Counts what would go.
  ///
  /// - Throws: of kind ``Failure/Kind/usage`` when there is no such queue.
  public func plan(_ queue: String) throws(Failure) -> Outcome {
    try run(queue, isApplied: false)
  }

  /// Counts and removes in one transaction, so that the count is what was removed.
  ///
  /// - Throws: as ``plan(_:)``.
  public func apply(_ queue: String) throws(Failure) -> Outcome {
    try ControlRecord.recording(Self.command, context, about: ["queue": .string(queue)]) {
      log throws(Failure) in
      let outcome = try run(queue, isApplied: true)
      log?.changed = outcome.total
      return outcome
    }
  }

  private func run(_ queue: String, isApplied: Bool) throws(Failure) -> Outcome {
    let connection = try context.redis(.broker)
    let lists = context.brokerKeys.queueLists(queue)
    do {
      var commands: [RedisCommand] = [["MULTI"]]
      commands += lists.map { ["LLEN", $0] }
      if isApplied { commands.append(RedisCommand(["UNLINK"] + lists)) }
      commands.append(["EXEC"])
      let replies = try connection.pipeline(commands, deadline: context.requestDeadline)
      let results = try (replies.last ?? .null).throwingServerError().asArray()
      var removed: [Int] = []
      for result in results.prefix(lists.count) { removed.append(try result.asInteger()) }
      var left = 0
      for reply in try connection.pipeline(
        lists.map { ["LLEN", $0] }, deadline: context.requestDeadline)
      {
        left += try reply.asInteger()
      }
      if left == 0, removed.allSatisfy({ $0 == 0 }) {
        try UnknownQueue.refuse(queue, connection, context)
      }
      return Outcome(queue: queue, removed: removed, left: left, isApplied: isApplied)
    } catch let error as RedisError {
      throw Failure(
        error, doing: tr("purge the queue \(queue)"), on: connection,
        context.brokerKeys.uses([queue]))
    } catch {
      throw Failure(of: error, doing: tr("purge the queue \(queue)"))
    }
  }
}
