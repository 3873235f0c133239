internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// The first transaction of many codes as a pipeline of statements.
enum SyncStatements {
  struct Item {
    let id: Int
    let before: SyncRow?
    let write: SyncWrite
  }

  static func first(
    _ writes: [Item], runID: Int, in backend: BackendSchema
  ) -> [PostgresStatement] {
    var statements = [PostgresStatement(SyncQueries.transactionLimits)]
    var advanced: [Item] = []
    var changed: [Item] = []
    var new: [Item] = []
    for item in writes {
      if item.write.expectedSeq == nil {
        new.append(item)
      } else if let before = item.before, item.write.isPlainFold(of: before) {
        advanced.append(item)
      } else {
        changed.append(item)
      }
    }
    let untaken = writes.filter { !$0.write.row.isTaken }
    if !untaken.isEmpty {
      statements.append(
        PostgresStatement(SyncQueries.stillUntaken(backend), [ints(untaken) { $0.id }]))
    }
    if !advanced.isEmpty { statements.append(advance(advanced, runID: runID)) }
    if !changed.isEmpty { statements.append(rows(SyncQueries.updateRows, changed)) }
    if !new.isEmpty { statements.append(rows(SyncQueries.insertRows, new)) }
    let others = changed + new
    if !others.isEmpty { statements.append(ledger(others, runID: runID)) }
    // A guard holds even where nothing is added: force-resync changes what it saw, or nothing.
    let guarded = writes.filter(\.write.isGuarded)
    if !guarded.isEmpty { statements.append(foldGuarded(guarded, backend)) }
    let free = writes.filter { $0.write.delta != 0 && !$0.write.isGuarded }
    if !free.isEmpty {
      statements.append(
        PostgresStatement(
          SyncQueries.fold(backend), [ints(free) { $0.id }, ints(free) { $0.write.delta }]))
    }
    return statements
  }

  /// How many of the last statements of ``first(_:runID:)`` write the backend's rows.
  static func folds(_ writes: [Item]) -> Int {
    let guarded = writes.contains(where: \.write.isGuarded)
    let free = writes.contains { $0.write.delta != 0 && !$0.write.isGuarded }
    return (guarded ? 1 : 0) + (free ? 1 : 0)
  }

  /// Whether the transaction was undone because another session was at the same codes.
  static func isRetryableConflict(_ error: PostgresError) -> Bool {
    guard case .server(let diagnostics) = error else { return false }
    switch diagnostics.sqlState.rawValue {
    case "40P01", "40001", "55P03": return true
    default: return isGuard(error)
    }
  }

  /// Whether a statement found a row otherwise than it was: it divides by zero then. A trigger that
  /// does has a context.
  static func isGuard(_ error: PostgresError) -> Bool {
    guard case .server(let diagnostics) = error else { return false }
    return diagnostics.sqlState.rawValue == "22012" && diagnostics.context == nil
  }

  private static func ints<Item>(_ items: [Item], _ value: (Item) -> Int) -> String {
    PostgresArray.literal(items.map(value))
  }

  private static func advance(_ writes: [Item], runID: Int) -> PostgresStatement {
    let rows = writes.map(\.write.row)
    return PostgresStatement(
      SyncQueries.advanceRows,
      [
        String(writes.count), ints(writes) { $0.id }, ints(writes) { $0.write.expectedSeq ?? 0 },
        ints(writes) { $0.write.delta }, ints(rows, \.mark), ints(rows, \.floor),
        ints(rows, \.usedAfter), ints(rows, \.roomLow), ints(rows, \.roomHigh),
        ints(rows, \.read), String(runID),
      ])
  }

