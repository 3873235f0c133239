import InviteDomain
import InviteStorage
import TestSupport
import TestWorlds

extension CommandEffect {
  static let all: [CommandEffect] = [
    .init(.migrateLook, "migrate", "status", shows: "valid"),
    .init(.migrateLook, "migrate", "plan", shows: "nothing to do"),
    .init(
      .migrateLook, "migrate", "verify",
      shows: "ok    ix_team_members_team_id"),
    // The first one has made schema invitectl.
    .init(.migrate, "migrate", "up", byMaking: fine),
    .init(
      .migrate, "migrate", "up", "--optional", "team-seat-stats", shows: "team_seat_stats: 3 teams",
      changes: ["+ relation team_seat_stats", "+ relation team_seat_stats_pkey"]
        + Array(repeating: "+ team_seat_stats", count: 3)),
    .init(.migrate, "migrate", "repair", byMaking: fine),
    .init(
      .seats, "refresh-seats", shows: "team_seat_stats: 3 teams, refreshed",
      changes: ["+ run_log refresh-seats", seatRow, seatRow, seatRow]),
    .init(.metrics, "metrics-dump", shows: #"invitehub_seats{state="max"} 105"#),
    .init(.look, "inspect-workers", exit: 69, shows: "No workers."),
    .init(
      .redeemUpkeep, "redeem", "bucket", "DIRECT10", shows: "no bucket"),
    .init(.redeemUpkeep, "redeem", "limiter", shows: "in use: 0"),
    .init(
      .redeemLook, "redeem", "DIRECT10", "a@example.com", "--explain",
      shows: "code-exists"),
    .init(
      .redeemLook, "redeem", "DIRECT10", "a@example.com", "--dry-run"
    ) { generation in
      Effect(
        shows: generation.counting == .onJoin
          ? "reserve a seat in team roomy" : "take one token: 10 -> 9")
    },
    .init(.redeem, "redeem", "DIRECT10", "a@example.com", "--via", "servers") { generation in
      redeemed("DIRECT10", "a@example.com", "direct", fence: 1, generation)
    },
    .init(.redeem, "redeem", "LINUXDO5", "b@example.com") { generation in
      redeemed("LINUXDO5", "b@example.com", "redeem", fence: 2, generation)
    },
    .init(.redeem, "redeem", "--resume", shows: "nothing to finish"),
    // Nobody listens at the usual place.
    .init(
      .redeemByHTTP, "redeem", "DIRECT10", "a@example.com", "--via", "http",
      exit: 75, shows: "nothing was redeemed"),
    // A task that nobody knows: forced, so that nothing but the backend can be the reason to refuse.
    .init(
      .refund, "redeem", "refund", "DIRECT10", "--task", "00000000-0000-4000-8000-000000000000",
      "--force", shows: "gave one token back to DIRECT10: 10 remaining",
      changes: [
        "+ bucket invitectl:refunded-code:DIRECT10 2", "+ bucket invitectl:refunded:ID 1",
        "+ bucket redeem:DIRECT10:remaining 10", "- bucket redeem:DIRECT10:remaining 9",
      ]),
    .init(
      .retryLook, "redeem", "retry", "-n", "--email", "nobody@example.com",
      shows: "no failed invite is left to try again"),
    .init(
      .retryPlan, "redeem", "retry", "-n", "--waiting", "--email", "nobody@example.com",
      shows: "no invite waits for a seat"),
    .init(
      .retry, "redeem", "retry", "--yes", "--email", "nobody@example.com",
      shows: "nothing is to be tried again", changes: ["+ run_log redeem retry"]),
    .init(
      .retryWaiting, "redeem", "retry", "--waiting", "--yes", "--email", "nobody@example.com",
      shows: "nothing is to be tried again", changes: ["+ run_log redeem retry"]),
    // 8: codes of the seed whose counts the records do not bear out.
    .init(.syncLook, "sync-counts", "--dry-run") { generation in
      generation.counting == .onJoin
        ? Effect(exit: 8, shows: "DIRECTHALF: used_count is 5, and 0 invites were counted on join")
        : Effect(shows: "13 codes looked at")
    },
    .init(.sync, "sync-counts") { generation in
      generation.counting == .onJoin
        ? Effect(exit: 8, shows: "DIRECTHALF: used_count is 5, and 0 invites were counted on join")
        : Effect(
          shows: "13 codes looked at, 1 changed",
          changes: [
            "+ redeem_sync baseline", "+ redeem_sync_ledger baseline", "+ redis_incarnation",
            "+ run_log sync-counts",
          ])
    },
    // It syncs first, which is a run of its own.
    .init(.resync, "force-resync", "--all", "--dry-run") { generation in
      generation.counting == .onJoin
        ? Effect(exit: 8, shows: "DIRECTHALF: used_count is 5, and 0 invites were counted on join")
        : Effect(shows: "1 of 1 code would change", changes: ["+ run_log sync-counts"])
    },
    // The message in the queue is one use of DIRECT10; on join nothing of the seed was counted, the
    // lapsed code is older than that, and 8 is for the code without max_uses.
    .init(.resync, "force-resync", "--all", "--yes") { generation in
      generation.counting == .onJoin
        ? Effect(
          exit: 8, shows: "3 counts set",
          changes: [
            "+ redeem_sync_ledger exact", "+ redeem_sync_ledger exact",
            "+ redeem_sync_ledger exact",
            "+ run_log force-resync", "redeem_codes DIRECTHALF: used_count 5→0",
            "redeem_codes DIRECTUNLIMITED: used_count 7→0",
            "redeem_codes DIRECTUSEDUP: used_count 3→0",
          ])
        : Effect(
          shows: "narrowed",
          changes: [
            "+ bucket redeem:DIRECT10:remaining 9", "+ bucket redeem:DIRECT10:remaining:sync hash",
            "+ redeem_sync_ledger baseline", "+ run_log force-resync", "+ run_log sync-counts",
            "- bucket redeem:DIRECT10:remaining 10", "redeem_codes DIRECT10: used_count 0→1",
            "redeem_sync baseline: …",
          ])
    },
    .init(.audit, "force-resync", "audit", "--all", shows: "13 codes looked at (era E"),
    .init(.resyncHistory, "force-resync", "history") { generation in
      Effect(shows: generation.counting == .atRequest ? "0 -> 1" : "")
    },
    .init(.countHistory, "sync-counts", "history", "DIRECT10") { generation in
      Effect(shows: generation.counting == .atRequest ? "0 -> 1" : "no line of DIRECT10")
    },
    // What was set on join is chained as well; that uses are counted there leaves no row that knows a chain's end.
    .init(.countHistory, "sync-counts", "history", "--verify") { generation in
      Effect(
        shows: generation.counting == .onJoin
          ? "3 lines of 3 codes: no line is wrong\nthe end of 3 chains is not checked"
          : "every chain is whole")
    },
    .init(
      .cleanupLook, "cleanup-queue", "--dry-run", shows: "1 row would go"),
    .init(
      .recordsCleanupLook, "cleanup-queue", "--invite-records", "400d", "--dry-run",
      shows: "2 rows would go"),
    .init(.cleanup, "cleanup-queue", "--yes", "--archive", "ARCHIVE") { generation in
      Effect(
        shows: "invite_queue: 1 row deleted",
        changes: [
          "+ file invite_queue-TIME.manifest.json", "+ file invite_queue-TIME.ndjson.gz",
          "+ run_log cleanup-queue",
          "- invite_queue DIRECTFOREVER old@example.com \(label("failed", generation))",
        ])
    },
    .init(.recordsCleanup, "cleanup-queue", "--invite-records", "400d", "--yes") { generation in
      Effect(
        shows: "invite_records: 1 row deleted",
        changes: [
          "+ run_log cleanup-queue",
          "- invite_records NOSUCHCODE gone@example.com \(label("failed", generation))",
        ])
    },
    .init(
      .stuckLook, "cleanup-queue", "--stuck", "--dry-run",
      shows: "1 open row: 1 lost"),
    // Open it is already: its message is what it lacked.
    .init(.stuck, "cleanup-queue", "--stuck", "--yes") { generation in
      generation.counting == .onJoin
        ? Effect(
          shows: "returned",
          changes: ["invite_queue DIRECTFOREVER stuck@example.com waiting: status pending→waiting"])
        : Effect(
          shows: "1 put back into the queue",
          changes: ["+ broker message email=stuck@example.com redeem_code=DIRECTFOREVER"])
    },
    .init(.restore, "cleanup-queue", "restore", "FILE") { generation in
      Effect(
        shows: "invite_queue: 1 of 1 rows restored",
        changes: ["+ invite_queue DIRECTFOREVER old@example.com \(label("failed", generation))"])
    },
    .init(.trace, "trace", "bound@example.com", shows: "accepted 5d ago"),
    .init(.runs, "runs", shows: "cleanup-queue"),
    .init(.forecast, "forecast", shows: "SUBJECT"),
    .init(
      .forecast, "simulate", "--redeem", "5", "--in", "1m", "--workers", "1", "--concurrency", "1",
      "--runtime", "1s", shows: "1s, as given"),
    // 1: what the fixture lacks, e.g. workers and beat.
    .init(.doctor, "doctor") { generation in
      let era =
        switch generation {
        case .g008, .g013: "era E1"
        case .g019: "era E2 to E4"
        case .g023: "era E5"
        case .g026: "era E6"
        }
      return Effect(
        exit: 1, shows: "\(era), tables of revision \("\(generation)".dropFirst())")
    },
  ]
}
