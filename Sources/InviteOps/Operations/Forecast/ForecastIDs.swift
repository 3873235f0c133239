internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Numbers of columns of type integer, of which the last is 2,147,483,647: after it each INSERT fails.
struct ForecastIDs {
  /// One column.
  struct Column: Sendable {
    let schema: String
    let table: String
    let attribute: String
    /// The last one given out; `nil` where the role may not see it.
    var last: Int?
    let greatest: Int
    let step: Int

    var remaining: Int? {
      last.map { max(0, greatest - max(0, $0)) / max(1, step) }
    }
  }

  /// The tables of which a role that may not see the sequence may see the ids.
  private static let known = ["invite_records", "invite_queue", "redeem_codes", "team_members"]

  let servers: ForecastServers
  let history: PaceHistory
  let growth: ForecastGrowth

  /// The one that comes first to its end.
  func line() throws(Failure) -> ForecastLine {
    let schema = servers.postgres.backend.name
    var columns = try servers.rows(tr("look at the sequences"), ForecastQueries.sequences) {
      (row) throws(PostgresError) in
      let isReadable = try row.bool("readable")
      // Where nothing was numbered yet there is no last one.
      let last = try row.optionalInt("last") ?? 0
      return Column(
        schema: try row.string("schema"), table: try row.string("name"),
        attribute: try row.string("attribute"), last: isReadable ? last : nil,
        greatest: try row.int("greatest"), step: try row.int("step"))
    }
    for index in columns.indices where columns[index].last == nil {
      let column = columns[index]
      guard column.schema == schema, column.attribute == "id", Self.known.contains(column.table)
      else { continue }
      columns[index].last = try servers.row(tr("read the last id of \(column.table)")) {
        ForecastQueries.lastID($0, of: column.table)
      } decode: { (row) throws(PostgresError) in
        try row.optionalInt("last") ?? 0
      }
    }
    guard !columns.isEmpty else {
      return ForecastLine(.ids, .untold, tr("no sequence of a column of type integer was found"))
    }
    var line = first(columns, schema)
    let unseen = columns.count { $0.last == nil }
    if unseen > 0 {
      line.note = tr("not in it: \(CountText.of(unseen, "sequence")) that this role may not see")
    }
    return line
  }

  private func first(_ columns: [Column], _ schema: String) -> ForecastLine {
    var lines: [(line: ForecastLine, end: Double)] = []
    for column in columns {
      guard let remaining = column.remaining else { continue }
      let isRecords = column.schema == schema && column.table == "invite_records"
      guard
        let pace = growth.rowsPerInvite(column.schema, column.table, isRecords: isRecords)
      else { continue }
      var line = ForecastLine.runningOut(.ids, remaining, history.records.map { $0 * pace })
      line.item =
        (column.schema == schema ? "" : column.schema + ".")
        + "\(column.table).\(column.attribute)"
      let perDay = line.perDay ?? 0
      let end = remaining == 0 ? 0 : perDay > 0 ? Double(remaining) / perDay : .infinity
      lines.append((line, end))
    }
    // Of those of which nothing is used the one with the fewest left.
    let ordered = lines.sorted {
      ($0.end, $0.line.remaining ?? 0) < ($1.end, $1.line.remaining ?? 0)
    }
    return ordered.first?.line ?? ForecastLine(.ids, .untold, growth.tooFew)
  }
}
