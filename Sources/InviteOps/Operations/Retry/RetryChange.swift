internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient

/// One more attempt at one row: it is recorded, with the row taken from whoever else may have it, then its
/// message is sent, and then that is noted. A run that dies in between leaves an attempt that is
/// `recorded`; the next one judges it by evidence as any other, and sends the same task unless it was sent:
/// its worker may have done with it and left nothing to be seen.
struct RetryChange {
  let context: OperationContext
  let connection: PostgresConnection
  let turn: StuckTurn
  let lock: RetryJobLock?
  /// Whether also what was tried before is.
  let again: Bool
  /// For each statement, by the server.
  let limit: Duration

  /// What became of a row.
  enum End {
    case done(RetryRow.Action, taskID: String)
    /// Nothing was changed, for this.
    case kept(RetryRow.Action, RowFinding?)
    /// Nothing was changed, and whether it is the row's own matter the others tell.
    case suspect(RowFault)
  }

  static let action = tr("try invites again")

  /// - Throws: what is not about this row.
  func carryOut(_ row: RetryRow) throws(Failure) -> End {
    let (attempt, isHalfDone) = row.nextAttempt(again: again)
    let message: TaskMessage
    do throws(TaskMessageError) {
      message = try Self.task(row, attempt, connection, context)
        .message(headers: context.taskHeaders)
    } catch {
      return .kept(.refused, finding(Self.noTask(error), row))
    }
    #if FAILPOINTS
      Failpoint.reach("retry-begin")
    #endif
    if !isHalfDone {
      guard try turn.begin(message, row: row.id, again: again) == .begun else {
        return .kept(.refused, finding(Self.sentUnrecorded(row), row))
      }
      #if FAILPOINTS
        Failpoint.reach("retry-marked")
      #endif
      do throws(PostgresError) {
        if try !record(row, attempt, message.id) { return try notRecorded(row) }
      } catch {
        if let fault = RowFault(error) { return .kept(.refused, finding(fault, row)) }
        guard let fault = RowFault(suspect: error) else {
          throw Failure(
            error, doing: tr("record the attempt at row \(row.id) of \(row.source.rawValue)"))
        }
        return .suspect(fault)
      }
    }
    #if FAILPOINTS
      Failpoint.reach("retry-recorded")
    #endif
    let answer = try turn.publishOnce(message, row: row.id)
    if answer == .unknown { return .kept(.refused, finding(Self.markLost(row), row)) }
    #if FAILPOINTS
      Failpoint.reach("retry-sent")
    #endif
    do throws(PostgresError) {
      try connection.execute(
        RetryQueries.sent, [row.source.rawValue, String(row.id), String(attempt)],
        deadline: context.requestDeadline)
    } catch {
      throw Failure(error, doing: tr("note that the message of row \(row.id) was sent"))
    }
    return .done(answer == .sent ? .sentBefore : .queued, taskID: message.id)
  }

  static func noTask(_ error: TaskMessageError) -> RowFault {
    RowFault(tr("it makes no task: \(error)"))
  }

  static func sentUnrecorded(_ row: RetryRow) -> RowFault {
    RowFault(
      tr(
        "a message was sent for it within the last \(RetryPublishScript.life / 86_400) days, and "
          + "invitectl.invite_retry does not say so"),
      hint: tr("if that came to nothing, \(tryAgain(row))"))
  }

  static func markLost(_ row: RetryRow) -> RowFault {
    RowFault(
      tr(
        "a run was cut off while it sent a message for it, and the broker does not know any more "
          + "whether it did"), hint: tr("if nobody was invited, \(tryAgain(row))"))
  }

  private static func tryAgain(_ row: RetryRow) -> String {
    row.label.uppercased() == "FAILED"
      ? tr("'invitectl redeem retry --again' tries it")
      : tr("give it its status waiting back, then run the same command again")
  }

  /// The same attempt at the same row of the same database is the same task, whichever run sends it.
  static func taskID(_ row: RetryRow, _ attempt: Int, _ context: OperationContext) -> String {
    var digest = StableDigest(
      RetryRequest.command, context.configuration.database?["dbname"] ?? "", row.source.rawValue)
    digest.add(row.id)
    digest.add(attempt)
    return digest.uuid
  }

  static func task(
    _ row: RetryRow, _ attempt: Int, _ connection: PostgresConnection, _ context: OperationContext
  ) throws(TaskMessageError) -> InviteTask {
    var arguments: JSONObject = [:]
    // As the backend's own job, from where rows say it on. What an older worker does not know fails
    // its task.
    if connection.facts?.generation?.counting == .onJoin {
      arguments = [
        "old_team_id": row.rebind.team.map(JSONValue.int) ?? .null,
        "old_team_chatgpt_user_id": row.rebind.member.map(JSONValue.string) ?? .null,
        "consume_immediately": .bool(row.rebind.consumesImmediately ?? false),
      ]
    }
    return try InviteTask(
      email: row.email, code: row.code, groupID: row.groupID, isRebind: row.isRebind,
      id: taskID(row, attempt, context), arguments: arguments)
  }

  private func record(
    _ row: RetryRow, _ attempt: Int, _ taskID: String
  ) throws(PostgresError) -> Bool {
    let backend = connection.backend
    let place = [row.source.rawValue, String(row.id), String(attempt)]
    if let lock {
      return try connection.write(
        PostgresStatement(
          RetryQueries.take(backend), place + [taskID, row.label, String(lock.end)]),
        lookingBy: PostgresStatement(RetryQueries.isTaken(backend), place), limit: limit,
        deadline: context.requestDeadline)
    }
    return try connection.write(
      PostgresStatement(
        RetryQueries.record(backend, row.source.rawValue), place + [taskID, row.label]),
      lookingBy: PostgresStatement(RetryQueries.isRecorded, place), limit: limit,
      deadline: context.requestDeadline)
  }

  /// Its status has changed; or it has not, and another session or a trigger keeps the row.
  private func notRecorded(_ row: RetryRow) throws(PostgresError) -> End {
    let table = row.source.rawValue
    let same = try connection.query(
      RetryQueries.isStill(connection.backend, table), [String(row.id), row.label],
      deadline: context.requestDeadline)
    if same.isEmpty { return .kept(.moved, nil) }
    if try same.only().bool("locked") {
      return .kept(.refused, witness.locked(table, id: row.id, again: RowAdvice.again))
    }
    let finding =
      witness.passedOver(.update, table: table, id: row.id, again: RowAdvice.again)
      ?? witness.writtenOtherwise(table: table, id: row.id, again: RowAdvice.again)
    return .kept(finding == nil ? .moved : .refused, finding)
  }

  private var witness: RowWitness {
    RowWitness(connection: connection, deadline: context.requestDeadline)
  }

  func finding(_ fault: RowFault, _ row: RetryRow) -> RowFinding {
    witness.finding(fault, table: row.source.rawValue, id: row.id, again: RowAdvice.again)
  }
}
