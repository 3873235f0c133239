internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization

/// The backend's rules where uses are counted on join, as a pure function: the gates of a flow in
/// the order in which it looks. A code without a free seat is not refused: it waits.
enum JoinRules {
  static func gates(
    _ flow: RedeemFlow, _ facts: JoinFacts?, email: String,
    mask: RedeemMask = RedeemMask(shows: false), in backend: BackendSchema = .standard
  ) -> [RuleCheck] {
    guard let facts else {
      return [.check("code-exists", false, .invalidCode, tr("no such code"))]
    }
    let code = facts.code
    let known = RuleCheck.check(
      "code-exists", true, .invalidCode, tr("\(mask.code(code.code)), type \(code.type ?? "NULL")"))
    let binding = RedeemRules.binding(code, email, mask)
    switch flow {
    case .direct:
      return [
        known, RedeemRules.type(code), RedeemRules.active(code), RedeemRules.unexpired(code),
        binding, userUnexpired(code, .userExpired, onlyIfBound: true), usesLeft(facts, backend),
        validity(code),
      ]
    case .redeem:
      return [
        known, RedeemRules.active(code), RedeemRules.unexpired(code), usesLeft(facts, backend),
        binding,
        userUnexpired(code, .userExpired, onlyIfBound: true), validity(code),
      ]
    case .rebind:
      return [
        known, RedeemRules.active(code), binding,
        userUnexpired(code, .codeExpired, onlyIfBound: false), window(facts), rebindsLeft(facts),
      ]
    }
  }

  private static func usesLeft(_ facts: JoinFacts, _ backend: BackendSchema) -> RuleCheck {
    let code = facts.code
    let text = tr("\(code.usesText), \(facts.inFlight) in flight")
    if code.maxUses == 0 { return .check("uses-left", true, .codeUsedUp, tr("\(text): no limit")) }
    guard let maxUses = code.maxUses, let used = code.usedCount else {
      let numbers = BucketAdvice.numbers(
        code.id, maxUses: code.maxUses, usedCount: code.usedCount, in: backend)
      return broken("uses-left", text, tr("type \(numbers)"), code)
    }
    return .check(
      "uses-left", used.addingSaturated(facts.inFlight) < maxUses, .codeUsedUp,
      code.numbers.refusesAll(zeroIsNoLimit: true) ? code.unusable(in: backend) : text)
  }

  private static func userUnexpired(
    _ code: CodeFacts, _ reason: RefusalReason, onlyIfBound: Bool
  ) -> RuleCheck {
    guard let activated = code.activatedAt, !onlyIfBound || code.boundEmail != nil else {
      return .check("user-unexpired", true, reason, tr("no limit yet"))
    }
    let text = sum(code, activated)
    guard let isOver = code.isUserExpired else { return undated("user-unexpired", text, code) }
    return .check("user-unexpired", !isOver, reason, text)
  }

  /// The backend reckons the end of the validity for its answer, and fails where it is no date.
  private static func validity(_ code: CodeFacts) -> RuleCheck {
    guard let activated = code.activatedAt, code.isUserExpired == nil else {
      return .check("validity", true, .userExpired, tr("as it should be"))
    }
    return undated("validity", sum(code, activated), code)
  }

  private static func window(_ facts: JoinFacts) -> RuleCheck {
    let days = JoinQueries.rebindDays
    guard let isOver = facts.isWindowOver else {
      return .check(
        "rebind-window", false, .rebindWindowExpired, tr("nobody has joined by this code yet"))
    }
    return .check(
      "rebind-window", !isOver, .rebindWindowExpired,
      tr("activated_at \(facts.code.activatedAt ?? "NULL") UTC, for \(days) days"))
  }

  private static func rebindsLeft(_ facts: JoinFacts) -> RuleCheck {
    let count = facts.rebindCount ?? 0
    return .check(
      "rebinds-left", count < facts.rebinds, .rebindLimitReached,
      tr("rebind_count \(count) of \(facts.rebinds)"))
  }

  private static func sum(_ code: CodeFacts, _ activated: String) -> String {
    let days = code.validityDays.map(String.init) ?? "NULL"
    return tr("activated_at \(activated) UTC, valid for \(days) days")
  }

  private static func undated(_ name: String, _ text: String, _ code: CodeFacts) -> RuleCheck {
    let column = code.isActivatedWithinDates ? "validity_days" : "activated_at"
    return broken(name, tr("\(text), which is no date"), tr("set \(column) of the code"), code)
  }

  /// Where the backend itself would fail.
  private static func broken(
    _ name: String, _ text: String, _ hint: String, _ code: CodeFacts
  ) -> RuleCheck {
    RuleCheck(
      name: name, verdict: .fail, detail: text, reason: nil,
      failure: Failure(
        .conflict,
        tr("\(Masking.code(code.code)) cannot be redeemed: \(text); the backend fails here"),
        hint: hint))
  }
}
