internal import InviteDomain
internal import InviteStorage
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
    if let defect { return defect }
    let uses = Self.uses(row)
    if row.isUsedUp(facts) { return usedUp(email) }
    if row.activated != nil, facts.counting != .onJoin { return used(email) }
    guard !email.isEmpty else {
      return TraceVerdict(
        .unused, .wanting, tr("nobody has redeemed it: \(uses)"),
        .advice(tr("redeem it with 'invitectl redeem \(ShellWord.quoted(row.code)) EMAIL'")))
    }
    return TraceVerdict(
      .unused, .wanting, tr("bound to \(email) and never queued: \(uses)"),
      .invitectl(["redeem"], [row.code, email]))
  }

  /// What keeps the backend from redeeming it for anybody.
  var defect: TraceVerdict? {
    if let unfound { return unfound }
    if let expires = row.expires, expires < facts.now {
      return TraceVerdict(
        .unusable, .failed, tr("expired \(TraceTimeline.ago(expires, facts.now))"),
        .advice(tr("make another code")))
    }
    if row.type == "DIRECT", facts.counting == .atRequest,
      facts.buckets.contains(where: { $0.code == row.code && $0.tokens == nil })
    {
      return TraceVerdict(
        .unusable, .wanting, tr("its bucket holds no count, at which every redemption fails"),
        .invitectl(["redeem", "bucket"], [row.code], ["--init"]))
    }
    return nil
  }

  /// What keeps it from being rebound, too: that is asked for neither the code's end nor its tokens.
  private var unfound: TraceVerdict? {
    if let spelled = try? RedeemInput.code(row.code), !spelled.utf8.elementsEqual(row.code.utf8) {
      return TraceVerdict(
        .unusable, .wanting,
        tr(
          "stored in small letters or with blanks: the backend looks for capitals and does not find it"
        ),
        .sql(TraceQueries.respell(row.id, in: facts.backend)))
    }
    if asksWhom, let bound = row.boundEmail,
      !PythonText.stripped(bound).lowercased().utf8.elementsEqual(bound.utf8)
    {
      return TraceVerdict(
        .unusable, .wanting,
        tr("bound to an email with capitals, which the backend equals with none"),
        .sql(TraceQueries.respellBound(row.id, in: facts.backend)))
    }
    if !row.isActive {
      return TraceVerdict(
        .unusable, .failed, tr("switched off: nobody can redeem it"),
        .sql(TraceQueries.switchOn(row.id, in: facts.backend)))
    }
    return nil
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
    if let defect, let next = defect.next { return next }
    if row.isUsedUp(facts) {
      return .advice(tr("its code is used up (\(Self.uses(row))): redeem another one"))
    }
    if let other = mismatch(email) { return other }
    if asksWhom, let over = outdated(email) { return over }
    return .invitectl(["redeem"], [row.code, email])
  }

  /// What invites somebody again whose team is not active any more.
  ///
  /// Without a use where the code is bound to this email. Of a code that is bound to nobody, as one of type
  /// DIRECT is, the backend rebinds nothing until it counts on join: it answers INVALID_CODE. Such a code is
  /// redeemed, with one more use.
  func rebound(to email: String) -> TraceVerdict.Next {
    if let next = unfound?.next { return next }
    guard facts.counting == .onJoin || row.boundEmail?.isEmpty == false else {
      return redeemed(by: email)
    }
    return mismatch(email, isRebind: true) ?? outdated(email)
      ?? .invitectl(["redeem"], [row.code, email], [.init("--flow", "rebind")])
  }

  /// Whether the backend asks whom it is bound to before it is redeemed. Where uses are counted at the request
  /// (before revision 014) it does not where a token is taken: anybody may use such a code.
  private var asksWhom: Bool { !(row.type == "DIRECT" && facts.counting == .atRequest) }

  /// What there is to say where the backend refuses the code to this email, as somebody else's; `nil` where
  /// it does not.
  func mismatch(_ email: String, isRebind: Bool = false) -> TraceVerdict.Next? {
    guard isRebind || asksWhom, let bound = row.boundEmail, !bound.isEmpty,
      let asked = try? RedeemInput.email(email), !asked.utf8.elementsEqual(bound.utf8)
    else { return nil }
    return .advice(
      tr(
        "redeem another code for \(email): this one is bound to \(bound), and to anybody else the backend "
          + "answers \(RefusalReason.emailMismatch.rawValue)"))
  }

  static func uses(_ row: TraceFacts.Code) -> String {
    func text(_ value: Int?) -> String { value.map(String.init) ?? "NULL" }
    if row.maxUses == 0 { return tr("\(text(row.usedCount)) uses, without a limit") }
    return tr("\(text(row.usedCount)) of \(text(row.maxUses)) uses")
  }
}

extension TraceFacts.Code {
  /// By the bucket where tokens are taken of it, else by the row.
  func isUsedUp(_ facts: TraceFacts) -> Bool {
    guard let maxUses, maxUses > 0 else { return false }
    if type == "DIRECT", facts.counting == .atRequest,
      let tokens = facts.buckets.first(where: { $0.code == code })?.tokens
    {
      return tokens <= 0
    }
    return (usedCount ?? 0) >= maxUses
  }
}
