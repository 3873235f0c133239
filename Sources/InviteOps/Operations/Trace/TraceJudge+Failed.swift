internal import InviteDomain
internal import Localization

/// What a row says that it came to nothing.
extension TraceJudge {
  func failed(
    _ what: String, _ reason: String?, _ row: TraceFacts.Attempt.Row
  ) -> TraceVerdict {
    let tried = thread.attempts.filter { $0.row == row }.max { $0.number < $1.number }
    let told = (reason.map { tr("\(what): \($0)") } ?? what) + attempted(tried)
    if let member = member(besides: row) {
      let place = team(member.team, member.teamID)
      return TraceVerdict(
        .failed, .failed, told + tr("; its email is a member of \(place) already"), elsewhere())
    }
    let next = retry(isRepeated: tried?.state == "sent")
    // Whatever else is typed comes to nothing for want of one.
    if next?.kind == .shell, let group = fullGroup(of: row) {
      return TraceVerdict(.failed, .wanting, tr("\(told); \(full(group))"), .advice(seat(group)))
    }
    return TraceVerdict(.failed, .failed, told + openCount, next)
  }

  /// Who is one already, by which `redeem retry` leaves the row alone: of a rebind, who joined since.
  private func member(besides row: TraceFacts.Attempt.Row) -> TraceFacts.Member? {
    let record = row.source == .records ? thread.records.first { $0.id == row.id } : nil
    let queued = row.source == .queue ? thread.queueRows.first { $0.id == row.id } : nil
    let isRebind = record?.isRebind ?? queued?.isRebind ?? false
    let created = record?.created ?? queued?.created
    return thread.members.first { member in
      guard isRebind else { return true }
      guard let joined = member.joined, let created else { return false }
      return joined >= created
    }
  }

  /// A retry does not lead there.
  private func elsewhere() -> TraceVerdict.Next? {
    guard let next = again(), next.kind == .shell, !email.isEmpty, !code.isEmpty else {
      return again()
    }
    return .advice(
      tr("if another team is wanted, '\(next.text)' redeems the code again, with one more use"))
  }

  private func fullGroup(of row: TraceFacts.Attempt.Row) -> Int? {
    let group =
      switch row.source {
      case .records: thread.codeRow?.groupID
      case .queue: thread.queueRows.first { $0.id == row.id }?.groupID
      }
    return facts.fullGroups.contains(group ?? 0) ? group ?? 0 : nil
  }

  private func full(_ group: Int) -> String {
    group == 0
      ? tr("no active team has a free seat")
      : tr("no active team of group \(group) has a free seat")
  }

  private func seat(_ group: Int) -> String {
    group == 0
      ? tr(
        "add a team or free a seat of one in the backend; another trace then says what makes the invite "
          + "again")
      : tr(
        "add a team of group \(group) or free a seat of one in the backend; another trace then says "
          + "what makes the invite again")
  }
}
