import Foundation
import TestSupport
import TestWorlds

/// What rows say.
extension TraceSituation {
  static let written: [TraceSituation] = [
    .init(
      "invited", "r@example.com", exit: 0, state: "invited",
      says: "invited to team roomy 1h ago; the person has to accept"
    ) { try $0.run(record("SUCCESS", "roomy")) },
    .init("joined", "r@example.com", exit: 0, state: "joined", says: "joined team roomy") {
      try $0.run(
        record(
          "SUCCESS", "roomy",
          """
          INSERT INTO team_members (team_id, email, joined_at)
          SELECT id, 'r@example.com', now() FROM teams WHERE name = 'roomy'
          """))
    },
    .init(
      "accepted, and out again", "bound@example.com", exit: 0, state: "accepted",
      says: "accepted 5d ago; no member of team roomy"),
    .init(
      "its team was closed", "rebind@example.com", exit: 3, state: "invited",
      says: "invited to team closed",
      next: "invitectl redeem LINUXDOREBIND rebind@example.com --flow",
      then: "unconsumed"),
    .init(
      "its team was closed, and its code is bound to nobody", "d@example.com", exit: 3,
      state: "invited", says: "invited to team closed",
      next: "invitectl redeem DIRECT10 d@example.com", then: "unconsumed"
    ) {
      try $0.run(
        """
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        SELECT id, 'd@example.com', 'SUCCESS', 'DIRECT10', \(hourAgo), false
        FROM teams WHERE name = 'closed'
        """)
    },
    .init(
      "its team was closed, and its code is switched off since", "rebind@example.com", exit: 3,
      state: "invited", says: "which is not active any more; its code is not active",
      next: switchOn, then: "invited"
    ) {
      try $0.run("UPDATE redeem_codes SET is_active = false WHERE code = 'LINUXDOREBIND'")
    },
    .init(
      "a record that nothing settles, whose use is counted", "r@example.com", exit: 3,
      state: "unknown", says: "is PENDING, which nothing changes any more",
      next: "UPDATE public.invite_records SET status = ", then: "failed"
    ) { try $0.run(record("PENDING", "roomy") + use) },
    .init(
      "refused by the remote service", "r@example.com", exit: 5, state: "failed",
      says: "the invite failed: said so", next: "invitectl redeem LINUXDO5 r@example.com",
      then: "unconsumed"
    ) { try $0.run(record("FAILED", "roomy")) },
    .init(
      "no seat in the first releases", "r@example.com", exit: 5, state: "failed",
      says: "no team took it: said so", next: "invitectl redeem LINUXDO5 r@example.com",
      then: "unconsumed"
    ) { try $0.run(row("FAILED")) },
    .init(
      "no seat, and its use is counted", "r@example.com", exit: 5, state: "failed",
      says: "no team took it: said so",
      next: "invitectl redeem retry --code LINUXDO5 --email r@example.com --yes", then: "unconsumed"
    ) { try $0.run(row("FAILED") + ";" + use) },
    .init(
      "refused, and its use is counted", "r@example.com", exit: 5, state: "failed",
      says: "the invite failed: said so",
      next: "invitectl redeem retry --code LINUXDO5 --email r@example.com --yes", then: "unconsumed"
    ) { try $0.run(record("FAILED", "roomy") + use) },
    .init(
      "refused, its use is counted, and its code is somebody else's by now", "r@example.com",
      exit: 5, state: "failed", says: "the invite failed: said so",
      next: "redeem another code for r@example.com: this one is bound to other@example.com"
    ) {
      try $0.run(
        record("FAILED", "roomy") + use
          + "; UPDATE redeem_codes SET bound_email = 'other@example.com' WHERE code = 'LINUXDO5'")
    },
    .init(
      "refused, and somebody else has the one use that is counted", "r@example.com", exit: 5,
      state: "failed", says: "whether its own was given back is not clear",
      next: "invitectl redeem LINUXDO5 r@example.com", then: "unconsumed"
    ) { try $0.run(record("FAILED", "roomy") + use + ";" + other) },
    .init(
      "the same, and there are no more uses", "r@example.com", exit: 5, state: "failed",
      says: "whether its own was given back is not clear",
      next: "its code is used up (1 of 1 uses): redeem another one"
    ) {
      try $0.run(
        record("FAILED", "roomy") + use + ";" + other
          + "; UPDATE redeem_codes SET max_uses = 1 WHERE code = 'LINUXDO5'")
    },
    .init(
      // At first sight no count is exact, and the retry would refuse.
      "no seat, and whether its use is counted does not show yet", "d@example.com", exit: 5,
      state: "failed", says: "no team took it: full",
      next: "invitectl force-resync DIRECT10 --yes; "
        + "invitectl redeem retry --code DIRECT10 --email d@example.com --yes",
      then: "unconsumed"
    ) {
      try $0.run(
        """
        INSERT INTO invite_queue (email, redeem_code, status, error_message, retry_count, created_at)
        VALUES ('d@example.com', 'DIRECT10', 'FAILED', 'full', 0, \(hourAgo))
        """)
      try $0.redeem.bucket.send("SETEX", "redeem:DIRECT10:remaining", 86_400, 9)
    },
    .init(
      // One trace of two uses: evidence narrows the count and leaves it as it is, and the use is never taken
      // again by the retry, which sends once.
      "the same, and evidence tells of fewer uses than are counted", "d@example.com", exit: 5,
      state: "failed", says: "no team took it: full",
      next: "invitectl force-resync DIRECT10 --yes; invitectl redeem retry", then: "unconsumed"
    ) {
      try $0.run(
        """
        INSERT INTO invite_queue (email, redeem_code, status, error_message, retry_count, created_at)
        VALUES ('d@example.com', 'DIRECT10', 'FAILED', 'full', 0, \(hourAgo))
        """)
      try $0.redeem.bucket.send("SETEX", "redeem:DIRECT10:remaining", 86_400, 8)
    },
    .init(
      "refused, and its code is somebody else's by now", "r@example.com", exit: 5, state: "failed",
      says: "the invite failed: said so",
      next: "redeem another code for r@example.com: this one is bound to other@example.com, and to "
        + "anybody else the backend answers EMAIL_MISMATCH"
    ) {
      try $0.run(
        record("FAILED", "roomy")
          + "UPDATE redeem_codes SET bound_email = 'other@example.com' WHERE code = 'LINUXDO5'")
    },
    .init(
      "its team was closed, and its code is somebody else's by now", "rebind@example.com", exit: 3,
      state: "invited", says: "invited to team closed", next: "redeem another code for rebind@"
    ) {
      try $0.run(
        "UPDATE redeem_codes SET bound_email = 'other@example.com' WHERE code = 'LINUXDOREBIND'")
    },
    .init(
      "its message is lost, and its code is switched off since", "o@example.com", exit: 3,
      state: "lost", says: "its message is in no queue",
      next: switchOn, then: "lost"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'published',
          now() - interval '1 hour', now() - interval '1 hour');
        UPDATE redeem_codes SET is_active = false WHERE code = 'LINUXDO5'
        """)
    },
    .init(
      "marked as done, and no invite is left of it", "r@example.com", exit: 3, state: "unknown",
      says: "is SUCCESS since", next: "UPDATE public.invite_queue SET status = ", then: "failed"
    ) { try $0.run(row("SUCCESS") + ";" + use) },
    .init(
      "the same, after a record that failed", "r@example.com", exit: 3, state: "unknown",
      says: "no invite record is left of it", next: "UPDATE public.invite_queue SET status = ",
      then: "failed"
    ) {
      try $0.run(
        record("FAILED", "roomy")
          + row("SUCCESS") + ";" + use
          + "; UPDATE invite_records SET created_at = created_at - interval '1 hour' "
          + "WHERE email = 'r@example.com'")
    },
    .init(
      "marked as done for an invite that names no code", "r@example.com", exit: 0,
      state: "invited", says: "invited to team roomy"
    ) {
      try $0.run(
        row("SUCCESS") + ";" + use + ";" + record("SUCCESS", "roomy")
          + "UPDATE invite_records SET redeem_code = NULL WHERE email = 'r@example.com'")
    },
    .init(
      "tried again, and nothing is left of that", "r@example.com", exit: 5, state: "failed",
      says: "tried again as task again-1, of which nothing is left",
      next: "invitectl redeem retry --code LINUXDO5 --email r@example.com --again --yes",
      then: "unconsumed"
    ) {
      try $0.run(
        record("FAILED", "roomy")
          + use + """
            ; INSERT INTO invitectl.invite_retry (source, row_id, attempt, task_id, state)
            SELECT 'invite_records', id, 1, 'again-1', 'sent' FROM invite_records
            WHERE email = 'r@example.com'
            """)
    },
    .init(
      "refused, and its code is switched off since", "r@example.com", exit: 5, state: "failed",
      says: "the invite failed: said so; its code is not active",
      next: switchOn, then: "failed"
    ) {
      try $0.run(
        record("FAILED", "roomy")
          + use + "; UPDATE redeem_codes SET is_active = false WHERE code = 'LINUXDO5'")
    },
    .init(
      "a row that nobody works on", "r@example.com", exit: 3, state: "lost",
      says: "is PROCESSING since", next: "invitectl cleanup-queue --stuck --yes", then: "unconsumed"
    ) { try $0.run(row("PROCESSING")) },
    .init(
      "served, and the row stayed open", "r@example.com", exit: 0, state: "invited",
      says: "invited to team roomy"
    ) { try $0.run(row("PROCESSING") + ";" + record("SUCCESS", "roomy")) },
    .init(
      "of one code many, the failed one last", "LINUXDO5", exit: 5, state: "failed",
      says: "the invite failed", next: "invitectl redeem LINUXDO5 r@example.com", then: "unconsumed"
    ) {
      try $0.run(
        record("FAILED", "roomy")
          + """
          INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
          SELECT id, 'later@example.com', 'SUCCESS', 'LINUXDO5', now() AT TIME ZONE 'utc', false
          FROM teams WHERE name = 'roomy'
          """)
    },
  ]
}
