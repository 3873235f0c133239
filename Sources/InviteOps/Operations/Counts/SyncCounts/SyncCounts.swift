internal import ClientSupport
internal import CountProtocol
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Brings the counts in Redis and Postgres together: redemptions from the buckets to
/// `used_count`, and increments and edits of the database to the buckets.
public struct SyncCounts {
  public static let command = "sync-counts"

  private let context: OperationContext
  private let request: SyncRequest

  public init(_ context: OperationContext, _ request: SyncRequest) {
    self.context = context.with(request.dryRun ? .syncLook : .sync)
    self.request = request
  }

  /// - Throws: ``Failure``: of kind `locked` when another run holds the lock, `interrupted`,
  ///   `transient`, or what a server said. Codes that could not be synced are in the outcome.
  public func run(_ progress: (SyncProgress) -> Void = { _ in }) throws(Failure) -> SyncOutcome {
    let started = ContinuousClock.now
    var outcome = SyncOutcome()
    outcome.dryRun = request.dryRun
    outcome.buckets = context.configuration.bucket
    let scanner = try context.postgres()
    if let generation = scanner.facts?.generation, generation.counting != .atRequest {
      let comparison = try CountCheck(context, generation, beside: scanner).run(codes(scanner))
      outcome.scanned = comparison.codes
      outcome.comparison = comparison
      outcome.seconds = started.duration(to: .now).seconds
      return outcome
    }
    let servers = try SyncConnections(context, dryRun: request.dryRun, scanner: scanner)
    outcome.backend = servers.writer.backend
    let codes = try codes(servers.writer)
    if !request.dryRun {
      let skipped = try servers.take(
        request.ifLocked, wait: request.lockWait, maxSkips: request.maxSkips, for: Self.command)
      if let skipped {
        outcome.skipped = true
        outcome.lockHolder = skipped.holder
        outcome.complete = false
        return outcome
      }
    }
    if request.dryRun {
      try work(servers, codes, nil, &outcome, started: started, progress)
    } else {
      // The ledger's lines name the run.
      try RunLog.recording(Self.command, .required, extent: extent, context, on: servers.writer) {
        log throws(Failure) in
        defer { log?.note(outcome) }
        try work(servers, codes, log, &outcome, started: started, progress)
      }
    }
    outcome.seconds = started.duration(to: .now).seconds
    return outcome
  }

  private var extent: RunExtent {
    if let command = request.partOf { return .part(of: command) }
    return request.codes.isEmpty ? .whole : .chosen(request.codes.count)
  }

  private func work(
    _ servers: SyncConnections, _ codes: [String], _ log: RunLog?, _ outcome: inout SyncOutcome,
    started: ContinuousClock.Instant, _ progress: (SyncProgress) -> Void
  ) throws(Failure) {
    var policy = SyncPolicy()
    policy.lowerOnly = request.coexist
    let begin = try resumePoint(servers)
    _ = try servers.incarnation()
    let standing = try servers.contract()
    policy.doubts = standing.doubts
    outcome.name(standing.breaches)
    if let breach = servers.history?.breach { outcome.name([breach]) }
    let lanes = try lanes(servers)
    outcome.begin = begin
    let ranges = SyncRanges(after: begin, isShared: lanes != nil)
    let board = SyncBoard(
      end: request.maxRuntime.map { Deadline.after($0 - started.duration(to: .now)) } ?? .never)
    let first = SyncWalk(
      servers: servers, board: board, policy: policy, runID: log?.id, codes: codes, ranges: ranges)
    do {
      defer { outcome.resumeAfter = ranges.resumeAfter }
      if let lanes, let log {
        try SyncLanes(
          more: lanes.more, run: lanes.run, board: board, ranges: ranges, policy: policy,
          runID: log.id, begin: begin
        ).go(first: first, &outcome, progress)
      } else {
        try first.go(&outcome, progress)
      }
    }
    outcome.sortProblems()
    guard outcome.complete else { return }
    outcome.resumeAfter = nil
    let isWhole = request.codes.isEmpty && request.partOf == nil
    if isWhole, !request.dryRun, !request.coexist {
      outcome.seen = SeenNote(servers, except: outcome.troubled)
    }
  }

  /// How many lanes there are to be beside the first one, and what they have to know; `nil` for none.
  ///
  /// Triggers of others write to wherever they like: lanes might wait for one another there, and each call
  /// the other one's codes locked.
  private func lanes(
    _ servers: SyncConnections
  ) throws(Failure) -> (more: Int, run: SyncRun)? {
    guard request.jobs > 1, request.codes.isEmpty, request.partOf == nil, !request.dryRun,
      !servers.isWatched
    else { return nil }
    let count = try SyncLanes.count(request.jobs, servers)
    guard count > 1, let run = try servers.share() else { return nil }
    return (count - 1, run)
  }

  private func resumePoint(_ servers: SyncConnections) throws(Failure) -> Int {
    guard request.codes.isEmpty, request.partOf == nil, !request.dryRun else {
      return SyncRanges.start
    }
    do {
      let rows = try servers.writer.query(
        RunLogQueries.resumePoint, [Self.command], deadline: servers.deadline)
      return try rows.first?.optionalInt("resume_after") ?? SyncRanges.start
    } catch {
      throw Failure(error, doing: tr("see where the last run ended"))
    }
  }

  private func codes(_ connection: PostgresConnection) throws(Failure) -> [String] {
    try StoredCodes.all(request.codes, on: connection, deadline: context.requestDeadline)
  }
}

extension RunLog {
  fileprivate func note(_ outcome: SyncOutcome) {
    changed = outcome.changed
    problems = outcome.problems.count
    detail = outcome.logDetail
    shortfall = outcome.failure?.kind
  }
}
