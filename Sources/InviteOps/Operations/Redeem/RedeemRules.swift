internal import InviteDomain
internal import InviteStorage
internal import Localization

/// The backend's rules as a pure function: the gates of a flow, in the order in which it looks.
enum RedeemRules {
  /// The gates that need no Redis. A take can still find the bucket empty.
  ///
  /// - Parameter backend: where the codes are, for what is to be typed about them.
  static func gates(
    _ flow: RedeemFlow, code: CodeFacts?, email: String, rebind: RebindFacts?,
    mask: RedeemMask = RedeemMask(shows: false), in backend: BackendSchema = .standard
  ) -> [RuleCheck] {
    guard let code else {
      return [.check("code-exists", false, .invalidCode, tr("no such code"))]
        + names(flow).map(RuleCheck.unknown)
    }
    let known = RuleCheck.check(
      "code-exists", true, .invalidCode, tr("\(mask.code(code.code)), type \(code.type ?? "NULL")"))
    switch flow {
    case .direct: return [known, type(code), active(code), unexpired(code)]
    case .redeem:
      return [
        known, active(code), unexpired(code), usesLeft(code, backend),
        binding(code, email, mask), userUnexpired(code, .userExpired),
      ]
    case .rebind:
      return [
        known, active(code), bound(code, email, mask), userUnexpired(code, .codeExpired),
      ] + (rebind?.rebinds.map(counted) ?? history(rebind))
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

  static func type(_ code: CodeFacts) -> RuleCheck {
    .check("code-direct", code.isDirect, .invalidCode, "\(tr("type")) \(code.type ?? "NULL")")
  }

  static func active(_ code: CodeFacts) -> RuleCheck {
    // The first is left as it is: of tasks the same word means another thing.
    .check(
      "code-active", code.isActive, .invalidCode, code.isActive ? "active" : tr("not active"))
  }

  static func unexpired(_ code: CodeFacts) -> RuleCheck {
    .check(
      "code-unexpired", !code.isExpired, .codeExpired,
      code.expiresAt.map { "expires_at \($0) UTC" } ?? tr("never expires"))
  }

  /// Here a `max_uses` of 0 is no use at all.
  private static func usesLeft(_ code: CodeFacts, _ backend: BackendSchema) -> RuleCheck {
    .check(
      "uses-left", code.hasUsesLeft, .codeUsedUp,
      code.numbers.refusesAll(zeroIsNoLimit: false)
        ? code.unusable(in: backend) : code.usesText)
  }

  static func binding(
    _ code: CodeFacts, _ email: String, _ mask: RedeemMask
  ) -> RuleCheck {
    let (bound, asked) = (mask.email(code.boundEmail), mask.email(email))
    let passes = code.boundEmail == nil || code.isBound(to: email)
    return .check(
      "email-bound", passes, .emailMismatch,
      passes || bound != asked
        ? tr("bound to \(bound), asked for \(asked)")
        : tr("bound to \(bound), asked for another email that is masked alike"))
  }

  /// For a rebind a code that is bound to nobody is the wrong code.
  private static func bound(
    _ code: CodeFacts, _ email: String, _ mask: RedeemMask
  ) -> RuleCheck {
    guard code.boundEmail != nil else {
      return .check(
        "email-bound", false, .invalidCode, tr("bound to nobody: there is nothing to rebind"))
    }
    return binding(code, email, mask)
  }

  /// Looked at only where somebody is bound. The rebind has another name for it.
  private static func userUnexpired(_ code: CodeFacts, _ reason: RefusalReason) -> RuleCheck {
    guard code.boundEmail != nil, let activated = code.activatedAt else {
      return .check("user-unexpired", true, reason, tr("no limit yet"))
    }
    let days = code.validityDays.map(String.init) ?? "NULL"
    let sum = tr("activated_at \(activated) UTC, valid for \(days) days")
    guard let isOver = code.isUserExpired else {
      return .check(
        "user-unexpired", false, reason,
        tr("\(sum), which is no date: the backend fails here; set validity_days of the code"))
    }
    return .check("user-unexpired", !isOver, reason, sum)
  }

  /// From revision 009 on: whichever team it is that is left, and as often as the code says.
  private static func counted(_ rebinds: RebindFacts.Rebinds) -> [RuleCheck] {
    func text(_ value: Int?) -> String { value.map(String.init) ?? "NULL" }
    return [
      .check(
        "rebinds-left", rebinds.isLeft, .rebindLimitReached,
        tr("rebind_count \(text(rebinds.count)) of rebind_limit \(text(rebinds.limit))")),
      .check(
        "seat-free", rebinds.hasAnyFreeSeat, .noAvailableTeam,
        rebinds.hasAnyFreeSeat ? tr("a team has a free seat") : tr("no team has a free seat")),
    ]
  }

  private static func history(_ facts: RebindFacts?) -> [RuleCheck] {
    guard let facts, let team = facts.lastTeamID else {
      return [
        .check(
          "previous-invite", false, .noPreviousInvite, tr("no successful invite by this code")),
        .unknown("team-inactive"), .unknown("seat-free"),
      ]
    }
    let isActive = facts.lastTeamIsActive ?? false
    return [
      .check(
        "previous-invite", true, .noPreviousInvite,
        tr("team \(team), \(facts.invitedAt.map { "\($0) UTC" } ?? tr("at an unknown time"))")),
      .check(
        "team-inactive", !isActive, .teamStillActive,
        isActive ? tr("team \(team) is still active") : tr("team \(team) is not active")),
      .check(
        "seat-free", facts.hasFreeSeat, .noAvailableTeam,
        facts.hasFreeSeat ? tr("another team has a free seat") : tr("no other team has a free seat")
      ),
    ]
  }
}
