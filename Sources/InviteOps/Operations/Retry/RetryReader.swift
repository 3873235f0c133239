internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Reads the rows that are to be tried again: all at once, and where one of them cannot be read, in
/// parts.
struct RetryReader {
  let connection: PostgresConnection
  let context: OperationContext
  let request: RetryRequest

  /// As many are read at once, see ``RetryQueries/found(_:_:_:)``.
  static let most = 10_000

  /// The oldest first.
  ///
  /// - Parameter findings: gets those that cannot be read, or whose age nobody can tell.
  func read(_ findings: inout RowFindings) throws(Failure) -> [RetryRow] {
    var rows: [RetryRow] = []
    if try take(nil, &rows, &findings) != nil {
      let statement = RetryQueries.ids(connection.backend, request.rowKind, shape)
      let ids: [Int]
      do throws(PostgresError) {
        ids = try connection.readLong(
          statement, request.parameters(ids: nil), limit: context.longLimit,
          lock: context.lockLimit
        ).map { row throws(PostgresError) in try row.int("id") }
      } catch {
        throw RetryRequest.failure(error, doing: tr("read the invites"))
      }
      rows = []
      findings = RowFindings(most: Self.most)
      try Bisection.run(ids[...], isBad: true) { part throws(Failure) in
        try take(Array(part), &rows, &findings)
      } culprit: { id, fault throws(Failure) in
        findings.add(
          RowWitness(connection: connection, deadline: context.requestDeadline).finding(
            fault, table: RetryRow.Source(key: id).rawValue, id: RetryRow.id(key: id),
            again: RowAdvice.again))
      }
    }
    return rows.sorted { $0.ageSeconds > $1.ageSeconds }
  }

  private var shape: RetryQueries.Shape {
    let facts = connection.facts
    return RetryQueries.Shape(
      hasRebinds: facts?.generation.map { $0.tables >= .r024 } ?? false,
      hasAttempts: facts?.own[OwnTable.retries.rawValue] != nil)
  }

  /// - Parameter ids: `nil` for all.
  private func take(
    _ ids: [Int]?, _ rows: inout [RetryRow], _ findings: inout RowFindings
  ) throws(Failure) -> RowFault? {
    var read: [RetryRow] = []
    var timeless: [(id: Int, isNull: Bool)] = []
    let statement = RetryQueries.found(connection.backend, request.rowKind, shape)
    do throws(PostgresError) {
      for row in try connection.readLong(
        statement, request.parameters(ids: ids), limit: context.longLimit,
        lock: context.lockLimit)
      {
        if try row.bool("has_time") {
          read.append(
            try RetryRow(
              row, in: connection.backend, counting: connection.facts?.generation?.counting))
        } else {
          timeless.append((try row.int("id"), try row.bool("is_timeless")))
        }
      }
    } catch {
      guard let fault = RowFault(error) else {
        throw RetryRequest.failure(error, doing: tr("read the invites"))
      }
      return fault
    }
    rows += read
    for row in timeless {
      findings.add(
        RowFinding(
          table: RetryRow.Source(key: row.id).rawValue, id: RetryRow.id(key: row.id),
          reason: tr(
            "its created_at is \(row.isNull ? "NULL" : tr("infinite")), so that nothing is older "
              + "or newer than it"),
          hint: tr("write when that was, then run the same command again")))
    }
    return nil
  }
}
