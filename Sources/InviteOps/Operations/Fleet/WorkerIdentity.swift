internal import CeleryProtocol
internal import LosslessJSON

/// The process that has a worker's name at one moment, as it tells of itself.
public struct WorkerIdentity: Sendable, Equatable, Encodable {
  /// As its machine or container counts them; in containers most have the same.
  public let pid: Int?
  /// Seconds since its start, as it reckons them by its clock.
  public let uptime: Double?
  /// When it said so: epoch seconds by the broker's clock.
  public let seen: Double

  /// Seconds by which clocks may differ or be set, and numbers be rounded (Celery's `uptime` is whole).
  private static let slack = 5.0

  init(pid: Int?, uptime: Double?, seen: Double) {
    self.pid = pid
    self.uptime = uptime
    self.seen = seen
  }

  /// `nil` of an answer to `stats` that tells neither.
  init?(_ stats: WorkerStats?, seen: Double) {
    guard let stats, stats.pid != nil || stats.uptime != nil else { return nil }
    self.init(pid: stats.pid, uptime: stats.uptime, seen: seen)
  }

  /// Whether what has the same name now is another process.
  ///
  /// That one has begun after this one was seen. How long this one had run by then is added for its
  /// clock, which may go wrong by more than ``slack`` in the days of a pause.
  func isFollowed(by now: WorkerIdentity) -> Bool {
    if let pid, let other = now.pid, pid != other { return true }
    guard let uptime, let other = now.uptime else { return false }
    return now.seen - other > max(seen - uptime + Self.slack, seen - Self.slack)
  }

  /// As a mark in the broker has it; `nil` of what is none.
  init?(decoding value: JSONValue?) {
    guard let value, let seen = value["seen"]?.double else { return nil }
    self.init(pid: value["pid"]?.int, uptime: value["uptime"]?.double, seen: seen)
  }

  /// Members of a mark.
  var members: [(key: String, value: JSONValue)] {
    [
      ("pid", pid.map(JSONValue.int) ?? .null), ("uptime", uptime.map(JSONValue.double) ?? .null),
      ("seen", .double(seen)),
    ]
  }
}
