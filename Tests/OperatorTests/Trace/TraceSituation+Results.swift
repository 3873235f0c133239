import Foundation
import TestSupport
import TestWorlds

/// What results say.
extension TraceSituation {
  private static func result(_ state: String, _ what: String) -> String {
    #"{"status": "\#(state)", "task_id": "\#(task)", "result": \#(what), "date_done": "#
      + #""2026-11-28T10:00:00.5+00:00", "traceback": "Traceback:\n  line 1\nInviteError: no"}"#
  }

  private static func keep(_ state: String, _ what: String = "null") -> (
    @Sendable (TraceWorld) throws -> Void
  ) {
    { world in
      try TestRedis.connect(world.redeem.redis.result).send(
        "SETEX", "celery-task-meta-\(task)", 3600, result(state, what))
    }
  }

  static let results: [TraceSituation] = [
    .init(
      "a task that failed", task, exit: 5, state: "failed",
      says: "its task failed: InviteError: no",
      next: "whose it was does not show by its id: ask, and trace the email or the code",
      plant: keep("FAILURE", #"{"exc_type": "InviteError", "exc_message": ["no"]}"#)),
    .init(
      "a task that was revoked", task, exit: 5, state: "failed", says: "its task was revoked",
      next: "whose it was does not show by its id: ask, and trace the email or the code",
      plant: keep("REVOKED", #"{"exc_type": "TaskRevokedError", "exc_message": ["expired"]}"#)),
    .init(
      "a task that ran and whose result says nothing", task, exit: 3, state: "unknown",
      says: "its task ran; whom it invited", next: "trace the email or the code",
      plant: keep("SUCCESS")),
    .init(
      "a task of a known invite that ran and left no row", "s@example.com", exit: 3,
      state: "unknown",
      says: "its task ran and left no row", next: "invitectl inspect-workers task \(task)",
      then: "unknown"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('\(task)', 'redeem', 'LINUXDO5', 's@example.com', 'published',
          now() - interval '1 hour', now() - interval '1 hour')
        """)
      try keep("SUCCESS")($0)
    },
    .init(
      "a result that has expired", task, exit: 3, state: "lost", says: "it left no result",
      next: "whose it was does not show by its id: ask, and trace the email or the code"
    ) {
      try $0.redeem.broker.send("SADD", "invitectl:redeem:\(task)", "digest")
      try $0.redeem.broker.send("EXPIRE", "invitectl:redeem:\(task)", 604_000)
    },
  ]
}
