internal import FoundationEssentials

/// A message that shows whether anybody takes messages out of a queue, and runs nothing.
///
/// It calls the task `celery.accumulate`, which every app has (celery/app/builtins.py), and is expired
/// before it is sent: the worker that takes it stores REVOKED for it and acknowledges it, in its main
/// process, before any pool sees it (Celery 5.3 and 5.7, worker/strategy.py `task_message_handler` and
/// worker/request.py `revoked`, `_announce_revoked`). Were it run all the same, it would return `[]`.
package enum ProbeMessage {
  package static let task = "celery.accumulate"

  /// What ids of probes begin with: in workers' logs, in monitors, and in the names of result keys,
  /// so that a Redis user can be given the right to delete these alone.
  package static let idPrefix = "invitectl-probe-"

  package static func id() -> String { idPrefix + CeleryID.random() }

  /// Long before the clock of any worker, in whatever zone it reads it.
  private static let expiry = Date(timeIntervalSince1970: 946_684_800)

  /// - Parameters:
  ///   - step: the priority step of the list that it is put into.
  ///   - id: of ``id()``; the delivery tag besides, so that it can be looked up in `unacked`.
  /// - Throws: ``TaskMessageError`` for a name that no queue can have.
  package static func make(
    queue: String, step: Int, id: String
  ) throws(TaskMessageError) -> TaskMessage {
    var options = TaskMessage.Options()
    options.priority = step
    options.expires = expiry
    options.deliveryTag = id
    options.origin = "invitectl"
    return try TaskMessage(task: task, id: id, queue: queue, options: options)
  }
}
