internal import PostgresClient

/// A code as the sync reads it.
struct SyncSubject: Sendable {
  let id: Int
  let code: String
  let facts: SyncCode
  let row: SyncRow?

  /// From the rows of ``SyncQueries/details`` or ``SyncQueries/detailsAfter``.
  static func all(_ rows: PostgresRows) throws -> [SyncSubject] {
    let columns = try Columns(rows)
    return try rows.map { try SyncSubject($0, columns) }
  }

  private init(_ source: PostgresRow, _ columns: Columns) throws {
    id = try source.int(columns.id)
    code = try source.string(columns.code)
    facts = SyncCode(
      used: try source.int(columns.used), max: try source.int(columns.max),
      isActive: try source.bool(columns.active))
    row = try source.bool(columns.known) ? SyncRow(source, columns.row) : nil
  }

  private struct Columns {
    let id, code, used, max, active, known: PostgresColumn
    let row: SyncRow.Columns

    init(_ rows: PostgresRows) throws(PostgresError) {
      id = try rows.column("id")
      code = try rows.column("code")
      used = try rows.column("used")
      max = try rows.column("max_uses")
      active = try rows.column("active")
      known = try rows.column("known")
      row = try SyncRow.Columns(rows)
    }
  }
}

extension SyncRow {
  fileprivate struct Columns {
    let seq, base, version, mark, adjusted, floor, held, usedAfter, maxAfter, maxTop: PostgresColumn
    let roomLow, roomHigh, changed, incarnation, read, gone: PostgresColumn
    let state, low, high, pending: PostgresColumn

    init(_ rows: PostgresRows) throws(PostgresError) {
      seq = try rows.column("seq")
      base = try rows.column("base_ms")
      version = try rows.column("epoch_ms")
      mark = try rows.column("x_mark")
      adjusted = try rows.column("cum_mark")
      floor = try rows.column("x_floor")
      held = try rows.column("held")
      usedAfter = try rows.column("u_after")
      maxAfter = try rows.column("m_after")
      maxTop = try rows.column("m_top")
      roomLow = try rows.column("room_low")
      roomHigh = try rows.column("room_high")
      changed = try rows.column("changed_ms")
      incarnation = try rows.column("incarnation")
      read = try rows.column("last_read_ms")
      gone = try rows.column("gone")
      state = try rows.column("state")
      low = try rows.column("spread_low")
      high = try rows.column("spread_high")
      pending = try rows.column("pending")
    }
  }

  fileprivate init(_ source: PostgresRow, _ columns: Columns) throws {
    self.init()
    seq = try source.int(columns.seq)
    base = try source.int(columns.base)
    version = try source.int(columns.version)
    mark = try source.int(columns.mark)
    adjusted = try source.int(columns.adjusted)
    floor = try source.int(columns.floor)
    held = try source.int(columns.held)
    usedAfter = try source.int(columns.usedAfter)
    maxAfter = try source.int(columns.maxAfter)
    maxTop = try source.int(columns.maxTop)
    roomLow = try source.int(columns.roomLow)
    roomHigh = try source.int(columns.roomHigh)
    changed = try source.int(columns.changed)
    incarnation = try source.int(columns.incarnation)
    read = try source.int(columns.read)
    gone = try source.bool(columns.gone)
    let state = try source.string(columns.state)
    guard let known = Certainty.State(rawValue: state) else {
      throw Failure(
        .conflict, "invitectl.redeem_sync holds a state this version does not know: \(state)",
        hint: "use the newest invitectl that has worked on this database")
    }
    certainty = Certainty(
      state: known, low: try source.int(columns.low), high: try source.int(columns.high))
    if let text = try source.optionalString(columns.pending) {
      pending = try SyncIntent(json: text)
    }
  }
}

extension SyncIntent {
  /// Intents as they are kept in `redeem_sync.pending`.
  init(json text: String) throws {
    let fields = try JSONValue(parsing: text)
    func field(_ name: String) throws -> Int {
      guard let number = fields[name]?.int else {
        throw Failure(
          .conflict, "an intent in invitectl.redeem_sync has no \(name)",
          hint: "invitectl force-resync settles the code")
      }
      return number
    }
    self.init(
      from: try field("from"), to: try field("to"), add: try field("add"),
      adjusted: try field("adjusted"), base: try field("base"), seq: try field("seq"),
      token: try field("token"), deadline: try field("deadline"))
  }

  var json: String {
    "{\"from\":\(from),\"to\":\(to),\"add\":\(add),\"adjusted\":\(adjusted),\"base\":\(base),"
      + "\"seq\":\(seq),\"token\":\(token),\"deadline\":\(deadline)}"
  }
}
