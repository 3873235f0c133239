internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Whether a queue that workers are told to consume, or to leave, is one.
///
/// Told to consume a queue that there is not, workers make it, and nobody sees that it was mistyped; told to leave
/// one that they do not consume, they say that they have. And a worker that is told to consume a queue which somebody
/// has paused ends the pause for its part, which that person does not see.
public struct ConsumedQueue: Sendable {
  private let context: OperationContext
  private let wait: Duration

  /// - Parameter wait: for workers that do not answer.
  public init(_ context: OperationContext, wait: Duration) {
    self.context = context
    self.wait = wait
  }

  /// - Parameter mayMake: whether who asks can have it made all the same, by `--force`.
  /// - Throws: ``Failure/Kind/usage`` where neither the broker nor a worker that answers knows the queue, and
  ///   ``Failure/Kind/conflict`` where it is to be consumed and is paused.
  public func check(_ queue: String, mayMake: Bool) throws(Failure) {
    let connection = try context.redis(.broker)
    do {
      if mayMake { try refusePaused(queue, connection) }
      try UnknownQueue.refuse(queue, connection, context)
    } catch let failure as Failure {
      guard failure.kind == .usage, !queue.isEmpty else { throw failure }
      // A binding may have been deleted, and of what was taken only the messages tell.
      if try isNamed(queue, connection) { return }
      guard mayMake else { throw failure }
      throw Failure(
        failure.kind, failure.message,
        hint: failure.hint.map { tr("\($0); add --force to have the workers make it") })
    } catch let error as RedisError {
      throw Failure(
        error, doing: tr("look at the queue \(queue)"), on: connection,
        context.brokerKeys.uses([queue]))
    } catch {
      throw Failure(of: error, doing: tr("look at the queue \(queue)"))
    }
  }

  /// What is to be known before workers consume it: of its first messages, that one is an invite more. What cannot be
  /// seen is not said.
  public func remarks(_ queue: String) -> [String] {
    [QuarantinedMessage.beforehand(in: [queue], context)].compactMap(\.self)
  }

  /// One that was resumed, and remembered for workers that did not answer then, is not paused.
  private func refusePaused(_ queue: String, _ connection: RedisConnection) throws {
    let seen = try PausedQueue.seen(connection, timeout: context.configuration.timeout)
    guard let paused = seen.first(where: { $0.queue == queue && !$0.isResumed }) else { return }
    throw Failure(
      .conflict, tr("\(PythonText.escaped(queue)) is paused, \(paused.byWhom)"),
      hint: tr(
        "'\(paused.resume)' ends that for all its workers; --force has these consume it all the same"
      ))
  }

  /// Whether a worker consumes it, or messages of it were taken; also where that cannot be looked through.
  private func isNamed(
    _ queue: String, _ connection: RedisConnection
  ) throws(Failure) -> Bool {
    if try WorkerFleetFacts.ask(context, wait: wait).queues.contains(queue) { return true }
    do {
      let unacked = UnackedLook(
        connection: connection, keys: context.brokerKeys, timeout: context.configuration.timeout)
      guard let entries = try unacked.entries() else { return true }
      return entries.contains { $0.entry?.routingKey == queue }
    } catch {
      throw Failure(of: error, doing: tr("look at the queue \(queue)"))
    }
  }
}
