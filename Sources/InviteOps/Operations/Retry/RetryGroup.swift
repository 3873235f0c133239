public import InviteDomain

/// Invites that came to nothing for the same reason.
public struct RetryGroup: Sendable, Encodable {
  /// As others wrote it, masked; `nil` where nobody wrote any.
  public let error: String?
  /// Rows.
  public let count: Int
  /// Different emails and codes among them.
  public let invites: Int
  public let oldestSeconds: Double
  public let codeCount: Int
  /// The first of the codes, at most ``shown``.
  public private(set) var codes: [String]

  static let shown = 5

  /// The largest first.
  static func of(_ rows: [RetryRow]) -> [RetryGroup] {
    Dictionary(grouping: rows) { $0.error ?? "" }.map { RetryGroup($1) }.sorted {
      ($1.count, $0.error ?? "") < ($0.count, $1.error ?? "")
    }
  }

  private init(_ rows: [RetryRow]) {
    error = rows.first?.error
    count = rows.count
    invites = Set(rows.map(\.key)).count
    oldestSeconds = rows.map(\.ageSeconds).max() ?? 0
    let codes = Set(rows.map { ExactText($0.code) }).sorted()
    codeCount = codes.count
    self.codes = codes.prefix(Self.shown).map(\.text)
  }

  public var masked: RetryGroup {
    var copy = self
    copy.codes = codes.map(Masking.code)
    return copy
  }
}

/// What a look shows that changes nothing.
public struct RetryGroups: Sendable, Encodable {
  public internal(set) var groups: [RetryGroup]
  /// Whether there are more rows than were looked at.
  public let hasMore: Bool
  public let findings: RowFindings

  public var masked: RetryGroups {
    var copy = self
    copy.groups = groups.map(\.masked)
    return copy
  }

  /// Why this is no full success, if it is none.
  public var failure: Failure? { findings.failure }
}
