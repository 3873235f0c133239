internal import CountProtocol
internal import PostgresClient

/// A line of the ledger: one change of a count, or of what is known of it.
public struct CountLine: Sendable, Encodable {
  let id: Int
  /// RFC 3339 in UTC, with microseconds: when it was written. Others read it from the commit on, some
  /// milliseconds later.
  public let at: String
  public let run: Int
  public let why: String
  public let delta: Int
  /// `nil` for NULL.
  public let usedBefore: Int?
  public let usedAfter: Int
  public let bucketBefore: Int?
  public let pushed: Int
  public let state: String
  /// The least and the most uses that there may have been; `nil` where there is no such bound.
  public let usedAtLeast: Int
  public let usedAtMost: Int?
  /// Its number among the chained lines of the code; `nil` where it is from before lines were chained.
  public let line: Int?
  /// Whether it is kept as the anchor of those that were deleted for their age.
  public let isAnchor: Bool

  /// - Parameter row: with the columns that ``LedgerQueries`` shows of a line.
  init(_ row: PostgresRow) throws(PostgresError) {
    id = try row.int("id")
    at = try row.string("at")
    run = try row.int("run_id")
    why = try row.string("why")
    delta = try row.int("delta")
    usedBefore = try row.optionalInt("used_before")
    usedAfter = try row.int("used_after")
    bucketBefore = try row.optionalInt("bucket_before")
    pushed = try row.int("pushed")
    state = try row.string("state")
    let low = try max(0, min(SyncBounds.widest, row.int("spread_low")))
    let high = try max(0, min(SyncBounds.widest, row.int("spread_high")))
    usedAtLeast = max(0, usedAfter - low)
    // Where uses are counted on join, nothing else says that no bound is known.
    let hasBound = high < SyncBounds.widest && state != "unknown"
    usedAtMost = hasBound ? usedAfter + high : nil
    line = try row.optionalInt("line")
    isAnchor = try row.bool("is_anchor")
  }

  private enum CodingKeys: String, CodingKey {
    case at, run, why, delta, usedBefore, usedAfter, bucketBefore, pushed, state, usedAtLeast
    case usedAtMost, line, isAnchor
  }
}
