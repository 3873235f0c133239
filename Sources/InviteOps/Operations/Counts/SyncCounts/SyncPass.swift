internal import ClientSupport
internal import CountProtocol
internal import InviteDomain

/// One pass over the codes, or a lane's part of one. While PostgreSQL commits one batch, the buckets of the next are read:
/// no two batches share a code, so each code still goes through its steps in order.
struct SyncPass {
  let servers: SyncConnections
  private var batch: SyncBatch
  private var scan: SyncScan
  private let ranges: SyncRanges
  /// Whether most codes may be worth a close look: not for chosen codes, and not in a dry run.
  private let mayBeDense: Bool
  private var inFlight: (plan: SyncPlan, place: SyncRanges.Place)?

  init(
    _ servers: SyncConnections, policy: SyncPolicy, runID: Int?, codes: [String],
    ranges: SyncRanges = SyncRanges()
  ) throws(Failure) {
    self.servers = servers
    self.ranges = ranges
    batch = SyncBatch(servers: servers, policy: policy, runID: runID)
    scan = try SyncScan(servers, policy: policy, codes: codes, ranges: ranges)
    mayBeDense = runID != nil && codes.isEmpty
    scan.isDense = mayBeDense
  }

  /// Syncs the next codes; between two calls at most one commit is under way.
  ///
  /// - Returns: false at the end, with nothing under way.
  mutating func step(_ outcome: inout SyncOutcome) throws(Failure) -> Bool {
    guard let part = try scan.next(whole: batch.pacer.size) else {
      try finish(&outcome)
      return false
    }
    outcome.scanned += part.count
    switch part.codes {
    case .candidates(let ids):
      try finish(&outcome)
      var rest = ids[...]
      while !rest.isEmpty {
        let some = rest.prefix(batch.pacer.size)
        try batch.sync(Array(some), into: &outcome)
        rest = rest.dropFirst(some.count)
      }
      // The end of a range says nothing of the codes that follow.
      if part.count > 0 { scan.isDense = mayBeDense && ids.count * 2 > part.count }
      ranges.note(part.place)
    case .all(let subjects):
      let unsettled = subjects.filter { $0.row?.pending != nil }
      let plan = try batch.plan(
        unsettled.isEmpty ? subjects : subjects.filter { $0.row?.pending == nil }, &outcome)
      try finish(&outcome)
      if !unsettled.isEmpty { try batch.sync(unsettled.map(\.id), into: &outcome) }
      if plan.isStale {
        try batch.sync(plan.ids, into: &outcome)
        ranges.note(part.place)
      } else {
        try batch.start(plan)
        inFlight = (plan, part.place)
      }
      scan.isDense = plan.items.count * 4 > part.count
    }
    return true
  }

  /// Waits for the commit under way, and settles what it began.
  mutating func finish(_ outcome: inout SyncOutcome) throws(Failure) {
    guard let (plan, place) = inFlight else { return }
    inFlight = nil
    switch try batch.finish(plan) {
    case .committed: try batch.settle(plan, &outcome)
    case .disturbed: try batch.sync(plan.ids, into: &outcome)
    case .refused: try batch.sync(plan.ids, isBad: true, into: &outcome)
    }
    ranges.note(place)
  }
}
