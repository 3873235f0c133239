import Testing

@testable import InviteOps
@testable import InviteStorage

/// What settles an entry that is not to be sent, for `redeem --resume` and for `trace` alike.
@Suite struct OutboxSettlementTests {
  private static let refusal = "UPDATE invitectl.redeem_outbox SET state = 'refused'"

  @Test(
    arguments: [
      ("redeem", false, false, true, "used_count = c.used_count - 1"),
      ("redeem", false, false, false, "used_count = c.used_count - 1"),
      ("rebind", false, false, true, "rebind_count = c.rebind_count - 1"),
      // Before revision 009 there is nothing to count it in.
      ("rebind", false, false, false, refusal),
      ("direct", false, false, true, refusal),
      // One that was made beside a backend that counts on join counted nothing.
      ("redeem", false, true, true, refusal), ("rebind", false, true, true, refusal),
      ("redeem", true, true, true, "DELETE FROM public.invite_records"),
      ("sideways", false, false, true, refusal),
    ] as [(String, Bool, Bool, Bool, String)])
  func `it takes out what the entry counted, and nothing else`(
    flow: String, holdsSeat: Bool, isOnJoin: Bool, countsRebinds: Bool, statement: String
  ) {
    let claim = OutboxEntry.Claim(
      taskID: "t", flow: flow, holdsSeat: holdsSeat, isOnJoin: isOnJoin)
    let settlement = OutboxJudge.settlement(of: claim, countsRebinds, in: .standard)
    #expect(settlement.contains(statement), "\(settlement)")
    #expect(
      settlement.contains("redeem_codes") == statement.contains("_count"), "\(settlement)")
  }
}
