internal import CountProtocol
internal import InviteDomain

/// The way of one lane through the codes.
struct SyncWalk {
  let servers: SyncConnections
  let board: SyncBoard
  let policy: SyncPolicy
  let runID: Int?
  /// Stored codes; empty for all.
  var codes: [String] = []
  let ranges: SyncRanges

  /// Goes on until there are no more, the time is over, a signal comes, or another lane has failed; nothing is
  /// under way then.
  func go(
    _ outcome: inout SyncOutcome, _ progress: (SyncProgress) -> Void = { _ in }
  ) throws(Failure) {
    var pass = try SyncPass(servers, policy: policy, runID: runID, codes: codes, ranges: ranges)
    var told = (scanned: 0, changed: 0)
    do throws(Failure) {
      while try pass.step(&outcome) {
        progress(
          board.add(
            scanned: outcome.scanned - told.scanned, changed: outcome.changed - told.changed))
        told = (outcome.scanned, outcome.changed)
        let isOver = board.isOver
        let isStopped = board.isStopped
        if isOver || isStopped || servers.isInterrupted { try pass.finish(&outcome) }
        try servers.checkInterrupt()
        if isOver { outcome.complete = false }
        if isOver || isStopped { return }
      }
    } catch {
      // What is under way commits whatever became of the rest: the record should know of it.
      try? pass.finish(&outcome)
      throw error
    }
  }
}
