internal import ClientSupport
internal import PostgresClient

/// The first transaction of many codes as a pipeline of statements.
enum SyncStatements {
  static func first(_ writes: [(id: Int, write: SyncWrite)], runID: Int) -> [PostgresStatement] {
    var statements = [PostgresStatement(SyncQueries.transactionLimits)]
    let known = writes.filter { $0.write.expectedSeq != nil }
    let new = writes.filter { $0.write.expectedSeq == nil }
    if !known.isEmpty { statements.append(rows(SyncQueries.updateRows, known)) }
    if !new.isEmpty { statements.append(rows(SyncQueries.insertRows, new)) }
    statements.append(ledger(writes, runID: runID))
    // A guard holds even where nothing is added: force-resync changes what it saw, or nothing.
    let folds = writes.filter { $0.write.delta != 0 || $0.write.cause == .resynced }
    if !folds.isEmpty { statements.append(fold(folds)) }
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

  private static func rows(
    _ sql: String, _ writes: [(id: Int, write: SyncWrite)]
  ) -> PostgresStatement {
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

  private static func ledger(
    _ writes: [(id: Int, write: SyncWrite)], runID: Int
  ) -> PostgresStatement {
    let rows = writes.map(\.write.row)
    return PostgresStatement(
      SyncQueries.addLedger,
      [
        String(runID), ints(writes) { $0.id },
        PostgresArray.literal(writes.map(\.write.cause.rawValue)), ints(writes) { $0.write.delta },
        ints(writes) { $0.write.code.used }, ints(rows, \.usedAfter),
        PostgresArray.literal(writes.map { $0.write.code.max.map(String.init) }),
        PostgresArray.literal(writes.map { $0.write.bucketBefore.map(String.init) }),
        ints(rows) { $0.pending?.add ?? 0 },
        PostgresArray.literal(rows.map(\.certainty.state.rawValue)),
        ints(rows, \.certainty.low), ints(rows, \.certainty.high),
      ])
  }

  private static func fold(_ folds: [(id: Int, write: SyncWrite)]) -> PostgresStatement {
    PostgresStatement(
      SyncQueries.fold,
      [
        ints(folds) { $0.id }, ints(folds) { $0.write.delta },
        PostgresArray.literal(
          folds.map { $0.write.isGuarded ? String($0.write.code.used) : nil }),
        PostgresArray.literal(
          folds.map { $0.write.isGuarded ? String($0.write.code.max ?? 0) : nil }),
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
}
