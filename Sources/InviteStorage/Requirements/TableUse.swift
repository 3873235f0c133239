internal import Localization

/// What a command does with one of the backend's tables. From it follow the table itself, the
/// privileges, the types of the columns, and that no row is hidden.
package struct TableUse: Sendable, Equatable {
  enum Extent: Sendable, Equatable {
    /// These columns.
    case columns([String])
    /// Whole rows, whatever is in them.
    case rows
  }

  let table: String
  let reads: Extent
  /// The columns it updates. Deleting rows that others may have locked asks for UPDATE on one of
  /// them ("SELECT", the locking clause).
  var updates: [String] = []
  var inserts = false
  var deletes = false
  /// Whether the command does without the table where it is missing.
  var isOptional = false

  /// The columns whose types matter.
  var columns: [String] {
    guard case .columns(let names) = reads else { return updates }
    return names + updates.filter { !names.contains($0) }
  }
}

extension TableUse {
  private static let judged = [
    "id", "code", "code_type", "max_uses", "used_count", "is_active", "group_id", "validity_days",
    "bound_email", "expires_at", "activated_at",
  ]
  private static let counted = ["id", "code", "max_uses", "used_count", "is_active"]
  private static let queueKey = ["id", "email", "redeem_code", "group_id", "status", "created_at"]

  static let codesJudged = TableUse(table: "redeem_codes", reads: .columns(judged))
  static let codesTraced = TableUse(
    table: "redeem_codes", reads: .columns(judged + ["created_at"]))
  static let codesCounted = TableUse(table: "redeem_codes", reads: .columns(counted))
  static let codesSynced = TableUse(
    table: "redeem_codes", reads: .columns(counted), updates: ["used_count"])
  static let codesSettled = TableUse(
    table: "redeem_codes", reads: .columns(counted + ["created_at"]), updates: ["used_count"])
  static let codesAudited = TableUse(
    table: "redeem_codes", reads: .columns(counted + ["code_type", "created_at"]))
  private static let retried = ["code_type", "group_id", "bound_email", "expires_at"]
  static let codesRetried = TableUse(
    table: "redeem_codes", reads: .columns(counted + retried))
  /// Where force-resync settles what is counted of them.
  static let codesRetriedSettled = TableUse(
    table: "redeem_codes",
    reads: .columns(counted + retried + ["created_at"]),
    updates: ["used_count"])
  static let codesRetriedSeen = TableUse(
    table: "redeem_codes",
    reads: .columns(counted + retried + ["created_at"]))
  static let codesNamed = TableUse(table: "redeem_codes", reads: .columns(["id", "code"]))
  static let codesRecounted = TableUse(
    table: "redeem_codes", reads: .columns(["id", "code", "used_count"]))
  static let codesDispensable = TableUse(
    table: "redeem_codes",
    reads: .columns([
      "code", "is_active", "expires_at", "bound_email", "activated_at", "validity_days",
    ]))

  /// Where uses are counted on join.
  private static let compared =
    counted + ["bound_email", "expires_at", "created_at", "activated_at"]
  static let codesCompared = TableUse(table: "redeem_codes", reads: .columns(compared))
  static let codesCorrected = TableUse(
    table: "redeem_codes", reads: .columns(compared), updates: ["used_count"])
  static let recordsConsumed = TableUse(
    table: "invite_records",
    reads: .columns([
      "id", "email", "redeem_code", "status", "is_rebind", "created_at", "accepted_at",
      "consumed_at",
    ]))

  private static let joining =
    judged + ["rebind_count", "rebind_limit"]
  private static let seen = [
    "id", "team_id", "email", "redeem_code", "status", "created_at", "is_rebind", "accepted_at",
  ]
  private static let waitingKey = queueKey + ["is_rebind"]
  private static let seats = ["id", "name", "max_seats", "is_active", "group_id", "status"]

  static let codesBound = TableUse(
    table: "redeem_codes", reads: .columns(joining), updates: ["bound_email"])
  static let codesBoundLook = TableUse(table: "redeem_codes", reads: .columns(joining))
  /// A reservation is deleted where its message is given up.
  static let recordsReserved = TableUse(
    table: "invite_records", reads: .columns(seen), inserts: true, deletes: true)
  static let recordsSeen = TableUse(table: "invite_records", reads: .columns(seen))
  static let queueWaiting = TableUse(
    table: "invite_queue", reads: .columns(waitingKey), inserts: true)
  static let queueSeen = TableUse(table: "invite_queue", reads: .columns(waitingKey))
  /// Locking rows asks for UPDATE on some column ("SELECT", the locking clause).
  static let teamsLocked = TableUse(table: "teams", reads: .columns(seats), updates: ["id"])
  static let teamsSeen = TableUse(table: "teams", reads: .columns(seats))
  static let membersNamed = TableUse(
    table: "team_members", reads: .columns(["id", "team_id", "email", "chatgpt_user_id"]))
  static let rebindHistory = TableUse(table: "rebind_history", reads: .columns([]), inserts: true)

