/// What a follower did until it was stopped.
public struct FollowOutcome: Sendable, Encodable {
  /// Another run holds the lock, and this one did nothing.
  public var skipped = false
  /// Who holds it.
  public var lockHolder: String?
  /// How often names were gathered and their codes synced.
  public var ticks = 0
  /// Codes that were named, each time counted.
  public var named = 0
  public var scanned = 0
  public var changed = 0
  /// How often all codes were gone through, by reason.
  public var fullPasses: [String: Int] = [:]
  public var feedBreaks = 0
  /// Codes that are left alone still.
  public var problems = 0
  /// What the counts take backends to do, and they do not, as far as it was known at the end; `nil` for nothing.
  public internal(set) var breaches: [ContractBreach]?
  /// `false` where no count may be called exact for that; `nil` otherwise.
  public internal(set) var exact: Bool?
  public var seconds = 0.0

  public init() {}
}
