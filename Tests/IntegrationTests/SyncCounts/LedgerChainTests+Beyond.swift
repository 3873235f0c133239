import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// What no line of a chain tells: lines that are in none, its end, times that no clock has.
extension LedgerChainTests {
  @Test
  func `a line without a hash is from before only where it stands before all that are chained`()
    async throws
  {
    let ledger = try Ledger()
    try ledger.world.addCode("NEVERSYNCED", max: 10)
    let added = """
      INSERT INTO invitectl.redeem_sync_ledger (run_id, code_id, at, why, delta, used_before,
        used_after, max_uses, pushed, state, spread_low, spread_high)
      """
    try ledger.run(
      """
      \(added) SELECT 6, id, now(), 'fold', 3, 0, 3, 3, 0, 'exact', 0, 0
      FROM redeem_codes WHERE code = 'NEVERSYNCED'
      """)
    let fault = try ledger.fault("of a code without a chain")
    #expect(fault.kind == .added && fault.code == "NEVERSYNCED" && fault.line == 1, "\(fault)")
    #expect(fault.sentence.contains("without a hash"), "\(fault)")
    // What is named as added is not called one from before.
    #expect(try ledger.check().unchained == 0)
    #expect(try ledger.check("NEVERSYNCED").broken == 1)
    #expect(try ledger.check("CHAIN1").broken == 0)
    // Of a code that there is not it is no better.
    try ledger.run(
      """
      \(added) VALUES (6, 999999, now() - interval '1 year', 'fold', 3, 0, 3, 3, 0, 'exact', 0, 0)
      """)
    let check = try ledger.check()
    #expect(check.broken == 2 && check.faults.contains { $0.code == "#999999" }, "\(check)")
    let result = try await CommandRun.invitectl(
      ["sync-counts", "history", "--verify", "-q"], environment: ledger.world.environment)
    #expect(result.exitCode == 7, "\(result)")
    #expect(
      result.output.contains("see       invitectl sync-counts history NEVERSYNCED\n"),
      "\(result.output)")
    #expect(!result.errors.contains("history CODE"), "\(result.errors)")
  }

  @Test func `a line whose number was taken away is said to have none`() throws {
    let ledger = try Ledger()
    try ledger.run(
      """
      UPDATE invitectl.redeem_sync_ledger SET line = NULL
      WHERE code_id = (SELECT id FROM redeem_codes WHERE code = 'CHAIN2') AND line = 3
      """)
    let fault = try ledger.fault("without a number")
    #expect(fault.kind == .edited && fault.line == 3, "\(fault)")
    #expect(fault.sentence == "line 3 was edited: it has no number any more", "\(fault)")
  }

  @Test func `an end that no row tells of is said not to be checked`() async throws {
    let ledger = try Ledger()
    #expect(try ledger.check().openEnds == 0)
    let chosen = "code_id = (SELECT id FROM redeem_codes WHERE code = 'CHAIN2')"
    try ledger.run(
      """
      DELETE FROM invitectl.redeem_sync_ledger WHERE \(chosen) AND line > 4;
      DELETE FROM invitectl.redeem_sync WHERE \(chosen)
      """)
    let check = try ledger.check()
    #expect(check.broken == 0 && check.openEnds == 1, "\(check)")
    #expect(try ledger.check("CHAIN2").openEnds == 1)
    let result = try await CommandRun.invitectl(
      ["sync-counts", "history", "--verify"], environment: ledger.world.environment)
    #expect(result.exitCode == 0, "\(result)")
    #expect(!result.output.contains("every chain is whole"), "\(result.output)")
    #expect(
      result.output.contains(
        "the end of 1 chain is not checked: no row of redeem_sync says which it is\n"),
      "\(result.output)")
    for line in result.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test(arguments: ["infinity", "-infinity", "294276-12-31 00:00:00Z"])
  func `a time that no clock has is named`(time: String) async throws {
    let ledger = try Ledger()
    try ledger.run("UPDATE invitectl.redeem_sync_ledger SET at = '\(time)' WHERE \(Self.line(3))")
    let fault = try ledger.fault("edited")
    #expect(fault.kind == .edited && fault.line == 3 && fault.code == "CHAIN2", "\(fault)")
    // Not even with a hash that somebody reckoned for it is it one.
    if time.hasSuffix("infinity") {
      #expect(fault.sentence == "line 3 was edited: its time is \(time)", "\(fault)")
      let before = "(SELECT hash FROM saved WHERE \(Self.line(2)))"
      try ledger.run(
        """
        UPDATE invitectl.redeem_sync_ledger f
        SET hash = \(LedgerChain.hash(after: before, LedgerChain.stored("f"))) WHERE \(Self.line(3))
        """)
      #expect(try ledger.fault("reckoned").line == 3)
    }
    func run(_ words: String...) async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["sync-counts", "history"] + words, environment: ledger.world.environment)
    }
    #expect(try await run("--verify").exitCode == 7)
    let lines = try await run("CHAIN2")
    #expect(lines.exitCode == 0, "\(lines.errors)")
    #expect(lines.output.split(separator: "\n").count == 7, "\(lines.output)")
    #expect(try await run("CHAIN2", "--at", "now").exitCode == 0)
  }

  @Test func `who has locked the ledger is named when the timeout is over`() async throws {
    let ledger = try Ledger()
    let holder = try HeldSession(
      ledger.world.database.parameters,
      "BEGIN; LOCK TABLE invitectl.redeem_sync_ledger IN ACCESS EXCLUSIVE MODE")
    // Each answer of a busy server has to come within the same time.
    let failed = try await CommandRun.invitectl(
      ["sync-counts", "history", "--verify", "--timeout", "7s"],
      environment: ledger.world.environment)
    #expect(failed.exitCode == 75, "\(failed)")
    // The server's own limit: the statement may read for a minute.
    #expect(failed.errors.contains("55P03"), "\(failed.errors)")
    #expect(failed.errors.contains("; pid \(holder.pid) ("), "\(failed.errors)")
    holder.release()
  }
}
