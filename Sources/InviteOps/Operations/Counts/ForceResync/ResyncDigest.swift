internal import CountProtocol
internal import InviteDomain

// Field by field, since a description of the structs by reflection took half of a plan's time.
extension StableDigest {
  mutating func add(_ item: ResyncItem) {
    add(item.code)
    for number in [item.id, item.used, item.max, item.isActive ? 1 : 0, item.version, item.now] {
      add(number)
    }
    add(optional: item.tokens)
    add(item.row == nil ? 0 : 1)
    if let row = item.row { add(row) }
    add(item.evidence)
    add(item.atLeast)
    add(optional: item.atMost)
    add(item.verdict.rawValue)
    add(item.newUsed)
    add(item.newCertainty)
    add(item.newHeld)
    add(item.push)
  }

  private mutating func add(_ evidence: ResyncEvidence) {
    for number in [
      evidence.queued, evidence.unacked, evidence.outbox, evidence.queueRows, evidence.records,
      evidence.older, evidence.emails, evidence.refunded, evidence.forgetsRefunds ? 1 : 0,
      evidence.isComplete ? 1 : 0, evidence.hasGaps ? 1 : 0,
    ] {
      add(number)
    }
  }

  private mutating func add(_ row: SyncRow) {
    for number in [
      row.seq, row.base, row.version, row.mark, row.adjusted, row.floor, row.held, row.usedAfter,
      row.maxAfter, row.maxTop, row.roomLow, row.roomHigh, row.pastLow, row.pastHigh, row.roomSince,
      row.changed, row.incarnation, row.read,
      row.gone ? 1 : 0, row.isTaken ? 1 : 0,
    ] {
      add(number)
    }
    add(row.certainty)
    add(row.pending == nil ? 0 : 1)
    if let intent = row.pending {
      for number in [
        intent.from, intent.to, intent.add, intent.adjusted, intent.base, intent.seq,
        intent.token, intent.deadline,
      ] {
        add(number)
      }
    }
  }

  private mutating func add(_ certainty: Certainty) {
    add(certainty.state.rawValue)
    add(certainty.low)
    add(certainty.high)
  }

  private mutating func add(optional number: Int?) {
    add(number == nil ? 0 : 1)
    if let number { add(number) }
  }
}
