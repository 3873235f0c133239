import CeleryProtocol
import Foundation
import InviteDomain
import RedisClient
import TestSupport
import TestWorlds

@testable import InviteOps

/// Several tasks of one code of which only their marks are left: each has its own token.
extension TraceSituation {
  static let first = "1f3c04b1-97b9-462f-8a7f-f14f75070966"
  static let second = "2f3c04b1-97b9-462f-8a7f-f14f75070966"

  /// As `redeem` leaves it of this task, whose message is gone.
  static func mark(_ id: String, _ email: String, _ world: TraceWorld) throws {
    let request = RedeemRequest(
      normalizedCode: "DIRECT10", email: email, choice: .direct, taskID: id)
    try world.redeem.broker.send("SADD", "invitectl:redeem:\(id)", request.digest)
    try world.redeem.broker.send("EXPIRE", "invitectl:redeem:\(id)", 604_000)
  }

  /// With the tokens that they took.
  static func markTwo(_ world: TraceWorld) throws {
    try mark(first, "one@example.com", world)
    try mark(second, "two@example.com", world)
    try world.redeem.bucket.send("SETEX", "redeem:DIRECT10:remaining", 86_400, 8)
  }

  static func revoke(_ id: String, _ world: TraceWorld) throws {
    try TestRedis.connect(world.redeem.redis.result).send(
      "SETEX", TaskResult.key(id: id), 3600,
      #"{"status": "REVOKED", "task_id": "\#(id)", "result": {"exc_type": "TaskRevokedError", "#
        + #""exc_message": ["revoked"]}, "date_done": "2026-11-28T10:00:00+00:00"}"#)
  }

  static let untold: [TraceSituation] = [
    .init(
      "of one code two tasks, both lost", "DIRECT10", exit: 3, state: "lost",
      says: "its message is in no queue, no worker has it",
      next: "invitectl redeem refund DIRECT10 --task ", then: "lost"
    ) { try markTwo($0) },
    .init(
      "of one code one task that is lost, and one that was revoked", "DIRECT10", exit: 3,
      state: "lost", says: "its message is in no queue, no worker has it",
      next: "invitectl redeem refund DIRECT10 --task \(second) --force", then: "lost"
    ) {
      try markTwo($0)
      try revoke(first, $0)
    },
    .init(
      "of one code two tasks, both revoked", "DIRECT10", exit: 5, state: "failed",
      says: "its task was revoked", next: "invitectl redeem refund DIRECT10 --task ",
      then: "failed"
    ) {
      try markTwo($0)
      try revoke(first, $0)
      try revoke(second, $0)
    },
    .init(
      "of one email a task that was revoked", "one@example.com", exit: 5, state: "failed",
      says: "its task was revoked",
      next: "ask which code it was; 'invitectl redeem refund CODE --task \(first)' gives its token"
    ) {
      try mark(first, "one@example.com", $0)
      try revoke(first, $0)
    },
    .init(
      "tried again, and that was revoked", "r@example.com", exit: 5, state: "failed",
      says: "the invite failed: said so; tried again as task \(first), which was revoked",
      next: "invitectl redeem retry --code LINUXDO5 --email r@example.com --again --yes",
      then: "unconsumed"
    ) {
      try $0.run(
        record("FAILED", "roomy")
          + use + """
            ; INSERT INTO invitectl.invite_retry (source, row_id, attempt, task_id, state)
            SELECT 'invite_records', id, 1, '\(first)', 'sent' FROM invite_records
            WHERE email = 'r@example.com'
            """)
      try revoke(first, $0)
    },
  ]
}
