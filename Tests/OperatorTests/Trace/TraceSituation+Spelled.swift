import Foundation
import TestSupport
import TestWorlds

/// Codes and emails in other letters than they are stored in, ends of codes, and more than one invite of one.
extension TraceSituation {
  static let spelled: [TraceSituation] = [
    .init(
      "refused, under its code in small letters", "LINUXDO5", exit: 5, state: "failed",
      says: "the invite failed: said so",
      next: "invitectl redeem retry --code linuxdo5 --email r@example.com --yes", then: "unconsumed"
    ) {
      try $0.run(
        record("FAILED", "roomy") + use
          + "; UPDATE invite_records SET redeem_code = 'linuxdo5' WHERE email = 'r@example.com'")
    },
    .init(
      "no seat, under its code in letters of both kinds", "linuxdo5", exit: 5, state: "failed",
      says: "no team took it: said so",
      next: "invitectl redeem retry --code LinuxDo5 --email r@example.com --yes", then: "unconsumed"
    ) {
      try $0.run(
        row("FAILED") + ";" + use
          + "; UPDATE invite_queue SET redeem_code = 'LinuxDo5' WHERE email = 'r@example.com'")
    },
    .init(
      // Whose capitals PostgreSQL does not know: Python's are SS.
      "stored with a letter that has two capitals", "DIRECT\u{DF}", exit: 3, state: "unusable",
      says: "stored in small letters",
      next: "UPDATE public.redeem_codes SET code = 'DIRECTSS' WHERE id = ", then: "unused"
    ) { try $0.run("UPDATE redeem_codes SET code = 'DIRECT\u{DF}' WHERE code = 'DIRECT10'") },
    .init(
      // As `redeem retry` has it: the code of just these letters goes before.
      "invited by another code, which differs in case alone", "LINUXDO5", exit: 3, state: "unused",
      says: "nobody has redeemed it: 0 of 5 uses",
      next: "redeem it with 'invitectl redeem LINUXDO5", then: "unconsumed"
    ) {
      try $0.run(
        """
        INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
        SELECT 'linuxdo5', code_type, max_uses, 1, is_active, created_at FROM redeem_codes
        WHERE code = 'LINUXDO5';
        """ + record("SUCCESS", "roomy")
          + "UPDATE invite_records SET redeem_code = 'linuxdo5' WHERE email = 'r@example.com'")
    },
    .init(
      "refused, and its code is bound to the same email in capitals", "r@example.com", exit: 5,
      state: "failed",
      says: "its code is bound to 'R@Example.COM', which the backend equals with no email",
      next: "redeem another code, or have the backend know whose this one is: in psql UPDATE "
        + "public.redeem_codes SET bound_email", then: "failed"
    ) {
      try $0.run(
        record("FAILED", "roomy") + use
          + "; UPDATE redeem_codes SET bound_email = 'R@Example.COM' WHERE code = 'LINUXDO5'")
    },
    .init(
      "the same with a blank", "r@example.com", exit: 5, state: "failed",
      says: "its code is bound to ' r@example.com', which the backend equals with no email",
      next: "redeem another code, or have the backend know whose this one is: in psql UPDATE ",
      then: "failed"
    ) {
      try $0.run(
        record("FAILED", "roomy") + use
          + "; UPDATE redeem_codes SET bound_email = ' r@example.com' WHERE code = 'LINUXDO5'")
    },
    .init(
      "its code is bound to the email in capitals, asked for in small letters", "cap@example.com",
      exit: 3, state: "unusable", says: "bound to an email with capitals",
      next: "UPDATE public.redeem_codes SET bound_email", then: "unused"
    ) {
      try $0.run(
        "UPDATE redeem_codes SET bound_email = 'Cap@Example.com' WHERE code = 'LINUXDO5'")
    },
    .init(
      "refused, under the email in other letters", "r@example.com", exit: 5,
      state: "failed", says: "the invite failed: said so",
      next: "invitectl redeem retry --code LINUXDO5 --email R@Example.com --yes", then: "unconsumed"
    ) {
      try $0.run(
        record("FAILED", "roomy")
          + use + "; UPDATE redeem_codes SET bound_email = NULL WHERE code = 'LINUXDO5'"
          + "; UPDATE invite_records SET email = 'R@Example.com' WHERE email = 'r@example.com'")
    },
    .init(
      "invited, under the email in other letters and with blanks", "R@example.COM", exit: 0,
      state: "invited",
      says: "invited to team roomy"
    ) {
      try $0.run(
        record("SUCCESS", "roomy")
          + "UPDATE invite_records SET email = ' r@EXAMPLE.com ' WHERE email = 'r@example.com'")
    },
    .init(
      "a row of the queue, under the email in other letters", "r@example.com", exit: 3,
      state: "lost", says: "is PROCESSING since",
      next: "invitectl cleanup-queue --stuck --yes", then: "unconsumed"
    ) {
      try $0.run(
        row("PROCESSING")
          + "; UPDATE invite_queue SET email = 'R@Example.com' WHERE email = 'r@example.com'")
    },
    .init(
      "a member, under the email in other letters", "m@example.com", exit: 0, state: "joined",
      says: "a member of team roomy"
    ) {
      try $0.run(
        """
        INSERT INTO team_members (team_id, email, joined_at)
        SELECT id, 'M@Example.com', now() FROM teams WHERE name = 'roomy'
        """)
    },
    .init(
      "joined, under the email in other letters", "r@example.com", exit: 0, state: "joined",
      says: "joined team roomy"
    ) {
      try $0.run(
        record(
          "SUCCESS", "roomy",
          """
          INSERT INTO team_members (team_id, email, joined_at)
          SELECT id, 'R@Example.COM', now() FROM teams WHERE name = 'roomy'
          """))
    },
    .init(
      "refused, and its code is past its end", "r@example.com", exit: 5, state: "failed",
      says: "the invite failed: said so; its code is past expires_at",
      next: "nothing is to be done, unless the code is to be usable again"
    ) {
      try $0.run(
        record("FAILED", "roomy") + use
          + "; UPDATE redeem_codes SET expires_at = \(hourAgo) WHERE code = 'LINUXDO5'")
    },
    .init(
      "invited twice by one code", "r@example.com", exit: 0, state: "invited",
      says: "; invited 2 times by this code (invite records "
    ) { try $0.run(record("SUCCESS", "roomy") + record("SUCCESS", "roomy")) },
    .init(
      "queued, by the task in capitals", task.uppercased(), exit: 3, state: "unconsumed",
      says: "0 before it", next: "celery -A app.tasks_celery worker -Q invites", then: "invited"
    ) { try $0.publish("q@example.com", "DIRECT10", id: task) },
    .init(
      // Whoever publishes may have written it so.
      "queued under an id in capitals", task.uppercased(), exit: 3, state: "unconsumed",
      says: "0 before it", next: "celery -A app.tasks_celery worker -Q invites", then: "invited"
    ) { try $0.publish("q@example.com", "DIRECT10", id: task.uppercased()) },
    .init(
      "used, and nothing shows by whom", "LINUXDO5", exit: 3, state: "untraced",
      says: "used (1 of 5 uses), and nothing shows what became of it",
      next: "redeem it with 'invitectl redeem LINUXDO5 EMAIL'", then: "unconsumed"
    ) { try $0.run("UPDATE redeem_codes SET used_count = 1 WHERE code = 'LINUXDO5'") },
    .init(
      "the same of a code that tokens are taken of", "DIRECTHALF", exit: 3, state: "untraced",
      says: "used (5 of 10 uses), and nothing shows what became of it",
      next: "invitectl force-resync DIRECTHALF --from database --yes", then: "untraced"),
  ]
}
