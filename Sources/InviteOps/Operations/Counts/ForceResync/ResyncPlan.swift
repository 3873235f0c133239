public import InviteDomain
internal import Localization

/// What `force-resync` would do, to be looked at and applied as it is.
public struct ResyncPlan: Sendable, Codable {
  public static let format = 4

  public let format: Int
  public let database: String
  /// PostgreSQL's system identifier; `nil` where the role may not see it.
  public let system: String?
  public let source: ResyncSource
  public let items: [ResyncItem]
  /// What was not seen while evidence was looked for, a sentence each.
  public let gaps: [String]
  /// Codes that could not be looked at, or that the sync before had to leave as they are.
  public let findings: [RowFinding]
  /// What backends are known not to keep to, as the sync before says it; `nil` for nothing, and for a plan
  /// from a file, which may be old: see ``ResyncOutcome/breaches``.
  public let breaches: [ContractBreach]?
  /// `false` where no count may be called exact for that; `nil` otherwise.
  public let exact: Bool?
  /// For which messages the broker vouches, a sentence; `nil` where it was not asked, and for a plan from a file.
  public let broker: String?
  /// Of all the above but the findings, breaches and broker: names the plan, and finds out a file that was cut off or
  /// edited by accident. It is no signature: whoever edits a plan can compute it, and what a plan
  /// says is compared with what the servers say before anything is written.
  public let hash: String
  /// Codes that no evidence settles, for some of it may be of an older code: a sentence each, with what to type.
  public var notes: [String] { items.filter(\.isLeftByOlder).map(\.olderNote) }
  /// When the look at the servers began that it is of; `nil` for a plan from a file.
  let seenAt: ContinuousClock.Instant?
  /// ``gaps`` in English, as they stand in a file and in its hash.
  private let writtenGaps: [String]
  /// Whether it was read from a file: of how things stand now it says nothing.
  public var isFromFile: Bool { seenAt == nil }

  private enum CodingKeys: String, CodingKey {
    case format, database, system, source, items, gaps, notes, findings, breaches, exact, hash
  }

  init(
    database: String, system: String? = nil, source: ResyncSource, items: [ResyncItem],
    gaps: [String] = [], findings: [RowFinding] = [], breaches: [ContractBreach]? = nil,
    broker: String? = nil, seenAt: ContinuousClock.Instant? = nil
  ) {
    format = Self.format
    self.database = database
    self.system = system
    self.source = source
    self.items = items
    self.gaps = gaps
    self.findings = findings
    self.breaches = breaches
    exact = ContractBreach.exact(breaches)
    self.broker = broker
    self.seenAt = seenAt
    writtenGaps = gaps.map { Speech.english(of: $0) }
    hash = Self.hash(database, system, source, items, writtenGaps)
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    format = try values.decode(Int.self, forKey: .format)
    database = try values.decode(String.self, forKey: .database)
    system = try values.decodeIfPresent(String.self, forKey: .system)
    source = try values.decode(ResyncSource.self, forKey: .source)
    items = try values.decode([ResyncItem].self, forKey: .items)
    gaps = try values.decode([String].self, forKey: .gaps)
    findings = try values.decode([RowFinding].self, forKey: .findings)
    hash = try values.decode(String.self, forKey: .hash)
    breaches = nil
    exact = nil
    broker = nil
    seenAt = nil
    writtenGaps = gaps
  }

  /// In English, whoever reads the file.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(format, forKey: .format)
    try values.encode(database, forKey: .database)
    try values.encodeIfPresent(system, forKey: .system)
    try values.encode(source, forKey: .source)
    try values.encode(items, forKey: .items)
    try values.encode(writtenGaps, forKey: .gaps)
    let notes = notes.map { Speech.english(of: $0) }
    if !notes.isEmpty { try values.encode(notes, forKey: .notes) }
    try values.encode(findings.map(\.inEnglish), forKey: .findings)
    try values.encodeIfPresent(breaches, forKey: .breaches)
    try values.encodeIfPresent(exact, forKey: .exact)
    try values.encode(hash, forKey: .hash)
  }

  public var changes: Int { items.count(where: \.changes) }
  /// Codes left as they are because not everything could be seen.
  public var unseen: Int { items.count { $0.evidence.hasGaps && $0.verdict == .open } }
  public var conflicts: Int { items.count(where: \.isUnsettled) }
  /// Whether of one of these a person can say that its bucket is right.
  public var canBeFromBuckets: Bool { items.contains { $0.isUnsettled && $0.canBeFromBucket } }

  /// A plan from a file is looked at before anything is done or shown of it.
  ///
  /// - Throws: ``Failure/Kind/conflict`` where it is not what one of this version wrote.
  public func checkGenuine() throws(Failure) {
    guard
      format == Self.format && items.allSatisfy(\.isPossible)
        && hash == Self.hash(database, system, source, items, writtenGaps)
    else {
      throw Failure(
        .conflict, tr("the plan was edited or is of another version"),
        hint: tr("make a new one with 'invitectl force-resync --all --plan FILE'"))
    }
  }

  private static func hash(
    _ database: String, _ system: String?, _ source: ResyncSource, _ items: [ResyncItem],
    _ gaps: [String]
  ) -> String {
    var digest = StableDigest(database, system ?? "", source.rawValue)
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
  /// Of those, the ones that would come out differently now.
  public internal(set) var differences: [ResyncDifference] = []
  /// Codes whose new count the database refuses.
  public internal(set) var findings: [RowFinding] = []
  /// What backends are known not to keep to, where the plan was of a file; `nil` for nothing.
  public internal(set) var breaches: [ContractBreach]?
  /// `false` where no count may be called exact for that; `nil` otherwise.
  public internal(set) var exact: Bool?
  /// How many of them may be the server's trouble.
  var suspects = 0

  private enum CodingKeys: String, CodingKey {
    case applied, changedMeanwhile, rebuilt, differences, findings, breaches, exact
  }

  /// Why this outcome is no full success, if it is none.
  public var failure: Failure? {
    if !findings.isEmpty {
      return Failure(
        .partial, tr("\(CountText.of(findings.count, "code")) could not be changed, named above"),
        hint: tr("see what is said of each"))
    }
    guard !changedMeanwhile.isEmpty else { return nil }
    return Failure(
      .partial,
      tr("\(CountText.of(changedMeanwhile.count, "code")) changed meanwhile and left alone"),
      hint: tr("run the same command again"))
  }
}

extension RowFinding {
  fileprivate var inEnglish: RowFinding {
    RowFinding(
      table: table, id: id, code: code, constraint: constraint, trigger: trigger,
      sqlState: sqlState, reason: Speech.english(of: reason), hint: Speech.english(of: hint))
  }
}
