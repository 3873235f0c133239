/// What one tick of the watch shows.
public struct FleetFrame: Sendable, Encodable {
  /// A task name's events within the last minute.
  public struct TaskLine: Sendable, Encodable {
    public let name: String
    public let received: Int
    public let succeeded: Int
    public let failed: Int
    public let retried: Int
    public let rejected: Int
    /// Ends, well or badly.
    public let perSecond: Double
    /// Of those that ended; `nil` when none did.
    public let failureRatio: Double?
    /// Seconds.
    public let meanRuntime: Double?
  }

  /// RFC 3339, UTC.
  public let time: String
  public let snapshot: FleetSnapshot
  public let tasks: [TaskLine]
  /// All waiting messages at the last ticks, the newest last.
  public let backlog: [Int]
  /// What the look itself cost, in milliseconds.
  public let costMs: Double
  /// Seconds since each worker that does not answer now did so last.
  public let staleSeconds: [String: Double]
}
