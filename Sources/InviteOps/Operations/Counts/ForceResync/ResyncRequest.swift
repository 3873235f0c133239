public import InviteDomain

/// Which side is believed.
public enum ResyncSource: String, Sendable, CaseIterable, Codable {
  /// What queues and tables show of each redemption.
  case evidence
  /// `used_count` as it stands.
  case database
  /// `max_uses` minus the bucket.
  case redis
}

/// What `force-resync` is asked to do.
public struct ResyncRequest: Sendable {
  /// Stored codes; empty for all whose count is less than exact.
  public var codes: [String] = []
  public var source = ResyncSource.evidence
  public var ifLocked = IfLocked.wait
  public var lockWait: Duration = .seconds(60)

  public init() {}
}
