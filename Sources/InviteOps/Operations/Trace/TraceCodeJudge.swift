internal import InviteDomain
internal import Localization

/// Says how a code stands of which there is no trace but its row.
struct TraceCodeJudge {
  let facts: TraceFacts
  let row: TraceFacts.Code

  /// - Parameter email: whom it is bound to, or who is asked for; empty for nobody.
  func verdict(boundTo email: String) -> TraceVerdict {
    var verdict = judge(email)
    verdict.email = email
    verdict.code = row.code
    return verdict
  }

  private func judge(_ email: String) -> TraceVerdict {
    if let defect { return defect.verdict }
    let uses = Self.uses(row)
    if row.isUsedUp(facts) { return usedUp(email) }
    if wasUsed(email) { return used(email) }
    guard !email.isEmpty else {
      let redeem = tr("redeem it with 'invitectl redeem \(ShellWord.quoted(row.code)) EMAIL'")
      let next: TraceVerdict.Next = undated ?? .advice(redeem)
      return TraceVerdict(.unused, .wanting, tr("nobody has redeemed it: \(uses)"), next)
    }
    let next: TraceVerdict.Next = undated ?? .invitectl(["redeem"], [row.code, email])
    return TraceVerdict(
      .unused, .wanting, tr("bound to \(email) and never queued: \(uses)"), next)
  }

  /// Whether it was used, and what was found does not show by whom.
  private func wasUsed(_ email: String) -> Bool {
    if row.activated != nil, facts.counting != .onJoin { return true }
    // Of a code that anybody may use the count tells nothing of whom it is bound to.
    guard email.isEmpty || asksWhom else { return false }
    return facts.counting == .onJoin ? (row.usedCount ?? 0) > 0 : row.hasUses(facts)
  }

  /// What leads on where it is bound to this email, and its time for that is over; `nil` where it is not.
  private func outdated(_ email: String) -> TraceVerdict.Next? {
    guard let bound = row.boundEmail, !bound.isEmpty, let activated = row.activated,
      let days = row.validityDays, activated + Double(days) * 86_400 < facts.now
    else { return nil }
    return .advice(
      tr(
        "redeem another code for \(email): the \(CountText.of(days, "day")) of this one from its first "
          + "use on are over"))
  }

  /// What invites this email once more by this code, whatever it costs; what the backend refuses is not offered.
  func redeemed(by email: String) -> TraceVerdict.Next {
    if let hindrance = hindrance(email) ?? numberless?.ofInvite { return hindrance }
    if row.isUsedUp(facts) {
      return .advice(tr("its code is used up (\(Self.uses(row))): redeem another one"))
    }
    if asksWhom, let over = undated ?? outdated(email) { return over }
    return .invitectl(["redeem"], [row.code, email])
  }

  /// What invites somebody again whose team is not active any more.
  ///
  /// Without a use where the code is bound to this email. Of a code that is bound to nobody, as one of type
  /// DIRECT is, the backend rebinds nothing until it counts on join: it answers INVALID_CODE. Such a code is
  /// redeemed, with one more use.
  func rebound(to email: String) -> TraceVerdict.Next {
    if let hindrance = hindrance(email, isRebind: true) { return hindrance }
    guard facts.counting == .onJoin || row.boundEmail?.isEmpty == false else {
      return redeemed(by: email)
    }
    return undated ?? outdated(email)
      ?? .invitectl(["redeem"], [row.code, email], [.init("--flow", "rebind")])
  }

  static func uses(_ row: TraceFacts.Code) -> String {
    func text(_ value: Int?) -> String { value.map(String.init) ?? "NULL" }
    if row.isUnlimited { return tr("\(text(row.usedCount)) uses, without a limit") }
    return tr("\(text(row.usedCount)) of \(text(row.maxUses)) uses")
  }
}

extension TraceFacts.Code {
  /// By the bucket where tokens are taken of it, else by the row.
  func isUsedUp(_ facts: TraceFacts) -> Bool {
    guard let maxUses, maxUses > 0 else { return false }
    if type == "DIRECT", facts.counting == .atRequest,
      let tokens = facts.bucket(of: self)?.tokens
    {
      return tokens <= 0
    }
    return (usedCount ?? 0) >= maxUses
  }
}
