internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient

/// A code as the sync reads it.
struct CodeRecord: Sendable {
  let id: Int
  let code: String
  let facts: SyncCode
  /// `nil` too where there is one that cannot be reckoned with; see ``problem``.
  let row: SyncRow?
  /// Why the code is to be left alone, whatever its bucket holds.
  let problem: SyncProblem?

  /// From the rows of ``SyncQueries/details`` or ``SyncQueries/detailsAfter``.
  static func all(_ rows: PostgresRows) throws -> [CodeRecord] {
    let columns = try Columns(rows)
    return try rows.map { try CodeRecord($0, columns) }
  }

  /// The codes with these ids as they are now; a failure is one that a single row may be to blame
  /// for.
  static func read(
    _ ids: [Int], _ servers: SyncConnections
  ) throws(Failure) -> Result<[CodeRecord], RowFault> {
    do {
      return .success(
        try all(
          servers.writer.query(
            SyncQueries.details, [PostgresArray.literal(ids)], deadline: servers.deadline)))
    } catch let error as PostgresError {
      if let fault = RowFault(error) { return .failure(fault.reading) }
      throw Failure(error, doing: tr("read \(CountText.of(ids.count, "code"))"))
    } catch let failure as Failure {
      // Our own row of a code holds what this version does not understand.
      return .failure(RowFault(failure).reading)
    } catch {
      throw Failure(.error, tr("could not read \(CountText.of(ids.count, "code")): \(error)"))
    }
  }

  private init(_ source: PostgresRow, _ columns: Columns) throws {
    id = try source.int(columns.id)
    code = try source.string(columns.code)
    facts = SyncCode(
      used: try source.int(columns.used), max: try source.int(columns.max),
      isActive: try source.bool(columns.active), isTaken: try source.bool(columns.taken))
    guard try source.bool(columns.known) else {
      (row, problem) = (nil, facts.problem)
      return
    }
    let found = try SyncRow(source, columns.row)
    // Of a Redis that no sync of ours has met, it is not one of ours either.
    let isSound = try found.map(SyncBounds.holds) ?? false && source.bool(columns.ofKnownRedis)
    (row, problem) = isSound ? (found, facts.problem) : (nil, .badRow)
  }

  private struct Columns {
    let id, code, used, max, active, taken, known, ofKnownRedis: PostgresColumn
    let row: SyncRow.Columns

    init(_ rows: PostgresRows) throws(PostgresError) {
      id = try rows.column("id")
      code = try rows.column("code")
      used = try rows.column("used")
      max = try rows.column("max_uses")
      active = try rows.column("active")
      taken = try rows.column("taken")
      known = try rows.column("known")
      ofKnownRedis = try rows.column("of_known_redis")
      row = try SyncRow.Columns(rows)
    }
  }
}

extension SyncRow {
  fileprivate struct Columns {
    let seq, base, version, mark, adjusted, floor, held, usedAfter, maxAfter, maxTop: PostgresColumn
    let roomLow, roomHigh, pastLow, pastHigh, roomSince: PostgresColumn
    let changed, incarnation, read, gone: PostgresColumn
    let state, low, high, pending, wasTaken: PostgresColumn

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
      pastLow = try rows.column("past_low")
      pastHigh = try rows.column("past_high")
      roomSince = try rows.column("room_since_ms")
      changed = try rows.column("changed_ms")
      incarnation = try rows.column("incarnation")
      read = try rows.column("last_read_ms")
      gone = try rows.column("gone")
      state = try rows.column("state")
      low = try rows.column("spread_low")
      high = try rows.column("spread_high")
      pending = try rows.column("pending")
      wasTaken = try rows.column("was_taken")
    }
  }

  /// `nil` for a row that no sync of ours wrote, or a newer version of it.
  fileprivate init?(_ source: PostgresRow, _ columns: Columns) throws(PostgresError) {
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
    pastLow = try source.int(columns.pastLow)
    pastHigh = try source.int(columns.pastHigh)
    roomSince = try source.int(columns.roomSince)
    changed = try source.int(columns.changed)
    incarnation = try source.int(columns.incarnation)
    read = try source.int(columns.read)
    gone = try source.bool(columns.gone)
    isTaken = try source.bool(columns.wasTaken)
    guard let known = Certainty.State(rawValue: try source.string(columns.state)) else {
      return nil
    }
    certainty = Certainty(
      state: known, low: try source.int(columns.low), high: try source.int(columns.high))
    if let text = try source.optionalString(columns.pending) {
      guard let intent = SyncIntent(json: text) else { return nil }
      pending = intent
    }
  }
}

extension SyncIntent {
  /// Intents as they are kept in `redeem_sync.pending`; `nil` for anything else.
  init?(json text: String) {
    guard let fields = try? JSONValue(parsing: text) else { return nil }
    // The token has all 64 bits.
    func field(_ name: String) -> Int? {
      guard case .number(let number)? = fields[name] else { return nil }
      return number.int
    }
    guard let from = field("from"), let to = field("to"), let add = field("add"),
      let adjusted = field("adjusted"), let base = field("base"), let seq = field("seq"),
      let token = field("token"), let deadline = field("deadline")
    else { return nil }
    self.init(
      from: from, to: to, add: add, adjusted: adjusted, base: base, seq: seq, token: token,
      deadline: deadline)
  }

  var json: String {
    "{\"from\":\(from),\"to\":\(to),\"add\":\(add),\"adjusted\":\(adjusted),\"base\":\(base),"
      + "\"seq\":\(seq),\"token\":\(token),\"deadline\":\(deadline)}"
  }
}
