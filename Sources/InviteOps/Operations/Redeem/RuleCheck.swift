public import InviteDomain
internal import Localization

/// One condition of a flow, and how it went.
public struct RuleCheck: Sendable, Equatable, Encodable {
  public enum Verdict: String, Sendable, Encodable {
    case pass
    case refuse
    /// It would be neither passed nor refused: what it looks at is broken.
    case fail
    /// Cannot be judged, because an earlier one failed.
    case unknown
  }

  /// A short stable name, e.g. `code-active`.
  public let name: String
  public let verdict: Verdict
  /// The values behind it; codes and emails masked unless asked for.
  public let detail: String
  /// The backend's name for the refusal.
  public let reason: RefusalReason?
  /// In what the redemption itself would end, with what to type next.
  var failure: Failure?

  private enum CodingKeys: String, CodingKey { case name, verdict, detail, reason }

  static func check(
    _ name: String, _ passes: Bool, _ reason: RefusalReason, _ detail: String
  ) -> RuleCheck {
    RuleCheck(
      name: name, verdict: passes ? .pass : .refuse, detail: detail, reason: passes ? nil : reason)
  }

  static func unknown(_ name: String) -> RuleCheck {
    RuleCheck(name: name, verdict: .unknown, detail: tr("not reached"), reason: nil)
  }
}

extension [RuleCheck] {
  /// The first gate that refuses: the backend looks no further.
  var refusal: RuleCheck? { first { $0.verdict == .refuse } }

  /// What is broken where no earlier gate refuses.
  var failure: Failure? {
    guard let gate = first(where: { $0.verdict == .refuse || $0.verdict == .fail }) else {
      return nil
    }
    return gate.failure
  }
}

/// Masks codes and emails, unless they were asked for.
struct RedeemMask: Sendable {
  let shows: Bool

  func email(_ email: String?) -> String {
    guard let email else { return tr("nobody") }
    return shows ? email : Masking.email(email)
  }

  func code(_ code: String) -> String {
    shows ? code : Masking.code(code)
  }
}
