internal import PostgresClient

/// A code as the sync reads it.
struct SyncSubject: Sendable {
  let id: Int
  let code: String
  let facts: SyncCode
  let row: SyncRow?

  init(_ source: PostgresRow) throws {
    id = try source.int("id")
    code = try source.string("code")
    facts = SyncCode(
      used: try source.int("used"), max: try source.int("max_uses"),
      isActive: try source.bool("active"))
    row = try source.bool("known") ? SyncRow(source) : nil
  }
}

extension SyncRow {
  /// From a row of ``SyncQueries/details``.
  init(_ source: PostgresRow) throws {
    self.init()
    seq = try source.int("seq")
    base = try source.int("base_ms")
    version = try source.int("epoch_ms")
    mark = try source.int("x_mark")
    adjusted = try source.int("cum_mark")
    floor = try source.int("x_floor")
    held = try source.int("held")
    usedAfter = try source.int("u_after")
    maxAfter = try source.int("m_after")
    maxTop = try source.int("m_top")
    roomLow = try source.int("room_low")
    roomHigh = try source.int("room_high")
    changed = try source.int("changed_ms")
    incarnation = try source.int("incarnation")
    read = try source.int("last_read_ms")
    gone = try source.bool("gone")
    let state = try source.string("state")
    guard let known = Certainty.State(rawValue: state) else {
      throw Failure(
        .conflict, "invitectl.redeem_sync holds a state this version does not know: \(state)",
        hint: "use the newest invitectl that has worked on this database")
    }
    certainty = Certainty(
      state: known, low: try source.int("spread_low"), high: try source.int("spread_high"))
    if let text = try source.optionalString("pending") { pending = try SyncIntent(json: text) }
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
