import ClientSupport
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// Lines of before, of force-resync, and those that were pruned.
extension LedgerChainTests {
  @Test func `lines from before are said not to be chained, and new ones are`() async throws {
    let ledger = try Ledger()
    try ledger.run(
      """
      UPDATE invitectl.redeem_sync_ledger SET line = NULL, hash = NULL;
      UPDATE invitectl.redeem_sync SET ledger_line = 0, ledger_hash = NULL
      """)
    try ledger.grow()
    let check = try ledger.check()
    #expect(check.broken == 0 && check.chained == 3 && check.unchained == 18, "\(check)")
    let result = try await CommandRun.invitectl(
      ["sync-counts", "history", "--verify"], environment: ledger.world.environment)
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.output.contains("3 lines of 3 codes: every chain is whole"), "\(result.output)")
    #expect(
      result.output.contains("18 lines from before lines were chained are not checked"),
      "\(result.output)")
    // What an older program writes behind them is told.
    try ledger.run(
      """
      UPDATE invitectl.redeem_sync_ledger SET hash = NULL, line = NULL;
      UPDATE invitectl.redeem_sync SET ledger_line = 0, ledger_hash = NULL
      """)
    try ledger.grow()
    #expect(try ledger.check().broken == 0)
    try ledger.grow()
    let last = Self.line(2, "CHAIN3")
    try ledger.run(
      "UPDATE invitectl.redeem_sync_ledger SET hash = NULL, line = NULL WHERE \(last)")
    #expect(try ledger.fault("unchained behind chained").kind == .added)
  }

  @Test func `a broken chain ends with 7, and what was to be expected`() async throws {
    let ledger = try Ledger()
    try ledger.run("UPDATE invitectl.redeem_sync_ledger SET used_after = 9 WHERE \(Self.line(3))")
    func verify(_ words: String...) async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["sync-counts", "history", "--verify"] + words, environment: ledger.world.environment)
    }
    let result = try await verify()
    #expect(result.exitCode == 7, "\(result)")
    #expect(
      result.output.contains("CHAIN2: line 3 was edited: a field of it, and not its hash\n"),
      "\(result.output)")
    #expect(result.output.contains("used      1 after the line before, 2 behind it\n"))
    #expect(result.output.contains("expected  ") && result.output.contains("hash      "))
    #expect(result.errors.contains("the chain of 1 code is broken"), "\(result.errors)")
    #expect(!result.errors.contains("CHAIN2"), "\(result.errors)")
    for line in result.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    #expect(try await verify("CHAIN1", "-q").output.isEmpty)
    let json = try await verify("CHAIN2", "-o", "json")
    #expect(json.exitCode == 7)
    #expect(json.output.contains(#""kind":"edited","line":3"#), "\(json.output)")
  }

  @Test func `what force-resync settles is in the chain`() async throws {
    let ledger = try Ledger()
    let result = try await CommandRun.invitectl(
      ["force-resync", "CHAIN1", "--from", "database", "--yes"],
      environment: ledger.world.environment)
    #expect(result.exitCode == 0, "\(result)")
    let whys = try ledger.world.postgres.query(
      """
      SELECT why FROM invitectl.redeem_sync_ledger l JOIN redeem_codes c ON c.id = l.code_id
      WHERE code = 'CHAIN1' ORDER BY l.line DESC LIMIT 1
      """, deadline: .soon
    ).map { try $0.string("why") }
    #expect(whys == ["resynced"])
    try ledger.grow()
    let check = try ledger.check()
    #expect(check.broken == 0 && check.chained == 22 && check.unchained == 0, "\(check)")
  }

  // MARK: - Pruning

  /// Deletes what is older than the moment, by the statement of cleanup-queue.
  private static func prune(_ ledger: Ledger, before moment: String) throws -> Int {
    try ledger.run("BEGIN")
    let age = try ledger.world.postgres.query(
      "SELECT extract(epoch FROM now() - $1::timestamptz)::float8::text AS age", [moment],
      deadline: .soon
    ).only().string("age")
    let seconds = try #require(Double(age))
    let deleted = try ledger.world.prune(.ledger, seconds)
    try ledger.run("COMMIT")
    return deleted
  }

  /// A moment between the lines `line` and `line + 1` of all codes.
  private static func moment(_ ledger: Ledger, behind line: Int) throws -> String {
    try ledger.world.postgres.query(
      """
      SELECT to_char((max(at) FILTER (WHERE line = $1::int)
        + (min(at) FILTER (WHERE line = $1::int + 1) - max(at) FILTER (WHERE line = $1::int)) / 2)
        AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
      FROM saved
      """, [String(line)], deadline: .soon
    ).only().string("at")
  }

  @Test func `a line from before chains, by a clock that was ahead, goes with those behind it`()
    throws
  {
    let ledger = try Ledger()
    try ledger.run(
      """
      INSERT INTO invitectl.redeem_sync_ledger (id, run_id, code_id, at, why, delta, used_before,
        used_after, max_uses, pushed, state, spread_low, spread_high)
      OVERRIDING SYSTEM VALUE
      SELECT -1, 1, id, now() + interval '1 hour', 'fold', 0, 0, 0, 1000, 0, 'exact', 0, 0
      FROM redeem_codes WHERE code = 'CHAIN2'
      """)
    let before = try ledger.check()
    #expect(before.broken == 0 && before.unchained == 1, "\(before)")
    // The clock was set back meanwhile: what was written later is older.
    let soon = try ledger.world.postgres.query(
      "SELECT (now() + interval '30 minutes')::text AS at", deadline: .soon
    ).only().string("at")
    #expect(try Self.prune(ledger, before: soon) == 19)
    let after = try ledger.check()
    #expect(after.broken == 0 && after.unchained == 0 && after.chained == 0, "\(after)")
    try ledger.grow()
    #expect(try ledger.check().broken == 0)
  }

  @Test func `what is pruned keeps the chain verifiable, and the count known at its edge`() throws {
    let ledger = try Ledger()
    let history = try CountHistory(ledger.world.context())
    let edge = try #require(CountMoment(try Self.moment(ledger, behind: 2)))
    let before = try history.at(edge, of: "CHAIN2")
    for (line, deleted) in [(2, 6), (2, 0), (4, 6)] {
      let found = try Self.prune(ledger, before: Self.moment(ledger, behind: line))
      #expect(found == deleted, "\(line)")
      let check = try ledger.check()
      #expect(check.broken == 0 && check.chained == 18 - 3 * line, "\(check), \(line)")
      guard line == 2 else { continue }
      let after = try history.at(edge, of: "CHAIN2")
      #expect(after.line?.isAnchor == true && after.line?.line == 2)
      #expect(after.line?.usedAfter == before.line?.usedAfter && after.line?.usedAfter == 1)
      #expect(after.line?.at == before.line?.at && after.next?.at == before.next?.at)
      #expect(after.line?.state == before.line?.state)
    }
    // Of what is older than what is kept nothing is known, and it is said.
    #expect(try history.at(edge, of: "CHAIN2").line == nil)
    #expect(try history.at(edge, of: "CHAIN2").next?.isAnchor == true)
    try ledger.grow()
    #expect(try ledger.check().broken == 0)
    // All of it goes, and the chain goes on.
    let now = try history.at(.now, of: "CHAIN1").at
    #expect(try Self.prune(ledger, before: now) == 9)
    #expect(try ledger.check().broken == 0)
    #expect(try history.at(.now, of: "CHAIN2").line?.line == 7)
    try ledger.grow()
    let check = try ledger.check()
    #expect(check.broken == 0 && check.chained == 3, "\(check)")
    #expect(try history.lines(of: "CHAIN2", limit: 9).lines.compactMap(\.line) == [8, 7])
  }

  @Test func `behind an anchor, what is removed or edited is named as well`() throws {
    let ledger = try Ledger()
    _ = try Self.prune(ledger, before: Self.moment(ledger, behind: 3))
    try ledger.run("DELETE FROM invitectl.redeem_sync_ledger WHERE \(Self.line(4))")
    let removed = try ledger.fault("removed")
    #expect(removed.kind == .removed && removed.line == 4 && removed.lastLine == 4, "\(removed)")
    try ledger.run(
      """
      INSERT INTO invitectl.redeem_sync_ledger OVERRIDING SYSTEM VALUE
      SELECT * FROM saved WHERE \(Self.line(4))
      """)
    #expect(try ledger.check().broken == 0)
    try ledger.run("UPDATE invitectl.redeem_sync_anchor SET used_after = 9 WHERE \(Self.line(3))")
    let anchor = try ledger.fault("anchor")
    #expect(anchor.kind == .anchor && anchor.line == 3, "\(anchor)")
    // Nothing stands before it; line 4 found what line 3 had left.
    #expect(anchor.usedBefore == nil && anchor.usedAfter == 2, "\(anchor)")
    // Without it the lines before are missed.
    try ledger.run("DELETE FROM invitectl.redeem_sync_anchor WHERE \(Self.line(3))")
    let lost = try ledger.fault("no anchor")
    #expect(lost.kind == .removed && lost.line == 1 && lost.lastLine == 3, "\(lost)")
  }
}
