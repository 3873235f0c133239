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
    /// Within which they come, at random moments.
    public var time: Duration
    /// How many take invites.
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

  /// What is done meanwhile.
  public enum Progress: Sendable, Equatable {
    /// Workers are watched, to see how long a task takes.
    case measuring
    /// The campaign is gone through, the first time with number 1.
    case repetition(Int, of: Int)
  }

  /// Tasks that can be worked on at once.
  public static let mostSlots = 100_000
  /// Messages that are gone through in all repetitions together, and repetitions at least and at most.
  private static let (mostSteps, repetitions) = (4_000_000, 10...100)
  /// Of those that wait already more are not gone through.
  private static let mostBacklog = 1_000_000

  private let context: OperationContext
  private let request: Request
  private let measured: CampaignRuntimes?

  public init(_ context: OperationContext, _ request: Request) {
    self.init(context, request, measured: nil)
  }

  /// - Parameter measured: what was measured before, for several campaigns.
  init(_ context: OperationContext, _ request: Request, measured: CampaignRuntimes?) {
    self.context = context.with(.forecast)
    self.request = request
    self.measured = measured
  }

  /// How long a task takes now.
  ///
  /// - Throws: as ``run()``.
  func measure() throws(Failure) -> CampaignRuntimes {
    try onServers { (asked) throws(Failure) in
      try CampaignRuntimes.measure(asked, try InviteWork.fleet(asked))
    }
  }

  /// Opens the servers, and closes them after `body`.
  private func onServers<Value>(
    _ body: (ForecastServers) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let context = context
    let postgres = try context.readPostgres()
    defer { postgres.close() }
    let broker = try context.redis(.broker)
    defer { broker.close() }
    return try body(
      ForecastServers(
        context: context, postgres: postgres, broker: { () throws(Failure) in broker },
        result: { () throws(Failure) in try context.redis(.result) },
        deadline: { context.requestDeadline }))
  }

  /// - Parameter progress: called several times a second.
  /// - Throws: ``Failure`` where a server cannot be reached; of kind ``Failure/Kind/unanswered`` where no runtime
  ///   was given and none is to be had; of kind ``Failure/Kind/interrupted`` soon after the interrupt was raised.
  public func run(
    _ progress: (Progress) -> Void = { _ in }
  ) throws(Failure) -> CampaignOutcome {
    try onServers { (asked) throws(Failure) in try gone(through: asked, progress) }
  }

  private func gone(
    through asked: ForecastServers, _ progress: (Progress) -> Void
  ) throws(Failure) -> CampaignOutcome {
    let seats = try asked.seats()
    let openUses = try asked.counting == .onJoin ? asked.history().openUses : 0
    let tokens = try asked.tokens(less: openUses)
    let unsynced = try asked.unsynced()
    let takers = try fleet(asked)
    let times = try runtimes(asked, takers, progress)
    let backlog = min(Self.mostBacklog, try asked.backlog())
    let concurrency = request.concurrency ?? Self.concurrency(takers)
    let slots = request.workers.multipliedReportingOverflow(by: concurrency)
    guard !slots.overflow, slots.partialValue <= Self.mostSlots else {
      throw Failure(
        .usage, tr("more than \(Self.mostSlots) tasks at once"),
        hint: tr("leave some of --workers or --concurrency out"))
    }
    let load = CampaignModel.Load(
      redemptions: request.redemptions, seconds: request.time.seconds,
      slots: max(1, slots.partialValue), backlog: backlog, runtimes: times.values,
      seats: seats.free, tokens: tokens.uses, expiry: tokens.expiry,
      endlessSeconds: tokens.unlimitedSeconds,
      takesSeatAtRequest: asked.counting == .onJoin)
    let runs = try repeated(load, progress)
    let notes = Notes(
      seats: Self.notes(seats), codes: [unsynced].compactMap { $0 } + tokens.owned,
      isConcurrencyAssumed: request.concurrency == nil && (takers?.slots ?? 0) == 0)
    return outcome(load, runs, times.told, concurrency, tokens, notes)
  }

  /// What is to be known beside the numbers, a sentence each.
  private struct Notes {
    let seats: [String]
    let codes: [String]
    let isConcurrencyAssumed: Bool
  }

  private static func notes(_ seats: ForecastSeats) -> [String] {
    let claimed = seats.claimed
    let waited =
      claimed > 0
      ? tr("in it: \(CountText.of(claimed, "free seat")) that rows of invite_queue wait for") : nil
    return [waited, seats.fullGroups].compactMap { $0 }
  }

  /// Goes through it again and again.
  private func repeated(
    _ load: CampaignModel.Load, _ progress: (Progress) -> Void
  ) throws(Failure) -> [CampaignModel.Run] {
    let steps = max(1, load.redemptions + load.backlog)
    let repetitions = min(
      Self.repetitions.upperBound, max(Self.repetitions.lowerBound, Self.mostSteps / steps))
    let interrupt = context.interrupt
    var random = ForecastRandom(seed: request.seed)
    let model = CampaignModel(load: load)
    var runs: [CampaignModel.Run] = []
    for number in 1...repetitions {
      #if FAILPOINTS
        Failpoint.reach("campaign-repetition")
      #endif
      let run = try model.run(&random) { (_: Int) throws(Failure) in
        // No socket is waited for here, which would end by it.
        guard interrupt?.isTriggered != true else {
          throw Failure(.interrupted, tr("stopped; nothing was changed"))
        }
        progress(.repetition(number, of: repetitions))
      }
      runs.append(run)
    }
    return runs
  }

  private func runtimes(
    _ asked: ForecastServers, _ takers: InviteWork.Fleet?, _ progress: (Progress) -> Void
  ) throws(Failure) -> CampaignRuntimes {
    if let given = request.runtime { return CampaignRuntimes(given: given.seconds) }
    if let measured { return measured }
    return try CampaignRuntimes.measure(asked, takers) { progress(.measuring) }
  }

  private func outcome(
    _ load: CampaignModel.Load, _ runs: [CampaignModel.Run], _ runtime: CampaignOutcome.Runtime,
    _ concurrency: Int, _ tokens: ForecastServers.Tokens, _ notes: Notes
  ) -> CampaignOutcome {
    func out(_ when: (CampaignModel.Run) -> Double?) -> ForecastRange? {
      let ends = runs.compactMap(when)
      return ends.isEmpty ? nil : ForecastRange(ends)
    }
    let seats = load.seats ?? 0
    // Without codes that expire meanwhile the same in each.
    let refused = ForecastRange(runs.map { run in Double(run.refused) }).likely ?? 0
    let admitted = load.redemptions - Int(saturating: refused)
    // Where the request takes the seat, what waits already has its own.
    let wanted = load.takesSeatAtRequest ? admitted : admitted + load.backlog
    return CampaignOutcome(
      seed: request.seed, repetitions: runs.count, redemptions: load.redemptions,
      seconds: load.seconds, workers: request.workers, concurrency: concurrency,
      concurrencyIsAssumed: notes.isConcurrencyAssumed,
      backlog: load.backlog, runtime: runtime,
      peak: ForecastRange(runs.map { run in Double(run.peak) }),
      drainedInSeconds: ForecastRange(runs.map(\.drained)),
      longestWaitSeconds: ForecastRange(runs.map(\.longestWait)),
      seats: .init(
        available: seats, missing: max(0, wanted - seats), outInSeconds: out { $0.seatsOut }),
      codes: .init(
        available: tokens.uses, missing: load.redemptions - admitted,
        outInSeconds: out { $0.tokensOut }),
      unlimitedCodes: tokens.unlimited, expiringUses: tokens.expiry.within(load.seconds),
      boundUses: tokens.bound.addingSaturated(tokens.lapsed).addingSaturated(tokens.dateless),
      seatNotes: notes.seats,
      notes: notes.codes)
  }

  /// Not asked where everything about it was said.
  private func fleet(_ servers: ForecastServers) throws(Failure) -> InviteWork.Fleet? {
    if request.runtime != nil, request.concurrency != nil { return nil }
    return try InviteWork.fleet(servers)
  }

  private static func concurrency(_ fleet: InviteWork.Fleet?) -> Int {
    guard let fleet, fleet.workers > 0 else { return 1 }
    return max(1, fleet.slots / fleet.workers)
  }
}
