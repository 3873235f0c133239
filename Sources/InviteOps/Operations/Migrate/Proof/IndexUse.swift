internal import InviteDomain
internal import Localization
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
  /// Other indexes of its table that begin with the same columns.
  let covers: [String]
  /// Whether they are the scans of a replica, which counts its own alone.
  let isReplica: Bool

  /// From ``ProofQueries/uses(_:)``.
  init(_ row: PostgresRow) throws(PostgresError) {
    name = try row.string("name")
    rows = try row.int("rows")
    scans = try row.int("scans")
    seconds = try row.optionalDouble("seconds")
    covers = try row.strings("covers")
    isReplica = try row.bool("is_replica")
  }

  /// Of an index that is valid and as the revision defines it. Which of two the planner takes is not asked.
  ///
  /// - Parameter unsound: those of the eleven that are absent, unusable or another index, which cover nothing.
  func verdict(beside unsound: Set<String>) -> IndexProofs.Verdict {
    if rows < IndexProver.few { return .untold }
    if covers.contains(where: { !unsound.contains($0) }) { return .covered }
    if scans > 0 { return .proven }
    return isReplica ? .untold : .unused
  }

  /// For how long nobody has scanned it, if nobody has. When it was built PostgreSQL does not keep.
  var rest: String {
    seconds.map { tr("for \(DurationText.format(seconds: $0)), or since they were built") }
      ?? tr("since the statistics began, or since they were built")
  }
}
