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
