/// The backend's three ways to redeem.
public enum RedeemFlow: String, Sendable, CaseIterable, Encodable {
  /// `/public/direct-redeem`: a token from the bucket in Redis, for codes of type DIRECT.
  case direct
  /// `/public/redeem`: a use counted in the database; the first one binds the code to the email.
  case redeem
  /// `/public/rebind`: another team for an email whose team is not active any more; no use counted.
  case rebind

  /// What a person asks for.
  public enum Choice: String, Sendable, CaseIterable {
    /// By the code's type and binding, see ``RedeemFlow/pick(for:email:rebind:)``.
    case auto
    case direct, redeem, rebind

    /// `nil` for ``auto``.
    var flow: RedeemFlow? { RedeemFlow(rawValue: rawValue) }
  }

  /// The flow the backend's pages would lead this person to: DIRECT codes to the direct one; a
  /// code bound to this email whose last team is not active any more to the rebind; all others,
  /// unknown ones too, to the redeem.
  static func pick(for code: CodeFacts?, email: String, rebind: RebindFacts?) -> RedeemFlow {
    guard let code else { return .direct }
    if code.isDirect { return .direct }
    if code.isBound(to: email), rebind?.lastTeamIsActive == false { return .rebind }
    return .redeem
  }
}
