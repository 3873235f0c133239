internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// `sync-counts` that goes on: codes are synced when their bucket or their row changes, and all of them
/// only now and then. Each look is one of ``SyncCounts``: the same protocol, and the same promises.
public struct FollowCounts {
  /// What its session calls itself, so that whoever finds the lock held knows by what.
  static let sessionName = "\(SyncCounts.command) --follow"
  /// Between two attempts at servers that are away.
  private static let pause = Duration.seconds(1)

  private let context: OperationContext
  private let request: FollowRequest

  public init(_ context: OperationContext, _ request: FollowRequest) {
    self.context = context.with(.sync)
    self.request = request
  }

  /// Goes on until the interrupt of its context is raised; then what was named is synced still.
  ///
  /// - Parameter say: told on the thread of the caller.
  /// - Throws: ``Failure``: at the beginning as ``SyncCounts/run(_:)``; later on only what is about
  ///   more than the way to a server, which is tried again.
  public func run(
    _ say: @escaping (FollowEvent) -> Void = { _ in }
  ) throws(Failure) -> FollowOutcome {
    let started = ContinuousClock.now
    let state = FollowState(request.manager, say)
    var outcome = FollowOutcome()
    var reason = FollowTally.FullPass.start
    var known: String?
    var said: (message: String, steps: Int)?
    var isFollowing = false
    life: while true {
      do throws(Failure) {
        let servers = try connect()
        if let skipped = try take(servers, state) {
          outcome.skipped = true
          outcome.lockHolder = skipped.holder
          return outcome
        }
        if let known, known != servers.server.name { reason = .server }
        known = servers.server.name
        let session = try FollowSession(servers, request, state)
        isFollowing = true
        try session.follow(reason)
        break life
      } catch {
        // A signal while another run has the lock: that one counts.
        if error.kind == .interrupted, state.isReady { break life }
        // Another run may have the lock for an hour: `force-resync --all` of a million codes.
        guard state.isReady, error.isPassing || error.kind == .locked else { throw error }
        // Once, however often the servers are not there when they are asked.
        if isFollowing { state.tally.breakFeed() }
        isFollowing = false
        reason = .feed
        // The same once more is news where it went on in between.
        let steps = state.tally.steps
        if said?.message != error.message || said?.steps != steps { say(.waiting(error)) }
        said = (error.message, steps)
        state.signs.status(tr("waiting: \(error.message)"))
        guard SocketWait.pause(Self.pause, interrupt: context.interrupt) else { throw error }
      }
    }
    finish(&outcome, state)
    outcome.seconds = started.duration(to: .now).seconds
    return outcome
  }

  private func finish(_ outcome: inout FollowOutcome, _ state: FollowState) {
    outcome.ticks = state.tally.ticks
    outcome.named = state.tally.named
    outcome.scanned = state.tally.scanned
    outcome.changed = state.tally.changed
    for (reason, count) in state.tally.fullPasses { outcome.fullPasses[reason.rawValue] = count }
    outcome.feedBreaks = state.tally.feedBreaks
    outcome.problems = state.troubles.count
    guard !state.breaches.isEmpty else { return }
    outcome.breaches = state.breaches
    outcome.exact = ContractBreach.exact(state.breaches)
  }

  private func connect() throws(Failure) -> SyncConnections {
    try SyncConnections(context, dryRun: false, scanner: Self.lookedAt(context))
  }

  /// A session that has looked at the database, where a run may begin.
  static func lookedAt(_ context: OperationContext) throws(Failure) -> PostgresConnection {
    let session = try context.postgres()
    if let generation = session.facts?.generation, generation.counting != .atRequest {
      throw Failure(
        .usage,
        tr(
          "beside this backend (\(generation.eraName)) nothing is moved between buckets and used_count, so "
            + "there is nothing to follow"),
        hint: tr("'invitectl sync-counts' shows what each of them says"))
    }
    return session
  }

  private func take(
    _ servers: SyncConnections, _ state: FollowState
  ) throws(Failure) -> RunLock.Skipped? {
    let isAgain = state.isReady
    return try servers.take(
      isAgain ? .wait : request.ifLocked, wait: isAgain ? request.patience : request.lockWait,
      maxSkips: request.maxSkips, for: SyncCounts.command, as: Self.sessionName
    ) { state.signs.progress(isReady: isAgain) }
  }
}

extension Failure {
  /// Whether it may be over in a moment, without anybody's doing.
  var isPassing: Bool { kind == .transient || isAboutConnection || isAboutWaiting || isOfFailover }

  /// Of who has had the primary this is what a failover looks like on its way: a server that is none any more, before
  /// the name or the sentinels lead to the other one.
  private var isOfFailover: Bool {
    reason == BucketServer.isReplica || reason == Requirement.postgresPrimary.rawValue
  }
}
