/// How far a count can be trusted: the true number of uses lies between `used - low` and
/// `used + high`.
public struct Certainty: Sendable, Hashable, Codable {
  /// The last thing that made it less than exact.
  public enum State: String, Sendable, Hashable, CaseIterable, Codable {
    /// Every redemption is counted once.
    case exact
    /// First contact with a bucket: what was taken of others before it is unknown.
    case baseline
    /// A backend initialised the bucket anew; what moved since our last look is unknown.
    case reinitialised
    /// Redis came back as another process or replica, or with an older version of the bucket.
    case restarted
    /// The bucket disappeared: expiry, eviction, flush or DEL.
    case vanished
    /// The expiry was changed or removed by neither a backend nor us.
    case foreign
    /// Counted beside the Python absolute job.
    case coexisting
    /// Backends were seen to break what the count rests on; see ``ContractDoubts``.
    case doubted
  }

  public var state: State
  public var low: Int
  /// For one unseen initialisation; each further one in the same blind window could hide as many.
  public var high: Int

  public static let exact = Certainty(state: .exact, low: 0, high: 0)

  /// Nothing is known but that it was counted.
  static let boundless = Certainty(
    state: .doubted, low: SyncBounds.widest, high: SyncBounds.widest)

  public init(state: State, low: Int, high: Int) {
    self.state = state
    self.low = low
    self.high = high
  }

  /// Whether the true number is known not to be larger than some number.
  public var hasUpperBound: Bool { high < SyncBounds.widest }

  /// The certainty after something else became unknown too.
  func widened(_ state: State, low: Int, high: Int) -> Certainty {
    Certainty(
      state: state, low: min(SyncBounds.widest, self.low + max(0, low)),
      high: min(SyncBounds.widest, self.high + max(0, high)))
  }
}
