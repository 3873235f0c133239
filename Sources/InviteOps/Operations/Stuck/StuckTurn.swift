internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// The turn of one run that puts rows back, in the broker: what it sends goes out only while no later
/// run has begun. See ``StuckPublishScript``.
struct StuckTurn {
  let context: OperationContext
  let broker: RedisConnection
  let name = CeleryID.random()

  /// - Precondition: the run has the advisory lock, and has not begun to look for evidence.
  init(_ context: OperationContext) throws(Failure) {
    self.context = context
    broker = try context.redis(.broker)
    do {
      try broker.call(
        ["SET", StuckPublishScript.holder, name, "EX", StuckPublishScript.life],
        deadline: context.requestDeadline)
    } catch {
      throw Failure(of: error, doing: tr("begin to put rows back"))
    }
  }

  /// - Throws: of kind `transient` when a later run has begun: then nothing was sent.
  func publish(_ message: TaskMessage, row: Int) throws(Failure) {
    let answer: String
    do throws(RedisError) {
      answer = try broker.run(
        StuckPublishScript.script,
        keys: [
          StuckPublishScript.holder, message.queueKey(context.brokerKeys),
          context.brokerKeys.binding(exchange: message.queue),
        ],
        arguments: [
          name, StuckPublishScript.life, message.encoded,
          message.binding.written(with: context.brokerKeys.layout.separator),
        ], deadline: context.requestDeadline
      ).asString()
    } catch {
      throw Failure(error, doing: tr("put row \(row) back into the queue"))
    }
    guard answer == StuckPublishScript.Answer.queued.rawValue else { throw lapsed(row) }
  }

  func lapsed(_ row: Int) -> Failure {
    Failure(
      .transient,
      tr(
        "another run of \(AdvisoryLock.cleanup.command) or redeem retry has begun while this one was "
          + "stopped: the task of row \(row) was not sent"),
      hint: tr("run the same command again: it puts back what is still lost"))
  }

  /// Leaves nothing behind. If it cannot, the name has an end.
  func end() {
    _ = try? broker.run(
      StuckPublishScript.leave, keys: [StuckPublishScript.holder], arguments: [name],
      deadline: context.requestDeadline)
  }
}
