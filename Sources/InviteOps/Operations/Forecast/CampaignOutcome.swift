/// What a campaign would come to, on paper.
public struct CampaignOutcome: Sendable, Encodable {
  /// The runtimes it was reckoned with.
  public struct Runtime: Sendable, Encodable {
    /// `results`, `records`, or `given`.
    public let source: String
    /// How many were measured, while messages waited.
    public let measured: Int
    /// How many tasks were worked on at once then.
    public let slots: Int
    public let meanSeconds: Double
  }

  /// Seats, or uses of codes.
  public struct Stock: Sendable, Encodable {
    public let available: Int
    /// How many redemptions get none.
    public let missing: Int
    /// Seconds after which the last one is taken; `nil` where some are left.
    public let outInSeconds: ForecastRange?
  }

  /// Of the random numbers.
  public let seed: UInt64
  /// How often the campaign was gone through.
  public let repetitions: Int
  /// How many come.
  public let redemptions: Int
  /// Within so many seconds.
  public let seconds: Double
  public let workers: Int
  /// Tasks that each of them works on at once.
  public let concurrency: Int
  /// Whether that is a guess, since no worker answered and nobody said it.
  public let concurrencyIsAssumed: Bool
  /// Messages that wait already.
  public let backlog: Int
  public let runtime: Runtime
  /// Most messages at one moment that were not done.
  public let peak: ForecastRange
  /// Seconds from the beginning until the last one is done.
  public let drainedInSeconds: ForecastRange
  /// The longest time that a message waits for a worker.
  public let longestWaitSeconds: ForecastRange
  public let seats: Stock
  public let codes: Stock
  /// Codes without a limit: they do not run out, but may expire.
  public let unlimitedCodes: Int
  /// Uses of codes that expire before the last redemption comes.
  public let expiringUses: Int
  /// Uses left of codes that are bound, which no newcomer gets.
  public let boundUses: Int
  /// Seats that others wait for, and groups that have none, a sentence each.
  public let seatNotes: [String]
  /// What only Redis has, and what is not for newcomers, or not for long, a sentence each.
  public let notes: [String]

  private enum CodingKeys: String, CodingKey {
    case seed, repetitions, redemptions, seconds, workers, concurrency, concurrencyIsAssumed
    case backlog, runtime, peak, drainedInSeconds, longestWaitSeconds, seats, codes
    case unlimitedCodes, expiringUses, boundUses, seatNotes, notes
  }
}
