internal import CountProtocol

/// Decides what is to be made of one code: a pure function of what was seen.
struct ResyncJudge {
  let source: ResyncSource

  func judge(_ seen: ResyncItem) -> ResyncItem {
    var item = seen
    guard item.verdict != .blocked else { return item }
    switch source {
    case .evidence:
      guard !item.evidence.hasGaps else {
        // A use may be there that was not seen: no bound moves and no bucket is made.
        let isExact = item.row?.certainty == .exact && item.tokens != nil
        item.verdict = isExact ? .consistent : .open
        return item
      }
      byEvidence(&item)
    case .database: decree(&item, used: item.used)
    case .redis:
      guard let tokens = item.tokens, let limit = item.limit else {
        item.verdict = .blocked
        return item
      }
      decree(&item, used: Swift.max(0, limit - tokens))
    }
    guard item.verdict != .conflict else { return item }
    bucket(&item)
    if item.changes, !isWithinBounds(item) { item.verdict = .conflict }
    return item
  }

  /// Whatever is believed: no count is negative, and no bucket is raised above `max_uses`.
  private func isWithinBounds(_ item: ResyncItem) -> Bool {
    guard item.newUsed >= 0, item.newHeld >= 0 else { return false }
    guard item.push > 0 else { return true }
    let (after, overflow) = (item.tokens ?? 0).addingReportingOverflow(item.push)
    return !overflow && after <= item.limit ?? 0
  }

  /// The person says that it is so.
  private func decree(_ item: inout ResyncItem, used: Int) {
    // Without a row nothing says so yet, and who asks for the count is told that it is not known.
    let isSame = used == item.used && item.newHeld == 0 && item.row?.certainty == .exact
    item.newUsed = used
    item.newCertainty = .exact
    item.newHeld = 0
    item.verdict = isSame ? .consistent : .settled
  }

  private func byEvidence(_ item: inout ResyncItem) {
    let low = Swift.max(item.atLeast, item.evidence.least)
    // Each use left a trace, refunded ones too. Fewer traces than uses counted, without those of uses that were given
    // back and of an older code: some were lost, with a queue that was flushed or purged, and the rest says nothing of
    // how many there were.
    let most = item.evidence.most.flatMap {
      $0 - item.evidence.refunded - item.evidence.older < item.used ? nil : $0
    }
    let high = [item.atMost, most].compactMap { $0 }.min()
    if let high, low > high {
      item.verdict = .conflict
      return
    }
    if let row = item.row, row.certainty == .exact {
      item.verdict = .consistent
      return
    }
    item.newUsed = Swift.min(Swift.max(item.used, low), high ?? Int.max)
    let before = item.row?.certainty
    // What may be of a use that was given back raises a count and its lower bound, and makes none exact: in a later run,
    // which may see fewer traces, neither. Then the bounds stay. Beside traces of what may be an older code nothing is
    // exact, either: they raise nothing.
    let isProven = item.evidence.isOfUses
    let least = isProven || low != high ? low : item.atLeast
    if let high, least == high {
      guard isProven else {
        item.newUsed = item.used
        item.verdict = .open
        return
      }
      item.newCertainty = .exact
      item.newHeld = 0
      item.verdict = .settled
      return
    }
    guard let before, let high else {
      item.verdict = .open
      return
    }
    item.newCertainty = Certainty(
      state: before.state, low: item.newUsed - least, high: high - item.newUsed)
    item.newHeld = Swift.min(item.newHeld, high - item.newUsed)
    let isSame =
      item.newCertainty == before && item.newUsed == item.used && item.newHeld == item.row?.held
    item.verdict = isSame ? .open : .narrowed
  }

  /// What the bucket gets, or a missing one is made with.
  private func bucket(_ item: inout ResyncItem) {
    guard let limit = item.limit else { return }
    let target = limit - item.newUsed - item.newHeld
    guard let tokens = item.tokens else {
      // One that a backend made, and that was lost before a run sees it, would take what is said here with it. Where
      // nothing is to be said, the backend makes one when it is asked for it.
      if item.isActive, item.row != nil || item.changes {
        item.push = Swift.max(0, target)
        item.verdict = .rebuild
      }
      return
    }
    item.push = item.isActive ? target - tokens : Swift.min(0, target - tokens)
    if item.push != 0, !item.changes { item.verdict = .narrowed }
  }
}
