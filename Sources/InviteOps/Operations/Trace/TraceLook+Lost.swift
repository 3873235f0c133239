internal import InviteDomain
internal import InviteStorage

extension TraceLook {
  /// How many invites the codes have by which the outbox tells of a use that left no row of its own. To be read when
  /// all tasks are known, and whose token was given back.
  ///
  /// Where it is not seen in time the outbox alone tells that the use was taken.
  mutating func readHoldersOfLost() throws(Failure) {
    guard let database, facts.areRowsRead, facts.counting == .atRequest,
      facts.entries.contains(where: { $0.state == "published" && !$0.isOnJoin })
    else { return }
    var wanted: Set<Int> = []
    for thread in TraceThread.all(of: facts, emails: whose) {
      guard let row = thread.codeRow, facts.holding(of: row) == nil,
        TraceJudge(facts: facts, thread: thread, keys: context.brokerKeys).leavesEntries
      else { continue }
      wanted.insert(row.id)
    }
    let codes = facts.codes.filter { wanted.contains($0.id) }
    facts.holdings += try database.holdings(codes.map(\.code))
  }
}
