internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Numbers of columns whose type or sequence comes to an end, as a rule at 2,147,483,647: after it each INSERT fails.
struct ForecastIDs {
  /// One column.
  struct Column: Sendable {
    let schema: String
    let table: String
    let attribute: String
    /// Whether it is known for sure what numbers it.
    let isFound: Bool
    /// The last one given out; `nil` where the role may not see it, or nobody knows where it comes from.
    var last: Int?
    /// What numbers it, where the role may not see that.
    let hidden: HiddenSequence?
    /// The sequence that numbers it, as a statement names it, where that has given out nothing yet.
    let fresh: String?
    /// The last that there can be, up and down.
    let greatest: Int
    let least: Int
    /// Below 0 it goes down.
    let step: Int

    var remaining: Int? {
      last.map { last in
        let (room, isBeyond) =
          step < 0
          ? last.subtractingReportingOverflow(least) : greatest.subtractingReportingOverflow(last)
        return isBeyond ? Int.max : max(0, room) / max(1, Int(clamping: step.magnitude))
      }
    }
  }

  /// The tables of which the ids are asked where no sequence is found.
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
      let isFound = try row.bool("found")
      let isFresh = try row.bool("fresh")
      let isSelectable = try row.bool("selectable")
      let isSeen = isFresh ? isSelectable : isReadable
      let sequence = try HiddenSequence(row)
      // Where nothing was numbered yet there is no last one.
      let last = try row.optionalInt("last") ?? 0
      return Column(
        schema: try row.string("schema"), table: try row.string("name"),
        attribute: try row.string("attribute"), isFound: isFound,
        last: isSeen ? last : nil, hidden: isFound && !isSeen ? sequence : nil,
        fresh: isFresh && isSeen ? sequence?.name : nil,
        greatest: try row.int("greatest"), least: try row.int("least"),
        step: try row.int("step"))
    }
    try lookInto(&columns)
    for index in columns.indices where columns[index].last == nil {
      let column = columns[index]
      // The greatest id of a table says nothing of a sequence that is there and is not shown.
      guard column.hidden == nil, column.schema == schema, column.attribute == "id",
        Self.known.contains(column.table)
      else { continue }
      columns[index].last = try lastID(of: column.table)
    }
    guard !columns.isEmpty else {
      return ForecastLine(.ids, .untold, tr("no sequence of a column of type integer was found"))
    }
    var line = first(columns, schema)
    let left = missing(columns, schema)
    if !left.isEmpty { line.isPartial = true }
    for note in left { line.add(note) }
    let grants = HiddenSequence.grants(columns.compactMap(\.hidden))
    if !grants.isEmpty { line.statements = grants }
    return line
  }

  /// Asks sequences that have given out nothing where they were set: `setval(…, false)`, RESTART.
  private func lookInto(_ columns: inout [Column]) throws(Failure) {
    let names = Set(columns.compactMap(\.fresh)).sorted()
    guard !names.isEmpty else { return }
    let places = try servers.rows(
      tr("look at the sequences"), { _ in ForecastQueries.places(names) },
      decode: { (row) throws(PostgresError) in
        (place: try row.int("place"), last: try row.int("last"))
      })
    for found in places {
      for index in columns.indices where columns[index].fresh == names[found.place] {
        columns[index].last = found.last
      }
    }
  }

  /// The greatest id of a table; `nil` where this role may not read it, which costs no other column.
  private func lastID(of table: String) throws(Failure) -> Int? {
    do throws(PostgresError) {
      let rows = try servers.read { ForecastQueries.lastID($0, of: table) }
      return try rows.only().optionalInt("last") ?? 0
    } catch {
      if error.sqlState == .insufficientPrivilege { return nil }
      throw Failure(error, doing: tr("read the last id of \(table)"))
    }
  }

  /// What is not in it, and why.
  private func missing(_ columns: [Column], _ schema: String) -> [String] {
    var notes: [String] = []
    let unseen = columns.filter { $0.hidden != nil }.map { name($0, schema) }
    if !unseen.isEmpty {
      notes.append(
        tr("not in it: \(unseen.joined(separator: ", ")), whose sequence this role may not see"))
    }
    // The greatest id says where the numbers were at some time, and not where they go on.
    let lost = columns.filter { !$0.isFound }.map { name($0, schema) }
    if !lost.isEmpty {
      notes.append(
        tr("not in it: \(lost.joined(separator: ", ")), whose sequence was not found"))
    }
    let paceless = columns.filter { $0.last != nil && pace($0, schema) == nil }
    if !paceless.isEmpty, paceless.count < columns.count {
      let count = CountText.of(paceless.count, "column")
      notes.append(tr("not in it: \(count) without a pace (\(growth.tooFew))"))
    }
    return notes
  }

  private func name(_ column: Column, _ schema: String) -> String {
    (column.schema == schema ? "" : column.schema + ".") + "\(column.table).\(column.attribute)"
  }

  private func pace(_ column: Column, _ schema: String) -> Double? {
    growth.rowsPerInvite(
      column.schema, column.table,
      isRecords: column.schema == schema && column.table == "invite_records")
  }

  private func first(_ columns: [Column], _ schema: String) -> ForecastLine {
    let known = columns.compactMap { column -> (column: Column, remaining: Int, rows: Double)? in
      guard let remaining = column.remaining, let rows = pace(column, schema) else { return nil }
      return (column, remaining, rows)
    }
    let isUsed =
      history.days >= RunOutEstimator.leastDays && history.records.contains { $0 > 0 }
    // The days are the same for all of them: that one ends first whose numbers are enough for the fewest invites.
    func invites(_ remaining: Int, _ rows: Double) -> Double {
      if remaining == 0 { return 0 }
      return isUsed && rows > 0 ? Double(remaining) / rows : .infinity
    }
    // Of those of which nothing is used the one with the fewest left.
    let first = known.min {
      (invites($0.remaining, $0.rows), $0.remaining)
        < (invites($1.remaining, $1.rows), $1.remaining)
    }
    guard let first else {
      let isSeen = columns.contains { $0.last != nil }
      return ForecastLine(
        .ids, .untold, isSeen ? growth.tooFew : tr("how far any sequence is cannot be seen"))
    }
    var line = ForecastLine.runningOut(
      .ids, first.remaining, history.records.map { $0 * first.rows }, grain: first.rows,
      history.rhythm)
    line.item = name(first.column, schema)
    return line
  }
}
