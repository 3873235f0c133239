/// What commands read and write in schema `invitectl`.
package enum OwnTable: String, CaseIterable, Sendable {
  case sync = "redeem_sync"
  case ledger = "redeem_sync_ledger"
  case anchor = "redeem_sync_anchor"
  case incarnations = "redis_incarnation"
  case runLog = "run_log"
  case outbox = "redeem_outbox"
  case indexWork = "index_work"
  case version = "schema_version"
  case seatStats = "team_seat_stats"
  case retries = "invite_retry"

  /// One statement that makes a table, or brings it to a later version. It can be run again.
  package struct Statement: Sendable {
    /// `nil` for one that need not be there.
    package let table: OwnTable?
    package let sql: String

    package init(_ table: OwnTable?, _ sql: String) {
      self.table = table
      self.sql = sql
    }
  }

  /// By what a table of the latest version is told from an older one: columns with the numbers of
  /// their types (src/include/catalog/pg_type.dat: bool 16, bytea 17, int8 20, jsonb 3802).
  package var latestColumns: [String: Int] {
    switch self {
    case .sync: ["code_id": 20, "taken": 16, "room_since_ms": 20, "ledger_hash": 17]
    case .ledger: ["code_id": 20, "hash": 17]
    case .outbox: ["group_id": 20, "arguments": 3802, "record_id": 20]
    case .runLog: ["arguments": 3802]
    case .anchor, .incarnations, .indexWork, .version, .seatStats, .retries: [:]
    }
  }
}
