public import InviteDomain
internal import Localization

/// Every gate of a redemption with its verdict, and what would be done.
public struct RedeemExplanation: Sendable, Equatable, Encodable {
  public let code: String
  public let email: String
  public let flow: RedeemFlow
  /// Why this flow, when nobody asked for one.
  public let chosen: String
  public let gates: [RuleCheck]
  /// The steps in order; empty when it would be refused.
  public let plan: [String]

  /// What it would come to: `queued`, `waiting`, or `under_way`; `nil` where it would not be done.
  public let prospect: RedeemOutcome.Status?

  /// In what the redemption would end where it is neither done nor refused.
  public var failure: Failure? { gates.failure }

  /// The refusal, if one of the gates does not let it through.
  public var refusal: Failure? {
    guard let gate = gates.refusal, let reason = gate.reason else { return nil }
    return Failure(
      .refused, tr("would be refused by \(gate.name): \(gate.detail)"), reason: reason.rawValue)
  }
}
