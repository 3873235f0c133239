import CeleryProtocol
import Foundation
import TestSupport
import TestWorlds

/// Messages whose task has left a row already: its worker ended before the acknowledgement. And what a later use, or a
/// full group, makes of rows that are there.
extension TraceSituation {
  /// The result of a task as the backend's returns it.
  static func end(_ id: String, _ result: String, _ world: TraceWorld) throws {
    try TestRedis.connect(world.redeem.redis.result).send(
      "SETEX", TaskResult.key(id: id), 3600,
      #"{"status": "SUCCESS", "task_id": "\#(id)", "result": \#(result), "date_done": "#
        + #""2026-11-28T10:00:00+00:00"}"#)
  }

  /// As a task leaves it that has invited somebody: its record, which its result names.
  static func invite(_ id: String, _ email: String, _ world: TraceWorld) throws {
    try world.run(
      """
      INSERT INTO invite_records (id, team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT 90001, id, '\(email)', 'SUCCESS', 'DIRECT10', \(hourAgo), false
      FROM teams WHERE name = 'roomy'
      """)
    try end(
      id, #"{"success": true, "team_id": 1, "record_id": 90001, "email": "\#(email)"}"#, world)
  }

  static let excess: [TraceSituation] = made + rebinds + failedBefore + later

  private static let again =
    "; the person is invited already (invite record 90001): run again, it is an invite more"
  private static let takenOut =
    "invitectl inspect-workers control quarantine invites --id \(first) --to \(first).msg --yes"

  private static let made: [TraceSituation] =
    made(by: "g@example.com") + made(by: "DIRECT10") + made(by: first) + beside

  private static func made(by who: String) -> [TraceSituation] {
    [
      .init(
        "taken by a worker that is gone, and its invite was made, by \(who)", who, exit: 3,
        state: "abandoned", says: again, next: takenOut, then: "invited"
      ) {
        try $0.abandon("g@example.com", "DIRECT10", isIndexed: true, id: first)
        try invite(first, "g@example.com", $0)
      },
      .init(
        "in its queue again, and its invite was made, by \(who)", who, exit: 3,
        state: "unconsumed", says: again, next: takenOut, then: "invited"
      ) {
        try $0.publish("g@example.com", "DIRECT10", id: first)
        try invite(first, "g@example.com", $0)
      },
    ]
  }

  private static let beside: [TraceSituation] = [
    .init(
      "in a queue that is paused, and its invite was made", "g@example.com", exit: 3,
      state: "unconsumed", says: again, next: takenOut, then: "invited"
    ) {
      try $0.publish("g@example.com", "DIRECT10", id: first)
      try $0.pause("invites")
      try invite(first, "g@example.com", $0)
    },
    .init(
      "taken by a worker that is gone, and another one was invited by its code", "g@example.com",
      exit: 3, state: "abandoned", says: "the broker gives it back at 20",
      next: "invitectl inspect-workers control restore-unacked ", then: "unconsumed"
    ) {
      try $0.abandon("g@example.com", "DIRECT10", isIndexed: true, id: first)
      try invite(second, "h@example.com", $0)
    },
  ]

  /// Beside the record of a use; NULL says neither.
  private static func rebind(
    _ kind: String, says: String, next: String, then: String
  ) -> TraceSituation {
    .init(
      "a rebind that is with a worker that is gone, and a record with is_rebind \(kind)",
      "g@example.com", exit: 3, state: "abandoned", says: says, next: next, then: then
    ) {
      try $0.abandon("g@example.com", "DIRECT10", isIndexed: true, id: first, isRebind: true)
      try $0.run(
        """
        INSERT INTO invite_records (id, team_id, email, status, redeem_code, created_at, is_rebind)
        SELECT 90001, id, 'g@example.com', 'SUCCESS', 'DIRECT10', \(hourAgo), \(kind)
        FROM teams WHERE name = 'roomy'
        """)
    }
  }

  private static let rebinds: [TraceSituation] = [
    rebind(
      "false", says: "the broker gives it back at 20",
      next: "invitectl inspect-workers control restore-unacked ", then: "unconsumed"),
    rebind(
      "NULL", says: "and invite record 90001 may be of it",
      next:
        "if the worker's log shows an invite of it, '\(takenOut)' keeps it from running; else '",
      then: "quarantined"),
  ]

  private static let failedBefore: [TraceSituation] = [
    .init(
      "refused, and its message is with a worker that is gone", "r@example.com", exit: 3,
      state: "abandoned",
      says: "; the invite failed (said so), and is tried again when it comes back",
      next: "invitectl inspect-workers control restore-unacked ", then: "unconsumed"
    ) {
      try $0.run(record("FAILED", "roomy") + use)
      try $0.abandon("r@example.com", "LINUXDO5", isIndexed: true, id: first)
      try end(first, #"{"success": false}"#, $0)
    }
  ]

  /// Of a code whose uses are tokens: what is left of the second one is its mark, and the token that it took.
  private static func secondUse(by who: String) -> TraceSituation {
    .init(
      "invited, and a second use of the same code is lost, by \(who)", who, exit: 3,
      state: "lost", says: "it left no row; before that: invited to ",
      next: "invitectl redeem refund DIRECT10 --task \(second) --force", then: "invited"
    ) {
      try mark(first, "s@example.com", $0)
      try invite(first, "s@example.com", $0)
      try mark(second, "s@example.com", $0)
      try $0.redeem.bucket.send("SETEX", "redeem:DIRECT10:remaining", 86_400, 8)
    }
  }

  /// Two uses of a code whose uses are counted by its row, and one invite, of an hour ago.
  private static func redeemTwice(
    _ world: TraceWorld, _ one: String, _ two: String
  ) throws {
    try world.run(
      record("SUCCESS", "roomy") + use
        + """
        ; UPDATE redeem_codes SET used_count = 2 WHERE code = 'LINUXDO5';
        UPDATE invite_records SET id = 90001 WHERE email = 'r@example.com';
        \(entry) VALUES
          ('o1', 'redeem', 'LINUXDO5', 'r@example.com', 'published',
            now() - interval '\(one)', now() - interval '\(one)'),
          ('o2', 'redeem', 'LINUXDO5', 'r@example.com', 'published',
            now() - interval '\(two)', now() - interval '\(two)')
        """)
  }

  private static func givenBack(_ id: String) -> String {
    "invitectl redeem bucket LINUXDO5 --init && invitectl sync-counts LINUXDO5 && "
      + "invitectl redeem refund LINUXDO5 --task \(id) --force && invitectl sync-counts LINUXDO5"
  }

  /// - Parameter isNamed: by the result of the second one, while that is kept.
  private static func lostBefore(
    by who: String = "r@example.com", isNamed: Bool
  ) -> TraceSituation {
    .init(
      "a use is lost, and the next one invited\(isNamed ? ", as its result says" : ""), by \(who)",
      who, exit: 3, state: "lost",
      says: "it left no row; since then: invited to team roomy", next: givenBack("o1"),
      then: "invited"
    ) {
      try redeemTwice($0, "2 hours", "90 minutes")
      guard isNamed else { return }
      try end(
        "o2", #"{"success": true, "team_id": 1, "record_id": 90001, "email": "r@example.com"}"#, $0)
    }
  }

  /// Its result is kept still, and `redeem refund` by itself would take the next one's record for its.
  private static func failedBeforeInvited(by who: String) -> TraceSituation {
    .init(
      "a use's task failed, and the next one invited, by \(who)", who, exit: 3, state: "failed",
      says: "its task failed: InviteError: no; since then: invited to team roomy",
      next: givenBack("o1"), then: "invited"
    ) {
      try redeemTwice($0, "2 hours", "90 minutes")
      try TestRedis.connect($0.redeem.redis.result).send(
        "SETEX", TaskResult.key(id: "o1"), 3600,
        #"{"status": "FAILURE", "task_id": "o1", "result": {"exc_type": "InviteError", "#
          + #""exc_message": ["no"]}, "date_done": "2026-11-28T10:00:00+00:00"}"#)
    }
  }

  private static let later: [TraceSituation] = [
    failedBeforeInvited(by: "r@example.com"), failedBeforeInvited(by: "o1"),
    .init(
      "invited, and a later use of it is lost", "r@example.com", exit: 3, state: "lost",
      says: "no worker has it, and it left no row; before that: invited to team roomy",
      next: givenBack("o2"), then: "invited"
    ) { try redeemTwice($0, "2 hours", "10 minutes") },
    lostBefore(isNamed: true), lostBefore(isNamed: false), lostBefore(by: "o1", isNamed: false),
    lostBefore(by: "o2", isNamed: true),
    .init(
      "refused, and a member of a team already", "r@example.com", exit: 5, state: "failed",
      says: "the invite failed: said so; its email is a member of team roomy already",
      next: "if another team is wanted, 'invitectl redeem LINUXDO5 r@example.com'"
    ) {
      try $0.run(
        record("FAILED", "roomy") + use
          + """
          ; INSERT INTO team_members (team_id, email, joined_at)
          SELECT id, 'r@example.com', now() FROM teams WHERE name = 'roomy'
          """)
    },
    secondUse(by: "s@example.com"), secondUse(by: "DIRECT10"),
    .init(
      "no team took it, and none of its group has a seat", "r@example.com", exit: 3,
      state: "failed", says: "has a free seat", next: "add a team of group "
    ) {
      try $0.run(
        row("FAILED") + ";" + use
          + """
          ; UPDATE invite_queue SET group_id = (SELECT id FROM team_groups WHERE name = 'beta')
          WHERE email = 'r@example.com';
          UPDATE teams SET max_seats = 0 WHERE name IN ('gamma', 'full')
          """)
    },
    .init(
      "no team took it, and there is no seat", "r@example.com", exit: 3, state: "failed",
      says: "; no active team has a free seat", next: "add a team or free a seat"
    ) { try $0.run(row("FAILED") + ";" + use + "; UPDATE teams SET max_seats = 0") },
  ]
}
