import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import CountProtocol
@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

/// The second transaction is written twice, as a rule that the model runs and as a statement over
/// many rows: both make the same of the same row.
@Suite struct SettleStatementTests {
  @Test(
    arguments: [SyncIntent.missing, 0, 5],
    [
      ApplyAnswer(.ok, tokens: 3), ApplyAnswer(.dup, tokens: -3), ApplyAnswer(.dup, tokens: 0),
      ApplyAnswer(.stale), ApplyAnswer(.missing), ApplyAnswer(.late),
    ])
  func `the statement settles as the protocol says`(from: Int, answer: ApplyAnswer) throws {
    let world = try SyncWorld()
    try world.addCode("A", max: 10, used: 4)
    let id = try world.postgres.query("SELECT id FROM redeem_codes", deadline: .soon)
      .only().int("id")
    let intent = SyncIntent(
      from: from, to: 9, add: 2, adjusted: 1, base: 5, seq: 3, token: 77, deadline: 8)
    var row = SyncRow()
    row.seq = 3
    row.base = 5
    row.version = Swift.max(0, from)
    row.mark = -3
    row.usedAfter = 4
    row.maxAfter = 10
    row.maxTop = 10
    row.incarnation = try world.postgres.query(
      "INSERT INTO invitectl.redis_incarnation (run_id, replid) VALUES ('a', 'b') RETURNING id",
      deadline: .soon
    ).only().int("id")
    row.floor = -5
    row.roomHigh = 6
    row.pastHigh = 7
    row.pastLow = 1
    row.roomSince = 2
    row.gone = from == SyncIntent.missing
    row.certainty = Certainty(state: .restarted, low: 1, high: 2)
    row.pending = intent
    let write = SyncWrite(
      row: row, expectedSeq: nil, cause: .resynced, delta: 0, isGuarded: false,
      code: SyncCode(used: 4, max: 10, isActive: true), bucketBefore: nil)
    let settlement = IntentResolution(answer)
    for rolledForward in [false, true] {
      try world.postgres.execute("DELETE FROM invitectl.redeem_sync", deadline: .soon)
      for result in try world.postgres.pipeline(
        SyncStatements.first(
          [SyncStatements.Item(id: id, before: nil, write: write)], runID: 1, in: .standard,
          isWatched: false),
        deadline: .soon)
      { _ = try result.get() }
      let settle = SyncStatements.settle(
        [SyncStatements.Settled(id: id, row: row, intent: intent, settlement: settlement)],
        rolledForward: rolledForward, runID: 2)
      try world.postgres.execute(settle.sql, settle.parameters, deadline: .soon)
      let found = try CodeRecord.all(
        world.postgres.query(
          SyncQueries.details, [PostgresArray.literal([id])], deadline: .soon))
      #expect(
        found.map(\.row) == [settlement.settling(row, intent, rolledForward: rolledForward)])
      // The ledger's last word is what the row says, and it has no more lines than there are changes.
      let after = settlement.settling(row, intent, rolledForward: rolledForward).certainty
      let last = try world.postgres.query(
        """
        SELECT l.run_id, l.state, l.spread_low, l.spread_high, s.ledger_line = l.line
          AND s.ledger_hash = l.hash AS is_head
        FROM invitectl.redeem_sync_ledger l JOIN invitectl.redeem_sync s ON s.code_id = l.code_id
        ORDER BY l.id DESC LIMIT 1
        """, deadline: .soon
      ).only()
      #expect(try last.string("state") == after.state.rawValue)
      #expect(try last.int("spread_low") == after.low)
      #expect(try last.int("spread_high") == after.high)
      #expect(try last.bool("is_head"))
      #expect(try last.int("run_id") == (after == row.certainty ? 1 : 2))
    }
  }
}
