internal import InviteDomain
internal import Localization

/// What a row says that it came to nothing.
extension TraceJudge {
  func failed(
    _ what: String, _ reason: String?, _ row: TraceFacts.Attempt.Row
  ) -> TraceVerdict {
    let tried = thread.attempts.filter { $0.row == row }.max { $0.number < $1.number }
    let told = (reason.map { tr("\(what): \($0)") } ?? what) + attempted(tried)
    let next = retry(isRepeated: tried?.state == "sent")
    // Whatever else is typed comes to nothing for want of one.
    if next?.kind == .shell, let group = fullGroup(of: row) {
      let full = tr("no active team of group \(group) has a free seat")
      return TraceVerdict(
        .failed, .wanting, tr("\(told); \(full)"),
        .advice(
          tr(
            "add a team of group \(group) or free a seat of one in the backend; another trace then says "
              + "what makes the invite again")))
    }
    return TraceVerdict(.failed, .failed, told + openCount, next)
  }

  private func fullGroup(of row: TraceFacts.Attempt.Row) -> Int? {
    let group =
      switch row.source {
      case .records: thread.codeRow?.groupID
      case .queue: thread.queueRows.first { $0.id == row.id }?.groupID
      }
    return group.flatMap { facts.fullGroups.contains($0) ? $0 : nil }
  }
}
