internal import InviteDomain
internal import InviteStorage
internal import Localization

/// What keeps the backend from redeeming a code: for anybody, or for this email.
extension TraceCodeJudge {
  /// Of a code, whoever asks.
  struct Defect {
    let standing: TraceVerdict.Standing
    /// Of the code alone.
    let sentence: String
    let next: TraceVerdict.Next
    /// What leads on from an invite by it, with what is said there.
    let ofInvite: TraceVerdict.Next

    var verdict: TraceVerdict { TraceVerdict(.unusable, standing, sentence, next) }
  }

  /// What keeps the backend from redeeming it for anybody.
  var defect: Defect? { unfound(isRebind: false) ?? off ?? expired ?? numberless ?? countless }

  /// What leads on where the backend refuses it to this email, in the order of `redeem retry`; `nil` where it
  /// does not.
  ///
  /// - Parameter isRebind: that is asked for neither the code's end nor its tokens.
  func hindrance(_ email: String, isRebind: Bool = false) -> TraceVerdict.Next? {
    if let closed = off ?? (isRebind ? nil : expired) { return closed.ofInvite }
    if let other = mismatch(email, isRebind: isRebind) { return other }
    // Where uses are counted on join a retry waits by the rules of a redemption; else it takes no use.
    let uncounted = facts.counting == .onJoin ? numberless : countless
    return (unfound(isRebind: isRebind) ?? (isRebind ? nil : uncounted))?.ofInvite
  }

  /// Who switched it off may have meant it: that it can be undone is a choice.
  private var off: Defect? {
    guard !row.isActive else { return nil }
    let statement = TraceQueries.switchOn(row.id, in: facts.backend)
    let next = TraceVerdict.Next.advice(tr("\(CodeClosure.unusable): in psql \(statement)"))
    return Defect(
      standing: .failed, sentence: tr("switched off: nobody can redeem it"), next: next,
      ofInvite: next.since(CodeClosure.notActive.reason))
  }

  private var expired: Defect? {
    guard let expires = row.expires, expires < facts.now else { return nil }
    return Defect(
      standing: .failed, sentence: tr("expired \(TraceTimeline.ago(expires, facts.now))"),
      next: .advice(tr("make another code")),
      ofInvite: .advice(CodeClosure.unusable).since(CodeClosure.expired.reason))
  }

  private var countless: Defect? {
    guard row.type == "DIRECT", facts.counting == .atRequest,
      let bucket = facts.bucket(of: row), bucket.tokens == nil
    else { return nil }
    let sentence = tr("its bucket holds no count, at which every redemption fails")
    let next = TraceVerdict.Next.invitectl(["redeem", "bucket"], [row.code], ["--init"])
    return Defect(
      standing: .wanting, sentence: sentence, next: next, ofInvite: next.since(sentence))
  }

  /// What the backend does not find, or equals with nobody's email.
  private func unfound(isRebind: Bool) -> Defect? {
    if let spelled = try? RedeemInput.code(row.code), !spelled.utf8.elementsEqual(row.code.utf8) {
      // Capitals of ASCII, and blanks that a statement takes away, PostgreSQL knows as well.
      let isPlain = row.code.utf8.allSatisfy { $0 < 0x80 && !(0x1C...0x1F).contains($0) }
      let next = TraceVerdict.Next.sql(
        TraceQueries.respell(row.id, as: isPlain ? nil : spelled, in: facts.backend))
      return Defect(
        standing: .wanting,
        sentence: tr(
          "stored in small letters or with blanks: the backend looks for capitals and does not find it"
        ), next: next,
        ofInvite: next.since(
          tr("its code is stored in small letters or with blanks, and the backend does not find it")
        ))
    }
    guard isRebind || asksWhom, let bound = row.boundEmail,
      !Self.asAsked(bound).utf8.elementsEqual(bound.utf8)
    else { return nil }
    let statement = TraceQueries.respellBound(row.id, in: facts.backend)
    return Defect(
      standing: .wanting,
      sentence: tr(
        "bound to an email with capitals or blanks, which the backend equals with none"),
      next: .sql(statement),
      // As the retry says it, and what else there is to choose.
      ofInvite: TraceVerdict.Next.advice(
        tr("redeem another code, or have the backend know whose this one is: in psql \(statement)")
      ).since(tr("its code is bound to '\(bound)', which the backend equals with no email")))
  }

  /// Whether the backend asks whom it is bound to before it is redeemed. Where uses are counted at the request
  /// (before revision 014) it does not where a token is taken: anybody may use such a code.
  var asksWhom: Bool { !(row.type == "DIRECT" && facts.counting == .atRequest) }

  /// What there is to say where the backend refuses the code to this email, as somebody else's; `nil` where
  /// it does not.
  private func mismatch(_ email: String, isRebind: Bool) -> TraceVerdict.Next? {
    guard isRebind || asksWhom, let bound = row.boundEmail, !bound.isEmpty,
      let asked = try? RedeemInput.email(email),
      !asked.utf8.elementsEqual(Self.asAsked(bound).utf8)
    else { return nil }
    return TraceVerdict.Next.advice(
      tr(
        "redeem another code for \(email): this one is bound to \(bound), and to anybody else the backend "
          + "answers \(RefusalReason.emailMismatch.rawValue)")
    ).since(CodeClosure.ofAnother.reason)
  }

  /// An email as the backend has it of a request.
  private static func asAsked(_ email: String) -> String {
    PythonText.stripped(email).lowercased()
  }
}