  static let recordsOfRebind = TableUse(
    table: "invite_records",
    reads: .columns(["id", "team_id", "email", "redeem_code", "status", "created_at"]))
  static let recordsAsEvidence = TableUse(
    table: "invite_records", reads: .columns(["email", "redeem_code", "is_rebind", "created_at"]))
  static let recordsAudited = TableUse(
    table: "invite_records",
    reads: .columns(["id", "email", "redeem_code", "status", "created_at", "is_rebind"]))
  static let recordsFound = TableUse(
    table: "invite_records",
    reads: .columns(["id", "email", "redeem_code", "status", "created_at"]))
  static let recordsOfInvites = TableUse(
    table: "invite_records",
    reads: .columns(["id", "email", "redeem_code", "status", "created_at", "accepted_at"]))
  /// Locking a row asks for UPDATE on some column ("SELECT", the locking clause).
  static let recordsRetried = TableUse(
    table: "invite_records",
    reads: .columns([
      "id", "email", "redeem_code", "status", "created_at", "accepted_at", "is_rebind",
    ]), updates: ["id"])
  static let recordsRetriedSeen = TableUse(
    table: "invite_records",
    reads: .columns([
      "id", "email", "redeem_code", "status", "created_at", "accepted_at", "is_rebind",
    ]))
  static let recordsCounted = TableUse(
    table: "invite_records",
    reads: .columns(["id", "email", "redeem_code", "status", "created_at"]), isOptional: true)
  static let recordsDeleted = TableUse(
    table: "invite_records", reads: .rows, updates: ["id"], deletes: true, isOptional: true)

  static let queueAsEvidence = TableUse(
    table: "invite_queue", reads: .columns(["email", "redeem_code", "created_at"]), isOptional: true
  )
  static let queueAudited = TableUse(
    table: "invite_queue", reads: .columns(["id", "email", "redeem_code", "created_at", "status"]),
    isOptional: true)
  static let queueAuditedOnJoin = TableUse(
    table: "invite_queue",
    reads: .columns(["id", "email", "redeem_code", "created_at", "status", "is_rebind"]),
    isOptional: true)
  static let queueCounted = TableUse(
    table: "invite_queue", reads: .columns(["status", "processed_at"]), isOptional: true)
  static let queueDeleted = TableUse(
    table: "invite_queue", reads: .columns(["status", "processed_at"]),
    updates: ["status", "processed_at"], deletes: true, isOptional: true)
  static let queueFound = TableUse(table: "invite_queue", reads: .columns(queueKey))
  static let queueSeenAnywhere = TableUse(
    table: "invite_queue", reads: .columns(queueKey), isOptional: true)
  static let queuePutBack = TableUse(
    table: "invite_queue", reads: .columns(queueKey), updates: ["status", "processed_at"])

  static let codesForecast = TableUse(
    table: "redeem_codes",
    reads: .columns(
      counted + ["expires_at", "code_type", "bound_email", "activated_at", "validity_days"]))
  static let recordsForecast = TableUse(
    table: "invite_records",
    reads: .columns([
      "id", "team_id", "email", "redeem_code", "status", "is_rebind", "created_at", "accepted_at",
    ]))
  static let queueForecast = TableUse(
    table: "invite_queue", reads: .columns(["id", "redeem_code", "status", "group_id"]),
    isOptional: true)
  static let membersForecast = TableUse(
    table: "team_members", reads: .columns(["id", "team_id", "email"]))

  static let teams = TableUse(
    table: "teams", reads: .columns(["id", "name", "max_seats", "is_active", "group_id"]))
  static let members = TableUse(table: "team_members", reads: .columns(["team_id", "email"]))
  static let membersFound = TableUse(
    table: "team_members", reads: .columns(["team_id", "email", "joined_at"]))
  static let groups = TableUse(table: "team_groups", reads: .columns(["id", "name"]))
}

/// The types that the statements are written for, by column.
enum ColumnType: String, Sendable {
  case integer, text, boolean, timestamp, `enum`

  /// Whether a type of this number in pg_type will do
  /// (src/include/catalog/pg_type.dat: int4 23, int8 20, varchar 1043, text 25, bool 16,
  /// timestamp 1114, timestamptz 1184; what a database made itself begins at 16384,
  /// FirstNormalObjectId). A time may have a zone, since our sessions are in UTC
  /// (``SessionLookQueries/common``).
  func admits(_ type: Int) -> Bool {
    switch self {
    case .integer: [23, 20].contains(type)
    case .text: [1043, 25].contains(type)
    case .boolean: type == 16
    case .timestamp: [1114, 1184].contains(type)
    case .enum: type >= 16384
    }
  }

  /// As a person would write it.
  var name: String {
    switch self {
    case .integer: "integer"
    case .text: tr("varchar or text")
    case .boolean: "boolean"
    case .timestamp: "timestamp"
    case .enum: tr("the backend's enum")
    }
  }

  /// The same in all of the backend's tables, whatever the table.
  static let ofColumn: [String: ColumnType] = [
    "id": .integer, "team_id": .integer, "group_id": .integer, "max_uses": .integer,
    "used_count": .integer, "validity_days": .integer, "max_seats": .integer,
    "code": .text, "bound_email": .text, "email": .text, "redeem_code": .text, "name": .text,
    "is_active": .boolean, "is_rebind": .boolean,
    "expires_at": .timestamp, "activated_at": .timestamp, "created_at": .timestamp,
    "joined_at": .timestamp, "processed_at": .timestamp, "accepted_at": .timestamp,
    "code_type": .enum, "status": .enum,
  ]
}
