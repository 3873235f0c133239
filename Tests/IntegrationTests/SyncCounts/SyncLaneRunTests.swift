import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// What a run has once for all of its lanes, and where the next one goes on.
@Suite struct SyncLaneRunTests {
  @Test func `what doctor saw broken is doubted in every lane, and said once`() async throws {
    let lanes = try LaneWorld(4100)
    try lanes.forEach("redis.call('DECR', key)")
    try lanes.world.postgres.execute(
      """
      INSERT INTO invitectl.run_log (command, finished_at, exit_code, detail)
      VALUES ('doctor', now(), 0, '{"contract": {"lifetime": {"broken": "an hour"}}}')
      """, deadline: .soon)
    let held = try lanes.hold(1)
    let database = lanes.world.database
    let result = try await CommandRun.invitectl(
      ["sync-counts", "--jobs", "3"], environment: lanes.world.environment
    ) { _ in
      defer { held.release() }
      let connection = try database.connect()
      try waitUntil("others have written") {
        try connection.query(
          "SELECT count(*) AS rows FROM invitectl.redeem_sync_ledger WHERE run_id = 3",
          deadline: .soon
        ).only().int("rows") > 0
      }
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try lanes.lanes() ?? 0 >= 2, "\(result.errors)")
    #expect(result.output.components(separatedBy: "not as assumed").count == 2, "\(result.output)")
    let rows = try lanes.world.postgres.query(
      """
      SELECT count(*) AS codes,
        count(*) FILTER (WHERE state = 'doubted' AND spread_high >= 1099511627776) AS doubted
      FROM invitectl.redeem_sync
      """, deadline: .soon
    ).only()
    #expect(try rows.int("codes") == lanes.count)
    #expect(try rows.int("doubted") == lanes.count)
    #expect(try lanes.world.sync { $0.jobs = 3 }.changed == 0)
  }

  @Test func `a run that goes on behind the last code and is cut short does not begin anew`()
    throws
  {
    let lanes = try LaneWorld(2500)
    try lanes.world.postgres.execute(
      """
      INSERT INTO invitectl.run_log (command, finished_at, exit_code, detail)
      VALUES ('sync-counts', now(), 75, '{"resume_after": 2500}')
      """, deadline: .soon)
    let stop = Interrupt()
    #expect(throws: Failure.self) {
      _ = try SyncCounts(lanes.world.context(interrupt: stop), SyncRequest()).run {
        if $0.scanned > 0 { stop.trigger() }
      }
    }
    let noted = try lanes.world.postgres.query(
      """
      SELECT (detail->>'resume_after')::int AS place FROM invitectl.run_log
      WHERE command = 'sync-counts' ORDER BY id DESC LIMIT 1
      """, deadline: .soon
    ).only().optionalInt("place")
    #expect(noted == 1000)
  }
}
