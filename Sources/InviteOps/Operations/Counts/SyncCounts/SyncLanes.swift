internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import Logging
internal import PostgresClient
internal import Telemetry

/// A run over all codes by several threads, each with connections and batches of its own, so that PostgreSQL
/// writes as many batches at once.
///
/// No two lanes have a code in common, and each code goes through its steps within one of them: so the rules
/// know nothing of lanes. Each session that writes has the lock itself; see ``RunLock/share()``.
struct SyncLanes {
  /// Lanes beside the first one.
  let more: Int
  let run: SyncRun
  let board: SyncBoard
  let ranges: SyncRanges
  let policy: SyncPolicy
  let runID: Int
  /// Where the run begins; see ``SyncOutcome/begin``.
  let begin: Int

  /// How many lanes there are codes for, of so many.
  static func count(_ most: Int, _ servers: SyncConnections) throws(Failure) -> Int {
    let codes = try SyncScan.reach(
      SyncRanges.start, .max, most: most * SyncRanges.size, servers
    ).count
    return min(most, max(1, (codes + SyncRanges.size - 1) / SyncRanges.size))
  }

  /// The first lane's way is gone here, those of the others beside it.
  ///
  /// - Throws: what the first of them failed by that failed.
  func go(
    first: SyncWalk, _ outcome: inout SyncOutcome, _ progress: (SyncProgress) -> Void
  ) throws(Failure) {
    let span = OpenSpan()
    let context = first.servers.context
    _ = Threads.both {
      do throws(Failure) {
        try first.go(&outcome, progress)
      } catch {
        board.fail(error)
      }
      board.close()
      waitForOthers(first.servers)
    } _: {
      Threads.concurrently(more) { _ in span.around { follow(context) } }
    }
    for lane in board.outcomes { outcome.merge(lane) }
    if let failure = board.failure { throw failure }
  }

  /// Keeps the lock meanwhile: the record of the run is closed by the session that has it.
  private func waitForOthers(_ servers: SyncConnections) {
    while SocketWait.pause(.seconds(1), interrupt: board.ended) {
      do throws(Failure) {
        try servers.keepLock()
      } catch {
        board.fail(error)
      }
    }
  }

  /// One more lane, from the opening of its connections to their end.
  private func follow(_ context: OperationContext) {
    guard board.enter() else { return }
    var outcome = SyncOutcome()
    do throws(Failure) {
      try work(context, &outcome)
    } catch {
      board.fail(error)
    }
    board.leave(outcome)
  }

  private func work(_ context: OperationContext, _ outcome: inout SyncOutcome) throws(Failure) {
    guard let servers = open(context) else { return }
    outcome.begin = begin
    outcome.buckets = context.configuration.bucket
    outcome.backend = servers.writer.backend
    try SyncWalk(
      servers: servers, board: board, policy: policy, runID: runID, ranges: ranges
    ).go(&outcome) { _ in
      #if FAILPOINTS
        Failpoint.reach("lane-step")
      #endif
    }
  }

  /// - Returns: `nil` where this lane is left out: the others do its work, and of what is wrong with a server
  ///   they hear themselves.
  private func open(_ context: OperationContext) -> SyncConnections? {
    // Once there is nothing left to begin with, nobody waits for a connection.
    let opening = context.interrupted(by: board.closing).with(context.purpose)
    do throws(Failure) {
      let scanner = try opening.postgres(joining: run.facts)
      let writer = try opening.postgres(joining: run.facts)
      let servers = try SyncConnections(
        (scanner, writer), opening.redis(.bucket), of: run, context)
      guard try servers.join(run.holder) else { throw Self.lockless }
      return servers
    } catch {
      if error.kind != .interrupted {
        context.logger.warning(
          "a lane was left out, the others do its work",
          metadata: ["why": "\(Speech.english(of: error.message))"])
      }
      return nil
    }
  }

  private static let lockless = Failure(
    .locked, verbatim("its session could not have the lock of the run as well"))
}
