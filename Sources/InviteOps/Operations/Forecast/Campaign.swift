internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// So many redemptions in so long a time, on paper: how long the queue gets, when it is empty again, which seats
/// and codes run out. Only reads.
public struct Campaign {
  /// What is asked.
  public struct Request: Sendable {
    public var redemptions: Int
    public var time: Duration
    public var workers: Int
    /// Tasks that each works on at once; `nil` for as many as those that run now.
    public var concurrency: Int?
    /// Of a task; `nil` to measure it.
    public var runtime: Duration?
    /// The same one gives the same answer.
    public var seed: UInt64 = 1

    public init(redemptions: Int, time: Duration, workers: Int) {
      self.redemptions = redemptions
      self.time = time
      self.workers = workers
    }
  }

  /// Tasks that can be worked on at once.
  public static let mostSlots = 100_000
  /// Messages that are gone through in all repetitions together, and repetitions at least and at most.
  private static let (mostSteps, repetitions) = (4_000_000, 10...100)
  /// Of those that wait already more are not gone through.
  private static let mostBacklog = 1_000_000

  private let context: OperationContext
  private let request: Request

  public init(_ context: OperationContext, _ request: Request) {
    self.context = context.with(.forecast)
    self.request = request
  }

  /// - Throws: ``Failure`` where a server cannot be reached; of kind ``Failure/Kind/unanswered`` where no runtime
  ///   was given and none is to be had.
  public func run() throws(Failure) -> CampaignOutcome {
    let context = context
    let postgres = try context.readPostgres()
    defer { postgres.close() }
    let broker = try context.redis(.broker)
    defer { broker.close() }
    let servers = ForecastServers(
      context: context, postgres: postgres, broker: { () throws(Failure) in broker },
      result: { () throws(Failure) in try context.redis(.result) },
      deadline: { context.requestDeadline })
    let seats = try servers.freeSeats()
    let openUses = try servers.counting == .onJoin ? servers.history().openUses : 0
    let (tokens, unlimited, _) = try servers.tokens(less: openUses)
    let backlog = min(Self.mostBacklog, try servers.backlog(broker))
    let takers = try fleet(servers, broker)
    let (times, runtime) = try runtimes(servers, takers)
    let concurrency = request.concurrency ?? Self.concurrency(takers)
    let slots = request.workers.multipliedReportingOverflow(by: concurrency)
    guard !slots.overflow, slots.partialValue <= Self.mostSlots else {
      throw Failure(
        .usage, tr("more than \(Self.mostSlots) tasks at once"),
        hint: tr("leave some of --workers or --concurrency out"))
    }
    let load = CampaignModel.Load(
      redemptions: request.redemptions, seconds: request.time.seconds,
      slots: max(1, slots.partialValue), backlog: backlog, runtimes: times, seats: seats,
      tokens: unlimited > 0 ? nil : tokens, takesSeatAtRequest: servers.counting == .onJoin)
    return outcome(load, runtime, concurrency, tokens, unlimited)
  }

  private func outcome(
    _ load: CampaignModel.Load, _ runtime: CampaignOutcome.Runtime, _ concurrency: Int,
    _ tokens: Int, _ unlimited: Int
  ) -> CampaignOutcome {
    let steps = max(1, load.redemptions + load.backlog)
    let repetitions = min(
      Self.repetitions.upperBound, max(Self.repetitions.lowerBound, Self.mostSteps / steps))
    var random = ForecastRandom(seed: request.seed)
    let model = CampaignModel(load: load)
    var runs: [CampaignModel.Run] = []
    for _ in 0..<repetitions { runs.append(model.run(&random)) }
    func out(_ when: (CampaignModel.Run) -> Double?) -> ForecastRange? {
      let ends = runs.compactMap(when)
      return ends.isEmpty ? nil : ForecastRange(ends)
    }
    let seats = load.seats ?? 0
    let admitted = min(load.redemptions, load.tokens ?? load.redemptions)
    // Where the request takes the seat, what waits already has its own.
    let wanted = load.takesSeatAtRequest ? admitted : admitted + load.backlog
    return CampaignOutcome(
      seed: request.seed, repetitions: repetitions, redemptions: load.redemptions,
      seconds: load.seconds, workers: request.workers, concurrency: concurrency,
      backlog: load.backlog, runtime: runtime,
      peak: ForecastRange(runs.map { run in Double(run.peak) }),
      drainedInSeconds: ForecastRange(runs.map(\.drained)),
      longestWaitSeconds: ForecastRange(runs.map(\.longestWait)),
      seats: .init(
        available: seats, missing: max(0, wanted - seats), outInSeconds: out { $0.seatsOut }),
      codes: .init(
        available: tokens, missing: load.redemptions - admitted, outInSeconds: out { $0.tokensOut }
      ),
      unlimitedCodes: unlimited)
  }

  /// Not asked where everything about it was said.
  private func fleet(
    _ servers: ForecastServers, _ broker: RedisConnection
  ) throws(Failure) -> InviteWork.Fleet? {
    if request.runtime != nil, request.concurrency != nil { return nil }
    return try InviteWork.fleet(servers, broker)
  }

  private static func concurrency(_ fleet: InviteWork.Fleet?) -> Int {
    guard let fleet, fleet.workers > 0 else { return 1 }
    return max(1, fleet.slots / fleet.workers)
  }

  private func runtimes(
    _ servers: ForecastServers, _ fleet: InviteWork.Fleet?
  ) throws(Failure) -> ([Double], CampaignOutcome.Runtime) {
    if let given = request.runtime {
      let seconds = given.seconds
      return ([seconds], .init(source: "given", measured: 0, slots: 0, meanSeconds: seconds))
    }
    let next = tr("say how long a task takes: --runtime 2s")
    guard let fleet, fleet.slots > 0 else {
      throw Failure(
        .unanswered, tr("no worker that takes invites answers, so that no runtime can be told"),
        hint: next)
    }
    let work = try InviteWork.read(servers)
    guard work.gaps.areEnough else {
      throw Failure(
        .unanswered,
        tr(
          "\(CountText.of(work.instants.count, "invite")) done within an hour are too few to tell a "
            + "runtime by: \(BusyGaps.fewest + 1) are needed"), hint: next)
    }
    // While there was work each of the slots finished one after so many gaps.
    let runtimes = work.gaps.values.map { $0 * Double(fleet.slots) }
    let mean = runtimes.reduce(0, +) / Double(runtimes.count)
    return (
      runtimes,
      .init(
        source: work.source.rawValue, measured: runtimes.count, slots: fleet.slots,
        meanSeconds: mean)
    )
  }
}
