import InviteDomain
import Testing

@testable import InviteOps

/// Whose a code is, as a refusal says it.
@Suite struct RedeemBindingTests {
  @Test(arguments: [
    ("qa@example.com", "qb@example.com", false, "asked for another email that is masked alike"),
    ("qa@example.com", "qb@example.com", true, "bound to qa@example.com, asked for qb@example.com"),
    ("qa@example.com", "zb@example.com", false, "asked for z"),
    ("qa@example.com", "qa@example.com", false, ", asked for q"),
  ])
  func `two emails that look alike when masked are told to be two`(
    bound: String, asked: String, shows: Bool, says: String
  ) {
    let code = CodeFacts(
      id: 1, code: "CODE", type: "LINUXDO", maxUses: 5, usedCount: 0, isActive: true, groupID: nil,
      validityDays: nil, boundEmail: bound, expiresAt: nil, activatedAt: nil, isExpired: false,
      isUserExpired: false)
    let gate = RedeemRules.binding(code, asked, RedeemMask(shows: shows))
    #expect(gate.detail.contains(says), "\(gate)")
    #expect((gate.verdict == .pass) == (bound == asked), "\(gate)")
    #expect(
      gate.detail.contains("alike")
        == (bound != asked && Masking.email(bound) == Masking.email(asked) && !shows), "\(gate)")
  }

  @Test(arguments: [
    ("\u{E9}a@example.com", "\u{E9}a@example.com", true),
    ("\u{E9}a@example.com", "e\u{301}a@example.com", false),
  ])
  func `a bound email is compared as Python does, by its code points`(
    bound: String, asked: String, passes: Bool
  ) {
    let code = CodeFacts(
      id: 1, code: "CODE", type: "LINUXDO", maxUses: 5, usedCount: 0, isActive: true, groupID: nil,
      validityDays: nil, boundEmail: bound, expiresAt: nil, activatedAt: nil, isExpired: false,
      isUserExpired: false)
    let gate = RedeemRules.binding(code, asked, RedeemMask(shows: true))
    #expect((gate.verdict == .pass) == passes, "\(gate)")
  }
}
