internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Follows one task by its results: subscribed first, then asked, so that nothing is missed.
final class TaskWatch {
  /// What is known of a task.
  enum Progress {
    /// The state changed.
    case state(TaskResult)
    /// Nothing new until the deadline.
    case silence
  }

  private let id: String
  private let subscriber: RedisSubscriber
  private let connection: RedisConnection
  private let context: OperationContext
  private var asked = false
  /// States that are to be told, the oldest first.
  private var waiting: [[UInt8]] = []
  /// The stored state, until it has come as a message too.
  private var stored: [UInt8]?

  init(_ id: String, servers: RedeemConnections) throws(Failure) {
    self.id = id
    context = servers.context
    connection = try servers.redis(.result)
    do throws(RedisError) {
      subscriber = try RedisSubscriber.connect(
        context.endpoint(.result), deadline: context.requestDeadline,
        interrupt: context.interrupt)
      try subscriber.subscribe([TaskResult.key(id: id)], deadline: context.requestDeadline)
    } catch {
      throw Failure(error, doing: tr("listen for the result of the task"))
    }
  }

  /// The next state; the first time the one that is stored, if any.
  func next(deadline: Deadline) throws(Failure) -> Progress {
    do throws(RedisError) {
      if !asked {
        asked = true
        let stored = try connection.call(
          ["GET", TaskResult.key(id: id)], deadline: context.requestDeadline)
        if !stored.isNull { try take(stored.asBytes()) }
      }
      if !waiting.isEmpty { return .state(try decode(waiting.removeFirst())) }
      while let message = try subscriber.next(deadline: deadline) {
        // Published between the subscription and the question: it was told already.
        if message.payload == stored {
          stored = nil
          continue
        }
        return .state(try decode(message.payload))
      }
      return .silence
    } catch {
      throw Failure(error, doing: tr("wait for the result of the task"))
    }
  }

  /// What is stored now; `nil` when it has ended.
  func latest() throws(Failure) -> TaskResult? {
    do throws(RedisError) {
      let stored = try connection.call(
        ["GET", TaskResult.key(id: id)], deadline: context.requestDeadline)
      guard !stored.isNull else { return nil }
      return try decode(stored.asBytes())
    } catch {
      throw Failure(error, doing: tr("read the result of the task"))
    }
  }

  /// What was published before the question is there already, and comes before its answer: a retry
  /// that is over by then is told, too.
  private func take(_ bytes: [UInt8]) throws(RedisError) {
    while let message = try subscriber.next(deadline: .after(.zero)) {
      waiting.append(message.payload)
    }
    guard !waiting.contains(bytes) else { return }
    waiting.append(bytes)
    stored = bytes
  }

  private func decode(_ bytes: [UInt8]) throws(RedisError) -> TaskResult {
    do {
      return try TaskResult(decoding: bytes)
    } catch {
      throw .protocolError("\(error)")
    }
  }
}
