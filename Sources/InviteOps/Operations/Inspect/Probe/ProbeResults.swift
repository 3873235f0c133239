internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

/// Hears the results of probes and deletes their keys. Without them a probe is still seen to be taken,
/// so that nothing of this stops one.
final class ProbeResults {
  private let context: OperationContext
  private let keys: [String: String]
  private var subscriber: RedisSubscriber?
  /// Why results are not heard, or their keys not deleted.
  private(set) var trouble: String?

  /// Listens before anything is sent.
  init(_ context: OperationContext, ids: [String]) {
    self.context = context
    keys = Dictionary(uniqueKeysWithValues: ids.map { (TaskResult.key(id: $0), $0) })
    do {
      let subscriber = try RedisSubscriber.connect(
        context.endpoint(.result), deadline: context.requestDeadline, interrupt: context.interrupt)
      try subscriber.subscribe(keys.keys.sorted(), deadline: context.requestDeadline)
      self.subscriber = subscriber
    } catch {
      trouble = tr("the results in \(context.endpoint(.result)) are not heard: \(error)")
    }
  }

  /// Waits until a result comes, for `duration` at most.
  ///
  /// - Returns: the probe and the state; `nil` where the result is in no form that is read here.
  /// - Throws: ``RedisError/interrupted`` alone.
  func wait(_ duration: Duration) throws(RedisError) -> (id: String, state: TaskResult.State?)? {
    let end = Deadline.after(duration)
    do {
      while let message = try subscriber?.next(deadline: end) {
        guard let id = keys[message.channel] else { continue }
        return (id, (try? TaskResult(decoding: message.payload))?.state)
      }
    } catch {
      if error == .interrupted { throw error }
      subscriber = nil
      trouble = tr("the results in \(context.endpoint(.result)) are no longer heard: \(error)")
    }
    if let left = end.remaining, left > .zero,
      !SocketWait.pause(left, interrupt: context.interrupt)
    {
      throw .interrupted
    }
    return nil
  }

  /// Deletes the result keys of probes that other runs have left.
  ///
  /// - Returns: those that were there; `nil` where they cannot be deleted.
  func deleteLeft(_ ids: [String]) -> Set<String>? {
    guard !ids.isEmpty else { return [] }
    return trouble == nil ? try? remove(ids) : nil
  }

  private func remove(_ ids: [String]) throws -> Set<String> {
    let context = context.uninterrupted
    let connection = try context.redis(.result)
    let replies = try connection.pipeline(
      ids.map { ["DEL", TaskResult.key(id: $0)] }, deadline: context.requestDeadline)
    var there: Set<String> = []
    for (id, reply) in zip(ids, replies) where try reply.asInteger() > 0 { there.insert(id) }
    return there
  }

  /// Deletes the result keys of `ids` and tells which of them were there.
  func delete(_ ids: [String]) -> Set<String> {
    guard !ids.isEmpty else { return [] }
    do {
      return try remove(ids)
    } catch {
      let why = (error as? Failure)?.message ?? "\(error)"
      trouble = tr("the results in \(context.endpoint(.result)) could not be deleted: \(why)")
      return []
    }
  }
}
