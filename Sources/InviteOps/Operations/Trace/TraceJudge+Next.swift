internal import InviteDomain
internal import InviteStorage
internal import Localization

/// What is to be typed where an invite came to nothing.
extension TraceJudge {
  func look(_ id: String) -> TraceVerdict.Next { .invitectl(["inspect-workers", "task"], [id]) }

  /// What makes an invite again whose row says that it failed: with the use that it took, if that is
  /// counted still.
  ///
  /// - Parameter isRepeated: whether the last attempt was sent, of which nothing is seen.
  func retry(isRepeated: Bool) -> TraceVerdict.Next? {
    guard !email.isEmpty, !code.isEmpty, let row = thread.codeRow else { return nil }
    let judge = TraceCodeJudge(facts: facts, row: row)
    if let hindrance = judge.hindrance(email) { return hindrance }
    switch facts.counting {
    // There it waits by the rules of a redemption.
    case .onJoin: break
    case .atRequest where keepsUse(row): break
    // Its use was given back, or `redeem retry` is nothing for this backend.
    case .atRequest, .mixed, nil: return again()
    }
    let retry = TraceVerdict.Next.invitectl(
      ["redeem", "retry"], [], chosen + (isRepeated ? ["--again"] : []) + ["--yes"])
    guard facts.counting == .atRequest, !row.isCountedExactly(facts) else { return retry }
    // Else it refuses: that the use is counted still does not show. Where evidence has left the count open
    // already, it does so again, and a person's word alone leads on.
    return .shell("\(judge.settling(evidenceFirst: true).commands); \(retry.text)")
  }

  /// What is said of its use, or beside such a word; empty where none is asked for.
  var openCount: String {
    guard facts.counting == .atRequest, !email.isEmpty, !code.isEmpty, let row = thread.codeRow,
      row.hasUses(facts)
    else { return "" }
    let judge = TraceCodeJudge(facts: facts, row: row)
    guard judge.hindrance(email) == nil else { return "" }
    if isGivenBack { return tr("; its token was given back") }
    if let lostUse { return lostUse }
    guard !row.isCountedExactly(facts) else { return "" }
    switch judge.settling(evidenceFirst: true) {
    case .byEvidence: return ""
    case .byBoth: return TraceCodeJudge.Settling.both
    case .byWord:
      let why =
        row.isLeftOpen(facts)
        ? tr("evidence leaves the count of its code open")
        : tr("its code has no bucket and was never synced")
      return tr(
        "; \(why): what is printed says that used_count (\(TraceCodeJudge.uses(row))) is right")
    }
  }

  /// Has a row that waits be made now, and not at the next run of the backend's job.
  func retryWaiting() -> TraceVerdict.Next? {
    guard !email.isEmpty, !code.isEmpty else { return nil }
    return .invitectl(["redeem", "retry"], [], ["--waiting"] + chosen + ["--yes"])
  }

  private var chosen: [ShellCommand.Option] { [.init("--code", code), .init("--email", email)] }

  /// What redeems once more, where nothing is under way.
  ///
  /// - Parameter afterTask: whether a task may have taken a token and came to nothing.
  func again(afterTask: Bool = false) -> TraceVerdict.Next? {
    guard facts.areRowsRead else {
      // Nothing is redeemed once more while a row may say that it was an invite.
      return .invitectl(["doctor"], [], [.init("--only", "postgres")])
    }
    guard !email.isEmpty, !code.isEmpty else { return withoutWhose(afterTask: afterTask) }
    guard let row = thread.codeRow else { return .invitectl(["redeem"], [code, email]) }
    let judge = TraceCodeJudge(facts: facts, row: row)
    guard row.isUsedUp(facts) else { return judge.redeemed(by: email) }
    guard afterTask, facts.counting == .atRequest, isGivenBackByHand(row) else {
      return .advice(tr("its code is used up (\(TraceCodeJudge.uses(row))): redeem another one"))
    }
    let ids = unrefunded
    if ids.isEmpty, !thread.taskIDs.isEmpty {
      if let sync = unsynced(row) { return sync }
      return .advice(
        tr(
          "its token was given back, and its code is used up since (\(TraceCodeJudge.uses(row))): redeem "
            + "another one"))
    }
    guard ids.count == 1 else {
      if let id = ids.first(where: hasMessage) { return afterwards(id) }
      let refund = ShellCommand.invitectl(
        ["redeem", "refund"], [code],
        [.init("--task", "ID")] + (ids.allSatisfy(isProven) ? [] : ["--force"]))
      let way = tr(
        "its code is used up: '\(refund)' gives back, once, the token of the task that came to "
          + "nothing")
      let which =
        ids.isEmpty
        ? tr("its id is not known") : tr("its tasks are \(ids.joined(separator: ", "))")
      return .advice(tr("\(way); \(which)"))
    }
    return tokenBack(ids[0])
  }

