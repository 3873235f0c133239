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

  /// - Parameters:
  ///   - isWatched: triggers or rules of others may change what is written to the codes.
  ///   - limit: for each statement.
  static func first(
    _ writes: [Item], runID: Int, in backend: BackendSchema, isWatched: Bool,
    limit: Duration = longest
  ) -> [PostgresStatement] {
    var statements = [limits(limit)]
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
    let still = writes.filter { $0.write.isGuarded && !$0.write.foldsGuarded }
    if !still.isEmpty {
      statements.append(
        PostgresStatement(
          SyncQueries.stillAsSeen(backend),
          [
            ints(still) { $0.id }, ints(still) { $0.write.code.used },
            ints(still) { $0.write.code.max ?? 0 },
          ]))
    }
    if !advanced.isEmpty { statements.append(advance(advanced, runID: runID)) }
    if !changed.isEmpty {
      statements.append(rows(SyncRowQueries.updateRows, changed, runID: runID))
    }
    if !new.isEmpty { statements.append(rows(SyncRowQueries.insertRows, new, runID: runID)) }
    return statements + folding(writes, backend, isWatched: isWatched)
  }

  /// How many of the last statements of ``first(_:runID:in:isWatched:limit:)`` write the backend's rows.
  static func folds(_ writes: [Item], isWatched: Bool) -> Int {
    folding(writes, .standard, isWatched: isWatched).count
  }

  private static func folding(
    _ writes: [Item], _ backend: BackendSchema, isWatched: Bool
  ) -> [PostgresStatement] {
    let guarded = writes.filter(\.write.foldsGuarded)
    let free = writes.filter { $0.write.delta != 0 && !$0.write.isGuarded }
    var statements: [PostgresStatement] = []
    if !guarded.isEmpty {
      let arrays = [
        ints(guarded) { $0.id }, ints(guarded) { $0.write.delta },
        ints(guarded) { $0.write.code.used }, ints(guarded) { $0.write.code.max ?? 0 },
      ]
      statements +=
        isWatched
        ? watched(WatchedFoldQueries.noteGuarded(backend), arrays, backend)
        : [PostgresStatement(SyncQueries.foldGuarded(backend), arrays)]
    }
    if !free.isEmpty {
      let arrays = [ints(free) { $0.id }, ints(free) { $0.write.delta }]
      statements +=
        isWatched
        ? watched(WatchedFoldQueries.note(backend), arrays, backend)
        : [PostgresStatement(SyncQueries.fold(backend), arrays)]
    }
    return statements
  }

  private static func watched(
    _ note: String, _ arrays: [String], _ backend: BackendSchema
  ) -> [PostgresStatement] {
    [
      PostgresStatement(note, arrays), PostgresStatement(WatchedFoldQueries.write(backend)),
      PostgresStatement(RowQueries.immediate),
      PostgresStatement(WatchedFoldQueries.look(backend), [arrays[0]]),
    ]
  }

  /// An intent that is over, with the row that had it.
  struct Settled {
    let id: Int
    let row: SyncRow
    let intent: SyncIntent
    let settlement: IntentResolution
  }

  /// The second transaction of many codes.
  ///
  /// - Parameters:
  ///   - rolledForward: another run recorded the intents.
  ///   - runID: the run that finds out how they ended.
  static func settle(
    _ settled: [Settled], rolledForward: Bool, runID: Int
  ) -> PostgresStatement {
    PostgresStatement(
      SyncRowQueries.settle,
      [
        ints(settled, \.id), ints(settled, \.intent.token),
        PostgresArray.literal(settled.map { $0.settlement.isSettled ? "t" : "f" }),
        rolledForward ? "t" : "f",
        ints(settled) {
          $0.settlement.settling($0.row, $0.intent, rolledForward: rolledForward).floor
        },
        ints(settled, \.intent.from), String(runID),
      ])
  }

  /// The most that a statement of a transaction of ours may take.
  static let longest = Duration.seconds(8)

  /// The begin of a transaction of which no statement takes longer than `limit`. A lock is given up
  /// sooner, so that it is known for one.
  static func limits(_ limit: Duration = longest) -> PostgresStatement {
    RowQueries.limits(max(.milliseconds(20), min(longest, limit)))
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
    default: return error.isOfGuard
    }
  }

  private static func ints<Item>(_ items: [Item], _ value: (Item) -> Int) -> String {
    PostgresArray.literal(items.map(value))
  }

  private static func advance(_ writes: [Item], runID: Int) -> PostgresStatement {
    let rows = writes.map(\.write.row)
    return PostgresStatement(
      SyncRowQueries.advanceRows,
      [
        String(writes.count), ints(writes) { $0.id }, ints(writes) { $0.write.expectedSeq ?? 0 },
        ints(writes) { $0.write.delta }, ints(rows, \.mark), ints(rows, \.floor),
        ints(rows, \.usedAfter), ints(rows, \.roomLow), ints(rows, \.roomHigh),
        ints(rows, \.read), String(runID), ints(rows, \.pastLow), ints(rows, \.pastHigh),
        ints(rows, \.roomSince),
      ])
  }

  private static func rows(_ sql: String, _ writes: [Item], runID: Int) -> PostgresStatement {
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
        ints(rows, \.pastLow), ints(rows, \.pastHigh), ints(rows, \.roomSince),
        PostgresArray.literal(writes.map(\.write.cause.rawValue)), ints(writes) { $0.write.delta },
        ints(writes) { $0.write.code.used }, PostgresArray.literal(writes.map(\.write.code.max)),
        PostgresArray.literal(writes.map(\.write.bucketBefore)),
        ints(rows) { $0.pending?.add ?? 0 }, String(runID),
      ])
  }
}

extension SyncWrite {
  /// Whether its guard stands in the statement that writes the code. For force-resync, even where
  /// nothing is added: it changes what it saw, or nothing, and finds what refuses the row.
  fileprivate var foldsGuarded: Bool {
    isGuarded && (delta != 0 || cause == .resynced || cause == .rebuilt)
  }
}
