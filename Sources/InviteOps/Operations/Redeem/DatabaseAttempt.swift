internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Counts the uses of some lines, and records them, in one transaction: all of them or none.
struct DatabaseAttempt {
  let servers: RedeemConnections
  let connection: PostgresConnection
  let lines: [DatabaseStage.Line]
  /// Epoch seconds of the server's clock by which it must happen.
  let end: Double

  /// A use that was counted.
  struct Use {
    let left: Int?
  }

  /// - Returns: for each of the lines its use, `nil` where the condition did not hold or the id is
  ///   there; or what was in the way, which one of them may be to blame for.
  /// - Throws: what is not about one of them.
  func record(_ indices: [Int]) throws(Failure) -> Result<[Use?], RowFault> {
    let isWatched = try servers.isWatched(RowFinding.codes)
    var statements = [servers.limits]
    // Triggers that wait for the commit have no limit there, and would not be seen.
    if isWatched { statements.append(PostgresStatement(RowQueries.immediate)) }
    var places: [Int] = []
    for index in indices {
      places.append(statements.count)
      statements.append(statement(lines[index], isWatched: isWatched))
      if isWatched, let look = look(lines[index]) { statements.append(PostgresStatement(look)) }
    }
    do throws(PostgresError) {
      let answers = try connection.pipeline(
        statements, deadline: servers.context.requestDeadline)
      // One transaction: the first error undid all of it.
      for answer in answers { if case .failure(let error) = answer { throw error } }
      var uses: [Use?] = []
      for place in places {
        guard let row = try answers[place].get().first else {
          uses.append(nil)
          continue
        }
        uses.append(Use(left: try row.optionalInt("uses_left")))
      }
      return .success(uses)
    } catch {
      if error.sqlState == .uniqueViolation, error.diagnostics?.table == "redeem_outbox" {
        throw Failure(
          .transient, tr("another run redeems with the same task id at this moment"),
          hint: tr("run the same command again"))
      }
      if error.isOfGuard { return .failure(.writtenOtherwise) }
      if let fault = RowFault(redeeming: error) { return .failure(fault) }
      throw Outbox.failure(error, doing: tr("count the use of the code"))
    }
  }

  private func statement(_ line: DatabaseStage.Line, isWatched: Bool) -> PostgresStatement {
    let (backend, end) = (connection.backend, String(end))
    switch line.flow {
    case .redeem:
      return PostgresStatement(
        OutboxQueries.useAndRecord(backend, isWatched: isWatched),
        [String(line.code.id), line.request.email, line.request.taskID, line.code.code, end])
    case .rebind where line.rebind?.rebinds != nil:
      return PostgresStatement(
        OutboxQueries.rebindAndRecord(backend, isWatched: isWatched),
        [
          String(line.code.id), line.request.email, line.request.taskID, line.code.code, end,
          line.rebind?.lastTeamID.map(String.init),
        ])
    case .direct, .rebind:
      return PostgresStatement(
        OutboxQueries.recordOne,
        [
          line.request.taskID, line.flow.rawValue, line.code.code, line.request.email,
          line.code.groupID.map(String.init), end,
        ])
    }
  }

  /// Whether what was written is there still; `nil` where the backend's tables are left alone.
  private func look(_ line: DatabaseStage.Line) -> String? {
    switch line.flow {
    case .redeem: OutboxQueries.isUsed(connection.backend)
    case .rebind where line.rebind?.rebinds != nil: OutboxQueries.isRebound(connection.backend)
    case .direct, .rebind: nil
    }
  }
}

extension RowFault {
  /// The use that was written is not what is there.
  static let writtenOtherwise = RowFault(tr("the use was not written"))

  /// From an error of a transaction that redeems; `nil` where no single code explains it.
  init?(redeeming error: PostgresError) {
    switch error {
    case .server, .timedOut: break
    default: return nil
    }
    guard let fault = RowFault(error) ?? RowFault(suspect: error) ?? RowFault(conflict: error)
    else { return nil }
    self = fault
  }
}
