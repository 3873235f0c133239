/// What `force-resync` would do, to be looked at and applied as it is.
public struct ResyncPlan: Sendable, Codable {
  public static let format = 1

  public let format: Int
  public let database: String
  public let source: ResyncSource
  public let items: [ResyncItem]
  /// Of all the above: a plan that was edited, or belongs to another database, is refused.
  public let hash: String

  init(database: String, source: ResyncSource, items: [ResyncItem]) {
    format = Self.format
    self.database = database
    self.source = source
    self.items = items
    hash = Self.hash(database, source, items)
  }

  public var changes: Int { items.count(where: \.changes) }
  public var conflicts: Int { items.count { $0.verdict == .conflict || $0.verdict == .blocked } }

  var isGenuine: Bool {
    format == Self.format && items.allSatisfy(\.isPossible)
      && hash == Self.hash(database, source, items)
  }

  private static func hash(
    _ database: String, _ source: ResyncSource, _ items: [ResyncItem]
  ) -> String {
    var digest = StableDigest(database, source.rawValue)
    for item in items { digest.add(item) }
    return digest.hex
  }
}

/// What came of applying a plan.
public struct ResyncOutcome: Sendable, Encodable {
  public internal(set) var applied: [String] = []
  /// Codes that were not as the plan says any more.
  public internal(set) var changedMeanwhile: [String] = []
  public internal(set) var rebuilt: [String] = []
}
