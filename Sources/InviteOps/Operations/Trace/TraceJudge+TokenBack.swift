internal import InviteDomain

/// What gives a use back that a task took and came to nothing.
extension TraceJudge {
  /// Whether a token in its bucket gives a use back that nothing else does. Of a code of type LINUXDO the backend
  /// gives back what a held seat has counted.
  func isGivenBackByHand(_ row: TraceFacts.Code) -> Bool {
    row.type == "DIRECT"
      || row.type == "LINUXDO" && !thread.entries.contains { $0.holdsSeat || $0.flow == "rebind" }
  }

  /// A use is given back by its task's id, once, and only while nobody has its message.
  func tokenBack(_ id: String) -> TraceVerdict.Next {
    if hasMessage(id) { return afterwards(id) }
    let refund = ShellCommand.invitectl(
      ["redeem", "refund"], [code], [.init("--task", id)] + (isProven(id) ? [] : ["--force"]))
    guard let row = thread.codeRow else { return .shell(refund) }
    // Each where the one before it is done: a token in a bucket that no sync has met is gone with the next one.
    var commands = beforeRefund(row) + [refund]
    // What the backend asks of such a code is used_count.
    if row.type == "LINUXDO" { commands.append(BucketAdvice.syncing(row.code)) }
    return .shell(commands.joined(separator: " && "))
  }

  /// Whether a token that was given back since a task was queued would be known of: marks of tasks from before they
  /// lived as long as those of invites are gone after a week.
  ///
  /// - Parameter queued: in epoch seconds.
  func isRefundKnown(since queued: Double) -> Bool {
    facts.now - queued < Double(RedeemMarker.lifetime)
  }

  /// Of a use that `used_count` has: a sync meets its bucket before the token, and not after, or it takes it back.
  private func beforeRefund(_ row: TraceFacts.Code) -> [String] {
    guard facts.counting == .atRequest, facts.areBucketsRead, row.isActive,
      (row.usedCount ?? 0) > 0, let room = row.numbers.initialTokens
    else { return [] }
    let sync = BucketAdvice.syncing(row.code)
    guard let tokens = facts.bucket(of: row)?.tokens else {
      return [BucketAdvice.making(row.code), sync]
    }
    let isSynced = facts.certainties.contains { $0.codeID == row.id }
    return isSynced || tokens < room ? [] : [sync]
  }

  /// What counts a token that was given back where `used_count` alone is asked; `nil` where that was done.
  func unsynced(_ row: TraceFacts.Code) -> TraceVerdict.Next? {
    guard row.type == "LINUXDO", let room = row.numbers.initialTokens,
      let tokens = facts.bucket(of: row)?.tokens, tokens > room
    else { return nil }
    return .shell(BucketAdvice.syncing(row.code))
  }
}