  /// Of a task that left its mark alone, which has digests of email and code: what is to be redeemed again only
  /// the person knows, but its token can be given back.
  private func withoutWhose(afterTask: Bool) -> TraceVerdict.Next? {
    let ids = unrefunded
    if ids.isEmpty, !thread.taskIDs.isEmpty {
      return redeemAgain(tr("its token was given back"))
    }
    // Of a task that is known by its id alone no row can be told from others'.
    if email.isEmpty, code.isEmpty, let id = ids.first { return askWhose(id) }
    guard afterTask, ids.count == 1, thread.marks.contains(where: { $0.id == ids[0] })
    else { return ids.first.map(look) }
    // Where no tokens are taken none is given back.
    guard facts.counting == .atRequest else { return redeemAgain(tr("nothing is left of it")) }
    guard code.isEmpty else { return tokenBack(ids[0]) }
    let refund = ShellCommand.invitectl(
      ["redeem", "refund"], ["CODE"],
      [.init("--task", ids[0])] + (isProven(ids[0]) ? [] : ["--force"]))
    return .advice(
      tr("ask which code it was; '\(refund)' gives its token back, then redeem it again"))
  }

  /// What is left of it by its id says no more than this trace.
  private func askWhose(_ id: String) -> TraceVerdict.Next {
    guard thread.results.contains(where: { $0.id == id }) else {
      return .advice(
        tr(
          "whose it was does not show by its id: ask, and trace the email or the code: 'invitectl trace "
            + "EMAIL'"))
    }
    let task = ShellCommand.invitectl(["inspect-workers", "task"], [id])
    return .advice(
      tr(
        "whose it was does not show by its id: ask, and trace the email or the code: 'invitectl trace "
          + "EMAIL'; '\(task)' shows what is left of it"))
  }

  /// Where nothing is to be given back any more, and whose it was nothing tells.
  private func redeemAgain(_ what: String) -> TraceVerdict.Next {
    guard !code.isEmpty else {
      guard email.isEmpty else {
        // This very trace would show one.
        return .advice(
          tr(
            "\(what), and no invite since was found: ask which code it was, and redeem that again with "
              + "'invitectl redeem CODE \(ShellWord.quoted(email))'"))
      }
      return .advice(
        tr(
          "\(what): ask which code it was, and redeem that again unless 'invitectl trace EMAIL' shows an "
            + "invite since"))
    }
    return .advice(
      tr(
        "\(what): ask whose it was, and redeem again with 'invitectl redeem "
          + "\(ShellWord.quoted(code)) EMAIL', unless 'invitectl trace EMAIL' shows an invite since"
      ))
  }

  /// Whether that of each redemption that is known was given back: `redeem retry` leaves it alone, whatever is
  /// counted. An attempt of its own has taken none.
  private var isGivenBack: Bool {
    if facts.givenBack.contains(thread.key) { return true }
    let redeemed = thread.taskIDs.subtracting(thread.attempts.compactMap(\.taskID))
    return !redeemed.isEmpty && redeemed.isSubset(of: facts.refunded)
  }

  /// Whether the use of a failed invite is counted still, so that `redeem retry` makes it again. Where whose use was
  /// given back is not clear it sends nothing.
  func keepsUse(_ row: TraceFacts.Code) -> Bool {
    row.hasUses(facts) && lostUse == nil && !isGivenBack
  }

  /// Tasks whose token was not given back.
  private var unrefunded: [String] { thread.taskIDs.subtracting(facts.refunded).sorted() }

  func hasMessage(_ id: String) -> Bool {
    thread.messages.contains { $0.id == id } || thread.held.contains { $0.id == id }
  }

  /// Whether its result says that it failed, its mark or entry of which code it was, and no other use of the invite
  /// stands in the way: `redeem refund` gives it back without force then.
  func isProven(_ id: String) -> Bool {
    thread.results.contains { $0.id == id && ["FAILURE", "REVOKED"].contains($0.state) }
      && (thread.marks.contains { $0.id == id } || thread.entries.contains { $0.taskID == id })
      && !isBesideLater(id)
      // What was given back of the invite since it was redeemed may be of it.
      && thread.taskIDs.subtracting([id]).isDisjoint(with: facts.refunded)
  }

  /// Whether the refund would take what a later use has made for this one's: every row of the invite since it was
  /// queued, by clocks that differ by a second, and beside such a row what `redeem retry` has sent.
  private func isBesideLater(_ id: String) -> Bool {
    guard let queued = queuedAt(id) else { return false }
    let rows =
      thread.records.map { (status: $0.status, created: $0.created) }
      + thread.queueRows.map { (status: $0.status, created: $0.created) }
    let since = rows.filter { ($0.created ?? -.infinity) >= queued - 1 }
    guard !since.isEmpty else { return false }
    return since.contains { $0.status != "FAILED" }
      || thread.attempts.contains { $0.state != "waiting" && $0.taskID != id }
  }
}
