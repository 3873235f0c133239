/// What commands read and write in schema `invitectl`.
package enum OwnTable: String, CaseIterable, Sendable {
  case sync = "redeem_sync"
  case ledger = "redeem_sync_ledger"
  case incarnations = "redis_incarnation"
  case runLog = "run_log"
  case outbox = "redeem_outbox"
  case indexWork = "index_work"
  case version = "schema_version"
  case seatStats = "team_seat_stats"
}
