internal import ClientSupport
internal import InviteDomain
internal import Localization

/// A use after the last one that left a row.
extension TraceJudge {
  /// So many seconds after the last row its own cannot be among them, whatever clocks differ by.
  private static let apart = 60.0

  /// A redemption by invitectl, as its entry or its mark tells of it.
  private struct Use {
    let id: String
    let queued: Double
    /// When that was last told of.
    let told: Double?
    var holdsSeat = false
    /// Nothing but its mark, which outlives its rows.
    var isMark = false
  }

  /// That it was queued and is nowhere now: what is written is of earlier ones. `nil` where rows may be its own.
  func lostSince() -> TraceVerdict? {
    guard facts.areRowsRead, !thread.records.isEmpty || !thread.queueRows.isEmpty else {
      return nil
    }
    let uses = openUses
    // The record of a seat that is held is as old as the entry.
    guard let use = uses.max(by: { $0.queued < $1.queued }), !use.holdsSeat else { return nil }
    let named = Set(thread.results.compactMap(\.recordID))
    let times =
      thread.records.filter { !named.contains($0.id) }.map(\.created)
      + thread.queueRows.map(\.created)
    if !times.isEmpty {
      guard let last = times.compactMap(\.self).max(), last < use.queued else { return nil }
      // Rows are written by the workers' clock, entries by the database's.
      guard uses.count > times.count || use.queued - last > Self.apart else { return nil }
    }
    guard !use.isMark || hasSpareUse else { return nil }
    guard let result = thread.results.first(where: { $0.id == use.id }) else {
      let lost = gone(use.id, use.told)
      let said =
        written().map { tr("\(lost.sentence); before that: \($0.sentence)") } ?? lost.sentence
      let next = use.isMark && lost.state == .lost ? tokenBack(use.id) : lost.next
      return TraceVerdict(lost.state, lost.standing, said, next)
    }
    let isNewest = thread.results.allSatisfy { ($0.done ?? 0) <= (result.done ?? 0) }
    guard isNewest, let ended = byResult() else { return nil }
    guard use.isMark, ended.standing == .failed else { return ended }
    return TraceVerdict(ended.state, ended.standing, ended.sentence, tokenBack(use.id))
  }

  /// Those whose token was not given back and whose result names no record.
  private var openUses: [Use] {
    // A rebind is asked for once more by what its row says.
    let published = thread.entries.filter { $0.state == "published" && $0.flow != "rebind" }
    var uses: [Use] = published.compactMap { entry in
      entry.created.map {
        Use(id: entry.taskID, queued: $0, told: entry.changed, holdsSeat: entry.holdsSeat)
      }
    }
    let known = Set(thread.entries.map(\.taskID))
    for mark in thread.marks where !known.contains(mark.id) {
      guard let at = mark.at else { continue }
      uses.append(Use(id: mark.id, queued: at, told: at, isMark: true))
    }
    let made = Set(thread.results.filter { $0.recordID != nil }.map(\.id))
    return uses.filter { !made.contains($0.id) && !isRefunded($0.id) }
  }

  /// Whether more uses of its code are counted than its invites have and failed ones want.
  private var hasSpareUse: Bool {
    guard facts.counting == .atRequest, let row = thread.codeRow, row.type == "DIRECT",
      let holding = facts.holding(of: row)
    else { return false }
    return row.counted(facts) > holding.others.addingSaturated(holding.failing)
  }
}
