public import InviteDomain

/// What a drain would do, or how far it came.
public struct DrainOutcome: Sendable, Encodable {
  public struct Worker: Sendable, Encodable {
    public let name: String
    /// Which it consumed before, and consumes no longer while the drain holds.
    public let queues: [String]
    /// What it has in hand; empty once it is drained.
    public let held: [HeldTask]
    /// Whether it was seen twice to take nothing and to hold nothing.
    public let isDrained: Bool
    /// Whether it answered the last look.
    public let answered: Bool
  }

  public enum End: String, Sendable, Encodable {
    /// Only looked.
    case planned
    case drained
    /// The time was over.
    case timedOut = "timed_out"
    /// All that is left is held until a time after the end of the wait.
    case scheduledLater = "scheduled_later"
  }

  public let workers: [Worker]
  /// Queues that no other worker consumes: their messages wait.
  public let unserved: [String]
  public internal(set) var end: End = .planned
  /// Whether the workers consume their queues again.
  public internal(set) var isUndone = false
  /// Queues that could not be given back, by worker.
  public internal(set) var lost: [String: [String]] = [:]
  public internal(set) var seconds: Double = 0
  /// What was not looked at, a sentence each.
  public internal(set) var gaps: [String] = []

  /// How many workers do not consume any more what they consumed before.
  var stopped: Int {
    guard isApplied, !isUndone else { return 0 }
    return lost.isEmpty ? workers.count { !$0.queues.isEmpty } : lost.count
  }

  /// Whether anything was done, however it ended.
  public var isApplied: Bool { end != .planned }

  /// `nil` when all are drained.
  public var shortfall: Failure.Kind? {
    if !lost.isEmpty { return .partial }
    switch end {
    case .planned, .drained: return nil
    case .timedOut, .scheduledLater: return isUndone ? .transient : .partial
    }
  }

  private enum CodingKeys: String, CodingKey {
    case workers, unserved, end, isApplied, isUndone, lost, seconds, gaps
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(workers, forKey: .workers)
    try container.encode(unserved, forKey: .unserved)
    try container.encode(end, forKey: .end)
    try container.encode(isApplied, forKey: .isApplied)
    try container.encode(isUndone, forKey: .isUndone)
    try container.encode(lost, forKey: .lost)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(gaps, forKey: .gaps)
  }
}
