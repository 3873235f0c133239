internal import CLibpq
public import ClientSupport

extension PostgresConnection {
  /// Runs one statement and gives its rows to `body` as they come; memory does not grow with
  /// their number (single-row mode, chapter 34.6 of the manual).
  ///
  /// When `body` throws, the statement is cancelled, the rest is drained, the connection stays
  /// usable, and the error comes back. Rows that were given out before an error of the server
  /// must be regarded as void, as the manual says.
  ///
  /// - Returns: the number of rows.
  /// - Throws: a ``PostgresError``, or what `body` throws.
  @discardableResult
  public func forEachRow(
    _ sql: String, _ parameters: [String?] = [], deadline: Deadline,
    _ body: (PostgresRow) throws -> Void
  ) throws -> Int {
    try observed(sql, parameters) { try stream(sql, parameters, deadline, body) }
  }

  private func stream(
    _ sql: String, _ parameters: [String?], _ deadline: Deadline,
    _ body: (PostgresRow) throws -> Void
  ) throws -> Int {
    var budget = WaitBudget(deadline, interrupt)
    let handle = try idleHandle(budget)
    try send(handle, sql, parameters)
    guard PQsetSingleRowMode(handle) == 1 else { throw lost(handle) }
    var outcome = StatementOutcome()
    var columns: [String]?
    var count = 0
    var bodyError: (any Error)?
    while let result = try nextResult(handle, &budget, columns: columns) {
      guard result.status == PGRES_SINGLE_TUPLE else {
        outcome.add(result)
        continue
      }
      columns = result.columns
      // After a cancellation the rest is only drained.
      guard budget.cancelled == nil else { continue }
      do {
        try body(PostgresRow(storage: result, index: 0))
        count += 1
      } catch {
        bodyError = error
        try giveUp(handle, .caller, &budget)
      }
    }
    if let bodyError { throw bodyError }
    _ = try outcome.verdict(self, budget)
    // The statement had ended when the cancellation came, but rows were dropped since.
    if let cause = budget.cancelled { throw cause.error(.cancelled) }
    return count
  }
}
