internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// The turn of one run, with a mark for each attempt. See ``RetryPublishScript``.
extension StuckTurn {
  /// To be called before the attempt is recorded.
  ///
  /// - Parameter again: whether it is wanted even so.
  /// - Returns: ``RetryPublishScript/Answer/begun``, or ``RetryPublishScript/Answer/sent`` where this
  ///   attempt is not recorded any more and was made.
  /// - Throws: of kind `transient` when a later run has begun.
  func begin(
    _ message: TaskMessage, row: Int, again: Bool
  ) throws(Failure) -> RetryPublishScript.Answer {
    try ask(row) { broker throws(RedisError) in
      try broker.run(
        RetryPublishScript.begin,
        keys: [StuckPublishScript.holder, RetryPublishScript.mark(message.id)],
        arguments: [name, RetryPublishScript.life, again ? "again" : ""],
        deadline: context.requestDeadline
      ).asString()
    }
  }

  /// Sends it unless it was sent before, or its mark is gone.
  ///
  /// - Throws: of kind `transient` when a later run has begun: then nothing was sent.
  func publishOnce(_ message: TaskMessage, row: Int) throws(Failure) -> RetryPublishScript.Answer {
    try ask(row) { broker throws(RedisError) in
      try broker.run(
        RetryPublishScript.publish,
        keys: [
          StuckPublishScript.holder, RetryPublishScript.mark(message.id),
          message.queueKey(context.brokerKeys),
          context.brokerKeys.binding(exchange: message.queue),
        ],
        arguments: [
          name, StuckPublishScript.life, RetryPublishScript.life, message.encoded,
          message.binding.written(with: context.brokerKeys.layout.separator),
        ], deadline: context.requestDeadline
      ).asString()
    }
  }

  private func ask(
    _ row: Int, _ body: (RedisConnection) throws(RedisError) -> String
  ) throws(Failure) -> RetryPublishScript.Answer {
    let answer: RetryPublishScript.Answer?
    do throws(RedisError) {
      answer = RetryPublishScript.Answer(rawValue: try body(broker))
    } catch {
      throw Failure(error, doing: tr("put row \(row) back into the queue"))
    }
    guard let answer, answer != .lapsed else { throw lapsed(row) }
    return answer
  }
}
