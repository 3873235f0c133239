internal import ClientSupport
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

  /// Whether the transaction was undone because another session was at the same codes.
  static func isDisturbance(_ error: PostgresError) -> Bool {
    guard case .server(let diagnostics) = error else { return false }
    switch diagnostics.sqlState.rawValue {
    // The statements divide by zero where a row is not as it was.
    case "22012", "40P01", "40001", "55P03": return true
    default: return false
    }
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

extension PostgresConnection {
  /// Runs the statements as one transaction in one round trip: all or nothing (a pipeline without
  /// BEGIN is one transaction up to its sync point).
  func atomically(
    _ statements: [PostgresStatement], deadline: Deadline
  ) throws(PostgresError) {
    for result in try pipeline(statements, deadline: deadline) { _ = try result.get() }
  }

  /// The end of ``SyncStatements/first(_:runID:in:)``, started before as such a transaction.
  ///
  /// - Returns: how long the server took to fold; for so long it held rows that backends write.
  func finishFold(deadline: Deadline) throws(PostgresError) -> Duration {
    var seconds = 0.0
    for result in try finishPipeline(deadline: deadline) {
      let rows = try result.get()
      if rows.columns.contains(SyncQueries.foldSeconds) {
        seconds += try rows.only().double(SyncQueries.foldSeconds)
      }
    }
    return .seconds(seconds)
  }
}