  private static func rows(_ sql: String, _ writes: [Item]) -> PostgresStatement {
    let rows = writes.map(\.write.row)
    return PostgresStatement(
      sql,
      [
        String(writes.count), ints(writes) { $0.id }, ints(writes) { $0.write.expectedSeq ?? 0 },
        ints(rows, \.seq), ints(rows, \.base), ints(rows, \.version), ints(rows, \.mark),
        ints(rows, \.adjusted), ints(rows, \.floor), ints(rows, \.held), ints(rows, \.usedAfter),
        ints(rows, \.maxAfter), ints(rows, \.maxTop), ints(rows, \.roomLow),
        ints(rows, \.roomHigh), ints(rows, \.changed), ints(rows, \.incarnation),
        ints(rows, \.read), PostgresArray.literal(rows.map { $0.gone ? "t" : "f" }),
        PostgresArray.literal(rows.map(\.certainty.state.rawValue)),
        ints(rows, \.certainty.low), ints(rows, \.certainty.high),
        PostgresArray.literal(rows.map { $0.pending?.json }),
        PostgresArray.literal(rows.map { $0.isTaken ? "t" : "f" }),
      ])
  }

  private static func ledger(_ writes: [Item], runID: Int) -> PostgresStatement {
    let rows = writes.map(\.write.row)
    return PostgresStatement(
      SyncQueries.addLedger,
      [
        String(runID), ints(writes) { $0.id },
        PostgresArray.literal(writes.map(\.write.cause.rawValue)), ints(writes) { $0.write.delta },
        ints(writes) { $0.write.code.used }, ints(rows, \.usedAfter),
        PostgresArray.literal(writes.map(\.write.code.max)),
        PostgresArray.literal(writes.map(\.write.bucketBefore)),
        ints(rows) { $0.pending?.add ?? 0 },
        PostgresArray.literal(rows.map(\.certainty.state.rawValue)),
        ints(rows, \.certainty.low), ints(rows, \.certainty.high),
      ])
  }

  private static func foldGuarded(
    _ folds: [Item], _ backend: BackendSchema
  ) -> PostgresStatement {
    PostgresStatement(
      SyncQueries.foldGuarded(backend),
      [
        ints(folds) { $0.id }, ints(folds) { $0.write.delta }, ints(folds) { $0.write.code.used },
        ints(folds) { $0.write.code.max ?? 0 },
      ])
  }
}

/// How the first transaction ended.
enum FoldEnd {
  /// The server took so long to fold; for so long it held rows that backends write.
  case committed(Duration)
  /// Nothing of it remains.
  case disturbed(FoldConflict)
  /// The fold itself was refused, by what one code may be to blame for.
  case refused(RowFault)
}

/// Why a transaction that another session disturbed was undone.
enum FoldConflict {
  /// A code's row was not written, or is not as it was.
  case foldGuard
  /// A row of ours is not as it was.
  case rowGuard
  /// Another session holds a row, or the table, locked.
  case lock
  case deadlock
}

extension PostgresConnection {
  /// Waits for the end of ``SyncStatements/first(_:runID:in:)``, started before as a pipeline, which
  /// without BEGIN is one transaction up to its sync point.
  ///
  /// - Parameter folds: how many of the last statements fold. Only they, and the commit, speak of
  ///   the backend's rows: an error before them blames no code.
  /// - Throws: what is neither another session's nor a row's.
  func finishFold(folds: Int, deadline: Deadline) throws(PostgresError) -> FoldEnd {
    var seconds = 0.0
    var done = 0
    var count = Int.max
    do throws(PostgresError) {
      let results = try finishPipeline(deadline: deadline)
      count = results.count
      for result in results {
        let rows = try result.get()
        done += 1
        if rows.columns.contains(SyncQueries.foldSeconds) {
          seconds += try rows.only().double(SyncQueries.foldSeconds)
        }
      }
      return .committed(.seconds(saturating: seconds))
    } catch {
      // Without a count it is the commit that failed: a constraint or trigger that is deferred.
      let isFold = count == Int.max || done >= count - folds
      if SyncStatements.isGuard(error) { return .disturbed(isFold ? .foldGuard : .rowGuard) }
      if SyncStatements.isRetryableConflict(error) {
        return .disturbed(error.sqlState == .lockNotAvailable ? .lock : .deadlock)
      }
      guard isFold, case .server = error, let fault = RowFault(error) else { throw error }
      return .refused(fault)
    }
  }
}
