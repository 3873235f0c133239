/// The backend's rules as a pure function: the gates of a flow, in the order in which it looks.
enum RedeemRules {
  /// The gates that need no Redis. A take can still find the bucket empty.
  static func gates(
    _ flow: RedeemFlow, code: CodeFacts?, email: String, rebind: RebindFacts?,
    mask: RedeemMask = RedeemMask(shows: false)
  ) -> [RedeemGate] {
    guard let code else {
      return [.check("code-exists", false, .invalidCode, "no such code")]
        + names(flow).map(RedeemGate.unknown)
    }
    let known = RedeemGate.check(
      "code-exists", true, .invalidCode, "\(mask.code(code.code)), type \(code.type ?? "NULL")")
    switch flow {
    case .direct: return [known, type(code), active(code), unexpired(code)]
    case .redeem:
      return [
        known, active(code), unexpired(code), usesLeft(code),
        binding(code, email, mask, needed: false), userUnexpired(code),
      ]
    case .rebind:
      return [known, active(code), binding(code, email, mask, needed: true), userUnexpired(code)]
        + history(rebind)
    }
  }

  private static func names(_ flow: RedeemFlow) -> [String] {
    switch flow {
    case .direct: ["code-direct", "code-active", "code-unexpired"]
    case .redeem: ["code-active", "code-unexpired", "uses-left", "email-bound", "user-unexpired"]
    case .rebind:
      [
        "code-active", "email-bound", "user-unexpired", "previous-invite", "team-inactive",
        "seat-free",
      ]
    }
  }

  private static func type(_ code: CodeFacts) -> RedeemGate {
    .check("code-direct", code.isDirect, .invalidCode, "type \(code.type ?? "NULL")")
  }

  private static func active(_ code: CodeFacts) -> RedeemGate {
    .check("code-active", code.isActive, .invalidCode, code.isActive ? "active" : "not active")
  }

  private static func unexpired(_ code: CodeFacts) -> RedeemGate {
    .check(
      "code-unexpired", !code.isExpired, .codeExpired,
      code.expiresAt.map { "expires_at \($0) UTC" } ?? "never expires")
  }

  private static func usesLeft(_ code: CodeFacts) -> RedeemGate {
    let (used, most) = (code.usedCount.map(String.init), code.maxUses.map(String.init))
    return .check(
      "uses-left", code.hasUsesLeft, .codeUsedUp,
      "used_count \(used ?? "NULL") of max_uses \(most ?? "NULL")")
  }

  private static func binding(
    _ code: CodeFacts, _ email: String, _ mask: RedeemMask, needed: Bool
  ) -> RedeemGate {
    let passes = code.boundEmail == email || (code.boundEmail == nil && !needed)
    return .check(
      "email-bound", passes, .emailMismatch,
      "bound to \(mask.email(code.boundEmail)), asked for \(mask.email(email))")
  }

  private static func userUnexpired(_ code: CodeFacts) -> RedeemGate {
    let detail =
      if let activated = code.activatedAt, let days = code.validityDays {
        "activated_at \(activated) UTC, valid for \(days) days"
      } else {
        "no limit"
      }
    return .check("user-unexpired", !code.isUserExpired, .userExpired, detail)
  }

  private static func history(_ facts: RebindFacts?) -> [RedeemGate] {
    guard let facts, let team = facts.lastTeamID else {
      return [
        .check("previous-invite", false, .noPreviousInvite, "no successful invite by this code"),
        .unknown("team-inactive"), .unknown("seat-free"),
      ]
    }
    let isActive = facts.lastTeamIsActive ?? false
    return [
      .check(
        "previous-invite", true, .noPreviousInvite,
        "team \(team), \(facts.invitedAt.map { "\($0) UTC" } ?? "at an unknown time")"),
      .check(
        "team-inactive", !isActive, .teamStillActive,
        "team \(team) is \(isActive ? "still" : "not") active"),
      .check(
        "seat-free", facts.hasFreeSeat, .noAvailableTeam,
        facts.hasFreeSeat ? "another team has a free seat" : "no other team has a free seat"),
    ]
  }
}
