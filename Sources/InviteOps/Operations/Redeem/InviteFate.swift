internal import CeleryProtocol
internal import ClientSupport
internal import Localization

/// What became of an invite. Celery's state alone does not tell: the backend's worker swallows what
/// goes wrong with an invitation, and its task ends as SUCCESS all the same.
public enum InviteFate: String, Sendable, Encodable {
  /// The remote service took the invite: there is a SUCCESS row of it in `invite_records`.
  case invited
  /// It came to nothing, and nobody tries again.
  case failed
  /// No team had a free seat: the backend invites when one has.
  case waiting
  /// The task is over and left no row that tells.
  case unknown

  /// The error of a task in its worker's words; `nil` when it has none.
  static func said(_ task: TaskResult) -> String? {
    task.exception.map { "\($0.type): \(ForeignText.masked($0.message))" }
  }
}

/// The rows that a worker left of one invite.
struct InviteTraces: Sendable, Equatable {
  var record: TaskOutcome.InviteRecord?
  var queueRow: TaskOutcome.QueueRow?
  /// Whether rows were looked for at all; not where nothing tells which would be of the task.
  var areSought = true

  /// - Parameter task: the task's result, when it has one.
  func fate(_ task: TaskResult?) -> (fate: InviteFate, reason: String?) {
    if record?.status == "SUCCESS" { return (.invited, nil) }
    if let queueRow, queueRow.status == "WAITING" { return (.waiting, Self.text(queueRow)) }
    if let record, record.status == "FAILED" {
      return (
        .failed,
        Self.said(record.errorMessage) ?? tr("the invite failed; its record says no reason")
      )
    }
    if let queueRow {
      switch queueRow.status {
      case "FAILED":
        return (.failed, Self.said(queueRow.errorMessage) ?? tr("its queue row says no reason"))
      // PROCESSING: taken up again by the backend, whose next message is on its way.
      case "PENDING", "PROCESSING": return (.waiting, Self.text(queueRow))
      default: return (.unknown, tr("its queue row \(queueRow.id) is \(queueRow.status ?? "NULL")"))
      }
    }
    // The worker's change of it is undone together with everything that failed after it, a refusal
    // of the remote service too: the row alone does not tell.
    if let record, record.status == "RESERVED" {
      return (
        .unknown,
        task == nil
          ? tr("a seat is held for it")
          : tr(
            "the task is over and a seat is only held still (record "
              + "\(record.id)); the worker's log says what the remote service answered")
      )
    }
    if let record {
      return (.unknown, tr("invite record \(record.id) is \(record.status ?? "NULL")"))
    }
    return untraced(task)
  }

  /// Without a row only a task that ended by an error of its own is known to have invited nobody.
  private func untraced(_ task: TaskResult?) -> (fate: InviteFate, reason: String?) {
    let none =
      areSought
      ? tr("there is no row of it in invite_records or invite_queue")
      : tr("nothing tells which rows are of it")
    guard let task, task.state != .success else { return (.unknown, none) }
    guard let exception = task.exception else {
      return (.failed, task.state == .revoked ? tr("the task was revoked") : none)
    }
    let why = InviteFate.said(task) ?? exception.type
    return Self.endings.contains(exception.type)
      ? (.unknown, tr("\(why); \(none)")) : (.failed, why)
  }

  /// What ends a task in the middle, perhaps after the remote service was called: the time limits
  /// (celery.exceptions, billiard) and a worker process that died.
  private static let endings: Set = [
    "SoftTimeLimitExceeded", "TimeLimitExceeded", "WorkerLostError", "Terminated",
  ]

  private static func text(_ row: TaskOutcome.QueueRow) -> String {
    said(row.errorMessage) ?? tr("queue row \(row.id) is \(row.status ?? "NULL")")
  }

  private static func said(_ text: String?) -> String? {
    text.flatMap { $0.isEmpty ? nil : ForeignText.masked($0) }
  }
}
