internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Puts one lost row back as a new task, or marks a done one as such.
///
/// Where uses are counted on join no message is made: the row itself is one use in flight until the
/// backend takes it up, and it says whether it is a rebind and from which team.
///
/// The row comes first and then the message: a run that dies in between leaves a pending row
/// without a message, which the next one finds.
struct StuckChange {
  /// The new task of a lost row.
  let message: TaskMessage?
  /// Whether the row is to wait for a seat, from where the backend takes it up.
  private let isReturned: Bool
  private let row: StuckRow
  private let context: OperationContext
  private let connection: PostgresConnection
  private let turn: StuckTurn

  /// - Throws: when the row makes no task, e.g. for a control character in its email.
  init(
    _ row: StuckRow, _ context: OperationContext, _ connection: PostgresConnection,
    _ turn: StuckTurn
  ) throws(RowFault) {
    self.row = row
    self.context = context
    self.connection = connection
    self.turn = turn
    guard row.verdict == .lost else {
      (message, isReturned) = (nil, false)
      return
    }
    if let generation = connection.facts?.generation, generation.counting == .onJoin {
      try Self.checkReturn(row, generation, connection.backend)
      (message, isReturned) = (nil, true)
      return
    }
    isReturned = false
    do {
      message = try InviteTask(
        email: row.email, code: row.code ?? "", groupID: row.groupID, isRebind: row.isRebind
      ).message()
    } catch {
      throw RowFault(tr("it makes no task: \(error)"))
    }
  }

  private static func checkReturn(
    _ row: StuckRow, _ generation: BackendGeneration, _ backend: BackendSchema
  ) throws(RowFault) {
    guard generation.hasWaitingRows else {
      throw RowFault(
        tr("it cannot wait: the label waiting of invitequeuestatus is missing"),
        hint: tr(
          "'alembic upgrade 025_add_invite_queue_waiting_enum', or "
            + "ALTER TYPE \(backend).invitequeuestatus ADD VALUE 'waiting'"))
    }
    guard !row.isCountless else {
      throw RowFault(
        tr("it has no retry_count, and would end the backend's job for all that wait"),
        hint: StuckQueries.mendRetries(row.id, in: backend))
    }
  }

  static func finding(
    _ fault: RowFault, _ id: Int, _ connection: PostgresConnection,
    _ context: OperationContext
  ) -> RowFinding {
    RowWitness(connection: connection, deadline: context.requestDeadline).finding(
      fault, table: StuckReader.table, id: id, again: StuckReader.again)
  }

  /// What became of a row.
  enum End {
    case done(StuckRow.Action)
    /// Nothing was changed, for this.
    case kept(StuckRow.Action, RowFinding?)
    /// Nothing was changed, and whether it is the row's own matter the others tell.
    case suspect(RowFault)
  }

  static let action = tr("change rows of invite_queue")

  /// - Parameter limit: for each statement, by the server.
  /// - Throws: what is not about this row.
  func carryOut(_ limit: Duration) throws(Failure) -> End {
    do throws(PostgresError) {
      if try !move(limit) { return try notMoved() }
    } catch {
      if let fault = RowFault(error) {
        return .kept(.refused, Self.finding(fault, row.id, connection, context))
      }
      guard let fault = RowFault(suspect: error) else {
        throw Failure(error, doing: tr("change row \(row.id) of invite_queue"))
      }
      return .suspect(fault)
    }
    guard let message else { return .done(isReturned ? .returned : .marked) }
    #if FAILPOINTS
      Failpoint.reach("stuck-before-publish")
    #endif
    try turn.publish(message, row: row.id)
    return .done(.requeued)
  }

  /// - Returns: whether it is as it was to be; otherwise nothing is changed.
  private func move(_ limit: Duration) throws(PostgresError) -> Bool {
    let backend = connection.backend
    let (change, look) =
      isReturned
      ? (StuckQueries.wait(backend), StuckQueries.isWaiting(backend))
      : message == nil
        ? (StuckQueries.finish(backend), StuckQueries.isFinished(backend))
        : (StuckQueries.reset(backend), StuckQueries.isReset(backend))
    return try connection.write(
      PostgresStatement(change, [String(row.id), row.label]),
      lookingBy: PostgresStatement(look, [String(row.id)]), limit: limit,
      deadline: context.requestDeadline)
  }

  /// Its status has changed; or it has not, and another session or a trigger keeps the row.
  private func notMoved() throws(PostgresError) -> End {
    let same = try connection.query(
      StuckQueries.isStill, [String(row.id), row.label], deadline: context.requestDeadline)
    if same.isEmpty { return .kept(.moved, nil) }
    let witness = RowWitness(connection: connection, deadline: context.requestDeadline)
    let again = StuckReader.again
    if try same.only().bool("locked") {
      return .kept(.refused, witness.locked(StuckReader.table, id: row.id, again: again))
    }
    let finding =
      witness.passedOver(.update, table: StuckReader.table, id: row.id, again: again)
      ?? witness.writtenOtherwise(table: StuckReader.table, id: row.id, again: again)
    return .kept(finding == nil ? .moved : .refused, finding)
  }
}
