internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Reads the open rows of invite_queue: all at once, and where one of them cannot be read, in parts.
struct StuckReader {
  let connection: PostgresConnection
  let context: OperationContext
  let age: Duration

  static let table = "invite_queue"
  static let again = verbatim("'invitectl cleanup-queue --stuck --yes'")

  /// The rows without a verdict, the oldest first.
  ///
  /// - Parameter findings: gets those that cannot be read, or whose age nobody can tell.
  func read(_ findings: inout RowFindings) throws(Failure) -> [StuckRow] {
    var rows: [StuckRow] = []
    if try take(nil, &rows, &findings) == nil { return rows }
    let ids: [Int]
    do throws(PostgresError) {
      ids = try connection.query(
        StuckQueries.openIDs, [String(age.seconds)], deadline: context.requestDeadline
      ).map { row throws(PostgresError) in try row.int("id") }
    } catch {
      throw Failure(error, doing: tr("read invite_queue"))
    }
    rows = []
    findings = RowFindings()
    try Bisection.run(ids[...], isBad: true) { part throws(Failure) in
      try take(Array(part), &rows, &findings)
    } culprit: { id, fault throws(Failure) in
      findings.add(witness.finding(fault, table: Self.table, id: id, again: Self.again))
    }
    return rows
  }

  private var witness: RowWitness {
    RowWitness(connection: connection, deadline: context.requestDeadline)
  }

  /// - Parameter ids: `nil` for all.
  private func take(
    _ ids: [Int]?, _ rows: inout [StuckRow], _ findings: inout RowFindings
  ) throws(Failure) -> RowFault? {
    var read: [StuckRow] = []
    var timeless: [(id: Int, isNull: Bool)] = []
    do throws(PostgresError) {
      let found = try connection.query(
        StuckQueries.open, [String(age.seconds), ids.map { PostgresArray.literal($0) }],
        deadline: context.requestDeadline)
      for row in found {
        if try row.bool("has_time") {
          read.append(try Self.row(row, in: connection.backend))
        } else {
          timeless.append((try row.int("id"), try row.bool("is_timeless")))
        }
      }
    } catch {
      guard let fault = RowFault(error) else {
        throw Failure(error, doing: tr("read invite_queue"))
      }
      return fault
    }
    rows += read
    for row in timeless {
      findings.add(Self.timeless(row.id, isNull: row.isNull, in: connection.backend))
    }
    return nil
  }

  /// A row without a finite time: no age, and no success is newer or older than it.
  static func timeless(_ id: Int, isNull: Bool = false, in backend: BackendSchema) -> RowFinding {
    RowFinding(
      table: table, id: id,
      reason: isNull
        ? tr("its created_at is NULL, so that it has no age")
        : tr("its created_at is infinite, so that it has no age"),
      hint: tr("\(StuckQueries.mendTime(id, in: backend)) gives it one; \(RowAdvice.rerun(again))"))
  }

  /// A row that another one stands for.
  static func duplicate(_ id: Int, of first: Int) -> RowFinding {
    RowFinding(
      table: table, id: id,
      reason: tr("row \(first) is of the same email and code, and one invite is enough for both"),
      hint: tr("once the invite of row \(first) is made, \(again) marks both as done"))
  }

  private static func row(
    _ row: PostgresRow, in backend: BackendSchema
  ) throws(PostgresError) -> StuckRow {
    let status = try row.optionalString("record_status") ?? ""
    var read = StuckRow(
      id: try row.int("id"), email: try row.string("email"),
      code: try row.optionalString("redeem_code"), groupID: try row.optionalInt("group_id"),
      isRebind: try row.bool("is_rebind"), status: try row.string("status"),
      label: try row.string("label"), ageSeconds: try row.double("age_seconds"),
      record: try row.optionalInt("record").map { ($0, status) },
      doubt: try StuckDoubt(row, in: backend))
    read.isCountless = try row.bool("is_countless")
    return read
  }
}
