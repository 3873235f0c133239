/// An Alembic revision of the backend, by its identifier.
public struct Revision: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  public var description: String { rawValue }

  /// The revisions up to the ones invitectl makes, oldest first. 002 to 004 are known by their
  /// number alone.
  public static let commercialFields = Revision(rawValue: "006_add_commercial_fields")
  /// The eight single-column indexes.
  public static let performanceIndexes = Revision(rawValue: "007_add_performance_indexes")
  /// The three composite indexes.
  public static let compositeIndexes = Revision(rawValue: "008_add_composite_indexes")

  /// The revisions invitectl makes, in order, each with the one it follows.
  public static let ours: [(revision: Revision, downRevision: Revision)] = [
    (performanceIndexes, commercialFields), (compositeIndexes, performanceIndexes),
  ]

  /// The number that every identifier of the backend begins with, e.g. 7; `nil` for a foreign one.
  public var number: Int? {
    let digits = rawValue.prefix { $0.isASCII && $0.isNumber }
    guard digits.count == 3, rawValue.dropFirst(3).first == "_" else { return nil }
    return Int(digits)
  }
}

extension Revision {
  /// The backend's chain from 006 on, by the names of its files.
  static let chain: [Revision] = [
    commercialFields, performanceIndexes, compositeIndexes,
    Revision(rawValue: "009_add_rebind_fields"), Revision(rawValue: "010_create_rebind_history"),
    Revision(rawValue: "011_add_distributor_role"),
    Revision(rawValue: "012_distributor_signup_flow"),
    Revision(rawValue: "013_normalize_enum_casing"), Revision(rawValue: "014_add_team_status"),
    Revision(rawValue: "015_add_plans_and_orders"), Revision(rawValue: "016_add_order_email"),
    Revision(rawValue: "017_add_coupons"), Revision(rawValue: "018_add_removal_retry_count"),
    Revision(rawValue: "019_add_distributor_order_fields"),
    Revision(rawValue: "020_add_invite_status_reserved"),
    Revision(rawValue: "021_expand_ip_address_length"),
    Revision(rawValue: "022_add_plan_stock_fields"),
    Revision(rawValue: "023_add_team_mailbox_fields"),
    Revision(rawValue: "024_add_invite_consumed_and_queue_rebind"),
    Revision(rawValue: "025_add_invite_queue_waiting_enum"),
    Revision(rawValue: "026_add_bulk_email_jobs_logs"),
  ]

  /// The one of the backend's chain with this number, from 6 to 26.
  package static func ofChain(_ number: Int) -> Revision? { chain.first { $0.number == number } }

  /// Whether this can stand in alembic_version at all: the backend's own, a later one of its chain, or one
  /// of another chain. What a person typed there by hand often cannot: an abbreviation, a word that only
  /// Alembic's commands know, a name with something around it. Alembic finds none of these.
  package var isMalformed: Bool {
    if Self.chain.contains(self) { return false }
    return rawValue.count < 4 || trimmed != rawValue || Self.words.contains(rawValue.lowercased())
      || meant != nil
  }

  /// The one of the chain that somebody meant who wrote this; `nil` where that cannot be told.
  package var meant: Revision? {
    let text = trimmed.lowercased()
    if let number = Int(text) { return Self.ofChain(number) }
    if let exact = Self.chain.first(where: { $0.rawValue == text }) { return exact }
    // 006 to 008 are known whole; of the others what is left of a name that was cut off.
    if let number = Revision(rawValue: text).number {
      return Self.chain.first { known in
        known.number == number && (number <= 8 || known.rawValue.hasPrefix(text))
      }
    }
    return nil
  }

  /// Without what stands around it: white space, quotes, the ending of a file.
  private var trimmed: String {
    var text = rawValue[...]
    while let first = text.first, first.isWhitespace || "'\"".contains(first) { text.removeFirst() }
    while let last = text.last, last.isWhitespace || "'\"".contains(last) { text.removeLast() }
    return String(text.hasSuffix(".py") ? text.dropLast(3) : text)
  }

  /// Names that only commands of Alembic know (its "Partial Revision Identifiers" and "Relative Migration
  /// Identifiers", https://alembic.sqlalchemy.org/en/latest/tutorial.html).
  private static let words: Set<String> = ["head", "heads", "base", "current", "none", "null"]
}
