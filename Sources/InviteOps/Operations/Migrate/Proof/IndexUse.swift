internal import InviteDomain
internal import PostgresClient

/// What the catalog and the statistics say of one of the eleven indexes: what ``IndexProver`` finds out, as far
/// as no plan is needed for it.
struct IndexUse: Sendable {
  let name: String
  /// Of the table, as the server estimates; below 0 where it was never analysed.
  let rows: Int
  let scans: Int
  /// For how long ``scans`` are counted; `nil`: since the statistics began.
  let seconds: Double?
  let coveredBy: String?

  /// From ``ProofQueries/uses(_:)``.
  init(_ row: PostgresRow) throws(PostgresError) {
    name = try row.string("name")
    rows = try row.int("rows")
    scans = try row.int("scans")
    seconds = try row.optionalDouble("seconds")
    coveredBy = try row.optionalString("covered_by")
  }

  /// Of an index that is valid and as the revision defines it. Which of two the planner takes is not asked.
  var verdict: IndexProofs.Verdict {
    if rows < IndexProver.few { return .untold }
    if coveredBy != nil { return .covered }
    return scans > 0 ? .proven : .unused
  }

  /// For how long nobody has scanned it, if nobody has.
  var rest: String {
    seconds.map { "for \(DurationText.format(seconds: $0))" } ?? "since the statistics began"
  }
}
