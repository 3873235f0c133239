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
    /// What became of its process on the way; `nil` where it is the same as at first.
    public let loss: Loss?
    /// What a process that is no more had: in `unacked`, and nobody tells of it.
    public let left: [HeldTask]
  }

  public enum Loss: String, Sendable, Encodable {
    /// Nobody listens by its name.
    case gone
    /// Another process has its name.
    case restarted
  }

  public enum End: String, Sendable, Encodable {
    /// Only looked.
    case planned
    case drained
    /// The time was over.
    case timedOut = "timed_out"
    /// All that is left is held until a time after the end of the wait.
    case scheduledLater = "scheduled_later"
    /// All others are drained; one has gone, or was started anew and nobody has what it had.
    case workerLost = "worker_lost"
  }

  public let workers: [Worker]
  /// Queues that no other worker consumes: their messages wait.
  public let unserved: [String]
  public internal(set) var end: End = .planned
  /// Whether anything was taken from workers that are there.
  public internal(set) var hasTaken = false
  /// Whether the workers consume again what was taken from them.
  public internal(set) var isUndone = false
  /// Queues that could not be given back, by worker.
  public internal(set) var lost: [String: [String]] = [:]
  /// Queues that were not given back, since they were paused meanwhile, by worker; `control resume` does.
  public internal(set) var withheld: [String: [String]] = [:]
  /// By worker that consumed nothing when a drain began that did not end well, what it may be told to
  /// consume.
  public internal(set) var idle: [String: [String]] = [:]
  public internal(set) var seconds: Double = 0
  /// What was not looked at, a sentence each.
  public internal(set) var gaps: [String] = []

  /// How many workers do not consume any more what they consumed before.
  var stopped: Int {
    guard isApplied, hasTaken else { return 0 }
    let without = Set(lost.keys).union(withheld.keys)
    return isUndone || !lost.isEmpty ? without.count : workers.count { !$0.queues.isEmpty }
  }

  /// Whether anything was done, however it ended.
  public var isApplied: Bool { end != .planned }

  /// Whether messages lie in `unacked` for which nobody is there, or may do so.
  public var needsRestore: Bool {
    workers.contains { $0.loss == .gone || !$0.left.isEmpty }
      || (end == .timedOut && workers.contains { $0.loss != nil })
  }

  /// Whether there was anything in `unacked` at the end that might be given back.
  public internal(set) var hasUnacked = true

  /// `nil` when all are drained.
  public var shortfall: Failure.Kind? {
    if !lost.isEmpty || needsRestore { return .partial }
    switch end {
    case .planned, .drained: return nil
    case .workerLost: return .partial
    case .timedOut, .scheduledLater: return isUndone && idle.isEmpty ? .transient : .partial
    }
  }

  private enum CodingKeys: String, CodingKey {
    case workers, unserved, end, isApplied, hasTaken, isUndone, lost, withheld, idle, seconds, gaps
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(workers, forKey: .workers)
    try container.encode(unserved, forKey: .unserved)
    try container.encode(end, forKey: .end)
    try container.encode(isApplied, forKey: .isApplied)
    try container.encode(hasTaken, forKey: .hasTaken)
    try container.encode(isUndone, forKey: .isUndone)
    try container.encode(lost, forKey: .lost)
    try container.encode(withheld, forKey: .withheld)
    try container.encode(idle, forKey: .idle)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(gaps, forKey: .gaps)
  }
}
