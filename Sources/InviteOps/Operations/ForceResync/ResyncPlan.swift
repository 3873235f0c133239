/// What `force-resync` would do, to be looked at and applied as it is.
public struct ResyncPlan: Sendable, Codable {
  public static let format = 2

  public let format: Int
  public let database: String
  public let source: ResyncSource
  public let items: [ResyncItem]
  /// What was not seen while evidence was looked for, a sentence each.
  public let gaps: [String]
  /// Codes that could not be looked at, or that the sync before had to leave as they are.
  public let findings: [RowFinding]
  /// Of all the above: a plan that was edited, or belongs to another database, is refused.
  public let hash: String

  init(
    database: String, source: ResyncSource, items: [ResyncItem], gaps: [String] = [],
    findings: [RowFinding] = []
  ) {
    format = Self.format
    self.database = database
    self.source = source
    self.items = items
    self.gaps = gaps
    self.findings = findings
    hash = Self.hash(database, source, items, gaps)
  }

  public var changes: Int { items.count(where: \.changes) }
  /// Codes left as they are because not everything could be seen.
  public var unseen: Int { items.count { $0.evidence.hasGaps && $0.verdict == .open } }
  public var conflicts: Int { items.count { $0.verdict == .conflict || $0.verdict == .blocked } }

  var isGenuine: Bool {
    format == Self.format && items.allSatisfy(\.isPossible)
      && hash == Self.hash(database, source, items, gaps)
  }

  private static func hash(
    _ database: String, _ source: ResyncSource, _ items: [ResyncItem], _ gaps: [String]
  ) -> String {
    var digest = StableDigest(database, source.rawValue)
    for item in items { digest.add(item) }
    for gap in gaps { digest.add(gap) }
    return digest.hex
  }
}

/// What came of applying a plan.
public struct ResyncOutcome: Sendable, Encodable {
  public internal(set) var applied: [String] = []
  /// Codes that were not as the plan says any more.
  public internal(set) var changedMeanwhile: [String] = []
  public internal(set) var rebuilt: [String] = []
  /// Codes whose new count the database refuses.
  public internal(set) var findings: [RowFinding] = []

  /// Why this outcome is no full success, if it is none.
  public var failure: Failure? {
    if !findings.isEmpty {
      return Failure(
        .partial, "\(CountText.of(findings.count, "code")) could not be changed, named above",
        hint: "see what is said of each")
    }
    guard !changedMeanwhile.isEmpty else { return nil }
    return Failure(
      .partial, "\(changedMeanwhile.count) codes changed meanwhile and were left alone",
      hint: "run the same command again")
  }
}
