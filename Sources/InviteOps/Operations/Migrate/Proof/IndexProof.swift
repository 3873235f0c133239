public import InviteDomain
internal import Localization

/// What `migrate prove` found.
public struct IndexProofs: Sendable, Encodable {
  public enum Verdict: String, Sendable, Encodable {
    /// The planner takes it for its statement, or it has been scanned.
    case proven
    /// Nobody needs it beside another index, which begins with the same columns.
    case covered
    /// The planner passes it over, and nobody has scanned it since the statistics began.
    case unused
    /// It is there under its name, and is another one.
    case wrong
    /// It is there, and not usable (yet).
    case invalid
    /// It is not there; what it would be for reads the whole table.
    case absent
    /// The table is too small, or was never analysed: what the planner does says nothing.
    case untold = "too_small"
    /// This role may not read the table, so that nothing can be told.
    case unread = "not_readable"
  }

  /// One run of a statement, or one plan of it.
  public struct Plan: Sendable, Encodable, Equatable {
    /// By the planner's own measure, in pages read one after the other.
    public let cost: Double
    /// The index that was taken, if one was.
    public let index: String?
    /// Milliseconds of execution; with `--measure` only.
    public internal(set) var milliseconds: Double?
    /// Rows that the statement read, or gave out.
    public internal(set) var rows: Int?
    /// Pages of 8 kB that were looked at.
    public internal(set) var buffers: Int?
  }

  public struct Index: Sendable, Encodable {
    public let name: String
    public let purpose: String
    public internal(set) var verdict: Verdict
    /// Why, where the figures do not say it.
    public internal(set) var reason: String?
    /// SQL for psql that makes it better, where there is some.
    public internal(set) var statement: String?
    /// Of the table, as the server estimates.
    public internal(set) var rows: Int?
    public internal(set) var bytes: Int?
    /// Percent of its pages that could be had back, at least; `nil` where nothing is known of it, or no more
    /// than the estimate's own error.
    public internal(set) var bloat: Int?
    public internal(set) var scans: Int?
    /// Entries that writers have put into it since then, at most: they are counted by table, before its build
    /// as well.
    public internal(set) var writes: Int?
    /// Since when ``scans`` and ``writes`` are counted; `nil`: since the server has been there.
    public internal(set) var since: String?
    public internal(set) var coveredBy: String?
    /// With the index, and without any.
    public internal(set) var with: Plan?
    public internal(set) var without: Plan?
    /// The time that one run was given, in milliseconds, where one needed more.
    public internal(set) var limitMilliseconds: Int?
  }

  public let database: String
  public internal(set) var indexes: [Index] = []
  /// The GRANTs for the tables that this role may not read.
  var grants: String?

  private enum CodingKeys: String, CodingKey {
    case database, indexes
  }

  init(database: String) {
    self.database = database
  }

  /// Why this is no full answer, if it is none.
  public var failure: Failure? {
    let unread = count(.unread)
    guard unread > 0 else { return nil }
    let indexes = CountText.of(unread, "index", "indexes")
    return Failure(
      .partial, tr("of \(indexes) nothing can be told: this role may not read the tables"),
      hint: grants ?? tr("'invitectl doctor' prints the GRANTs that this role needs"))
  }

  public func count(_ verdict: Verdict) -> Int { indexes.count { $0.verdict == verdict } }
}
