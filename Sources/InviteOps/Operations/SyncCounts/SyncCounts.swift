internal import ClientSupport
internal import Logging
internal import PostgresClient
internal import RedisClient

/// Brings the counts in Redis and Postgres together: redemptions from the buckets to
/// `used_count`, and increments and edits of the database to the buckets.
public struct SyncCounts {
  public static let command = "sync-counts"

  private let context: OperationContext
  private let request: SyncRequest
  /// The exit code of a failure, for the run log.
  private let exitCode: (Failure.Kind?) -> Int32

  public init(
    _ context: OperationContext, _ request: SyncRequest,
    exitCode: @escaping (Failure.Kind?) -> Int32
  ) {
    self.context = context
    self.request = request
    self.exitCode = exitCode
  }

  /// - Throws: ``Failure``: of kind `locked` when another run holds the lock, `interrupted`,
  ///   `transient`, or what a server said. Codes that could not be synced are in the outcome.
  public func run(_ progress: (SyncProgress) -> Void = { _ in }) throws(Failure) -> SyncOutcome {
    let started = ContinuousClock.now
    let servers = try SyncServers(context, dryRun: request.dryRun)
    var outcome = SyncOutcome()
    outcome.dryRun = request.dryRun
    try checkCodes(servers)
    if !request.dryRun {
      guard try SyncLock(servers).take(request.ifLocked, wait: request.lockWait) else {
        outcome.skipped = true
        outcome.complete = false
        return outcome
      }
    }
    let log = try beginLog(servers)
    do throws(Failure) {
      try work(servers, log, &outcome, started: started, progress)
    } catch {
      finishLog(servers, log, outcome, exitCode(error.kind))
      throw error
    }
    outcome.seconds = started.duration(to: .now).seconds
    finishLog(servers, log, outcome, exitCode(outcome.failure?.kind))
    return outcome
  }

  private func work(
    _ servers: SyncServers, _ log: RunLog?, _ outcome: inout SyncOutcome,
    started: ContinuousClock.Instant, _ progress: (SyncProgress) -> Void
  ) throws(Failure) {
    var policy = SyncPolicy()
    policy.lowerOnly = request.coexist
    let batch = SyncBatch(servers: servers, policy: policy, runID: log?.id)
    let begin = try resumePoint(servers)
    // A run that was cut short is gone on with, and then begun from the start.
    for (after, end) in begin > 0 ? [(begin, Int.max), (0, begin)] : [(0, Int.max)] {
      var scan = try SyncScan(servers, policy: policy, codes: request.codes, after: after)
      while scan.last < end, let part = try scan.next() {
        for index in stride(from: 0, to: part.candidates.count, by: SyncBatch.size) {
          let ids = part.candidates[
            index..<min(index + SyncBatch.size, part.candidates.count)]
          try batch.sync(Array(ids), into: &outcome)
        }
        outcome.scanned += part.count
        outcome.resumeAfter = part.last
        progress(SyncProgress(scanned: outcome.scanned, changed: outcome.changed))
        try servers.checkInterrupt()
        if let limit = request.maxRuntime, started.duration(to: .now) >= limit {
          outcome.complete = false
          return
        }
      }
    }
    outcome.resumeAfter = nil
  }

  private func resumePoint(_ servers: SyncServers) throws(Failure) -> Int {
    guard request.codes.isEmpty, !request.dryRun else { return 0 }
    do {
      let rows = try servers.writer.query(
        RunLogQueries.resumePoint, [Self.command], deadline: servers.deadline)
      return try rows.first?.optionalInt("resume_after") ?? 0
    } catch {
      throw Failure(error, doing: "see where the last run ended")
    }
  }

  private func checkCodes(_ servers: SyncServers) throws(Failure) {
    guard !request.codes.isEmpty else { return }
    var known: Set<String> = []
    do {
      let rows = try servers.writer.query(
        SyncQueries.known, [PostgresArray.literal(request.codes)], deadline: servers.deadline)
      for row in rows { known.insert(try row.string("code")) }
    } catch {
      throw Failure(error, doing: "look for the codes")
    }
    let unknown = request.codes.filter { !known.contains($0) }
    guard unknown.isEmpty else {
      throw Failure(
        .usage, "there is no code \(unknown.map(Masking.code).joined(separator: ", "))",
        hint: "codes are stored in capitals; SELECT code FROM redeem_codes lists them")
    }
  }

  private func beginLog(_ servers: SyncServers) throws(Failure) -> RunLog? {
    guard !request.dryRun else { return nil }
    do {
      return try RunLog.begin(Self.command, servers.writer, deadline: servers.deadline)
    } catch {
      throw Failure(error, doing: "record the run")
    }
  }

  /// A run that did its work is not failed by its record.
  private func finishLog(
    _ servers: SyncServers, _ log: RunLog?, _ outcome: SyncOutcome, _ code: Int32
  ) {
    do throws(PostgresError) {
      try log?.finish(
        exitCode: code, changed: outcome.changed, problems: outcome.problems.count,
        detail: outcome.logDetail, servers.writer, deadline: servers.deadline)
    } catch {
      context.logger.warning("the run was not recorded", metadata: ["error": "\(error)"])
    }
  }
}
