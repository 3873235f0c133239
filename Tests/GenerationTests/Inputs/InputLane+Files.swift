import FoundationEssentials
import InviteOps
import TestSupport

// Files that we read: any program may have written them.
extension InputLane {
  private static let certainty = #"{"state": §"exact"§, "low": §0§, "high": §0§}"#

  static let plan = InputLane(
    "plan file",
    [
      #"{"format": §1§, "database": §"x"§, "source": §"database"§, "hash": §"0"§, "items": [{"id": "#
        + #"§1§, "code": §"AAAA"§, "used": §0§, "max": §10§, "isActive": §true§, "tokens": §7§, "#
        + #""version": §1§, "now": §1§, "row": {"seq": §1§, "base": §1§, "version": §1§, "mark": "#
        + #"§1§, "adjusted": §0§, "floor": §0§, "held": §0§, "usedAfter": §0§, "maxAfter": §10§, "#
        + #""maxTop": §10§, "roomLow": §0§, "roomHigh": §0§, "pastLow": §0§, "pastHigh": §0§, "#
        + #""roomSince": §0§, "changed": §1§, "incarnation": §1§, "#
        + #""read": §1§, "gone": §false§, "isTaken": §true§, "certainty": \#(certainty)}, "evidence": {"queued": §0§, "#
        + #""unacked": §0§, "outbox": §0§, "queueRows": §0§, "records": §0§, "older": §0§, "emails": §0§, "#
        + #""refunded": §0§, "forgetsRefunds": §false§, "isComplete": §true§, "hasGaps": §false§}, "atLeast": §0§, "atMost": §0§, "verdict": §"settled"§, "newUsed": "#
        + #"§3§, "newCertainty": \#(certainty), "newHeld": §0§, "push": §5§}]}"#
    ],
    place: { _ = try $0.file("plan.json", $1) },
    read: { world in
      let data = try Data(contentsOf: URL(filePath: world.directory + "/plan.json"))
      guard let plan = try? JSONDecoder().decode(ResyncPlan.self, from: data) else { return }
      try each([
        {
          _ = try ForceResync(world.context, ResyncRequest()).apply(plan)
        }
      ])
    },
    commands: { [["force-resync", "--apply", $0.directory + "/plan.json", "--yes"]] })

  static let state = InputLane(
    "state file", [#"{"batch": §"b"§, "source": §"-"§, "lines": §3§}"#],
    place: { _ = try $0.file("state.json", $1) },
    read: { world in
      try each([
        { _ = try BatchState.load(world.directory + "/state.json", source: "-") }
      ])
    },
    commands: { [["redeem", "--batch", "-", "--state", $0.directory + "/state.json"]] })

  static let manifest = InputLane(
    "manifest",
    [
      #"{"schemaVersion": §1§, "table": §"invite_queue"§, "database": §"x"§, "system": §"1"§, "#
        + #""cutoff": §"x"§, "createdAt": §"x"§, "state": §"complete"§, "rows": §1§, "batches": §1§, "#
        + #""bytes": §1§, "sha256": §"x"§}"#
    ],
    place: { world, bytes in
      _ = try world.file("x.manifest.json", bytes)
      _ = try world.file("x.ndjson.gz", [0x1F, 0x8B])
    },
    read: { world in
      try each([
        {
          _ = try CleanupRestore(world.context).run(
            world.directory + "/x.ndjson.gz", dryRun: true)
        }
      ])
    },
    commands: { [["cleanup-queue", "restore", $0.directory + "/x.ndjson.gz", "-n"]] })
}
