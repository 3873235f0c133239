internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What tables took up for each invite, since the statistics of the server began.
///
/// Both numbers are of the same counters, so that it does not matter when they began.
struct ForecastGrowth {
  /// With fewer invites one table filled by hand would be the pace.
  static let fewest = 100

  struct Table: Sendable {
    let schema: String
    let name: String
    /// Rows, also those that were deleted again or taken back.
    let inserted: Int
    /// Bytes of those that were not deleted again.
    let grown: Double
  }

  let tables: [Table]
  /// Invite records that were inserted.
  let invites: Int

  init(_ tables: [Table], schema: String) {
    self.tables = tables
    invites =
      tables.first { $0.schema == schema && $0.name == "invite_records" }?.inserted ?? 0
  }

  static func read(_ servers: ForecastServers) throws(Failure) -> ForecastGrowth {
    let tables = try servers.rows(
      tr("read what was written"), { _ in ForecastQueries.growth },
      decode: { (row) throws(PostgresError) in
        Table(
          schema: try row.string("schema"), name: try row.string("name"),
          inserted: try row.int("inserted"), grown: try row.double("grown"))
      })
    return ForecastGrowth(tables, schema: servers.postgres.backend.name)
  }

  var tooFew: String {
    tr(
      "not enough history: the server has counted \(CountText.of(invites, "new invite")), and "
        + "\(Self.fewest) are needed")
  }

  private var areEnough: Bool { invites >= Self.fewest }

  /// `nil` where there were too few.
  var bytesPerInvite: Double? {
    guard areEnough else { return nil }
    return tables.reduce(0) { $0 + $1.grown } / Double(invites)
  }

  /// Rows of a table for each invite. Of the records themselves it is at least one, whatever is counted.
  func rowsPerInvite(_ schema: String, _ name: String, isRecords: Bool) -> Double? {
    let table = tables.first { $0.schema == schema && $0.name == name }
    guard areEnough, let table else { return isRecords ? 1 : nil }
    return Double(table.inserted) / Double(invites)
  }
}
