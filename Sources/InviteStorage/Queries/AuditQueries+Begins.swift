internal import CountProtocol

extension AuditQueries {
  /// The first line of each wanted code that the ledger has: `code_id`, `at`, `used_before`, `used_after`,
  /// `by_evidence`. What lines counted that were deleted for their age is in what this one found.
  static let begins = """
    SELECT DISTINCT ON (l.code_id) l.code_id, l.at, l.used_before, l.used_after,
      \(isResynced) AS by_evidence
    FROM invitectl.redeem_sync_ledger l JOIN wanted w ON w.id = l.code_id AND \(CodeAge.isOfCode)
    ORDER BY l.code_id, l.id
    """
  /// The same without a ledger: no row.
  static let noBegins = """
    SELECT NULL::bigint AS code_id, NULL::timestamptz AS at, NULL::int AS used_before,
      NULL::int AS used_after, NULL::boolean AS by_evidence WHERE false
    """

  /// Whether `force-resync` wrote the line: it counts by evidence, and not by the bucket.
  static let isResynced =
    "l.why IN ('\(SyncCause.resynced.rawValue)', '\(SyncCause.rebuilt.rawValue)')"

  /// How old a trace is. What a line reads from the bucket was taken in one life of it, a day at most: backends
  /// make it with SETEX 86400. Without a line it is as if one were written now. What is
  /// younger than a person's word may for a while be of a redemption from before it (``words``).
  static let age = """
    CASE
      WHEN t.at <= coalesce(d.at, coalesce(b.at, now()) - interval '24 hours') THEN 'old'
      WHEN t.at <= coalesce(d.at, b.at, 'infinity') THEN 'recent'
      WHEN coalesce(t.at, now()) <= d.late_until THEN 'late'
      WHEN t.at IS NOT NULL THEN 'new'
    END
    """
}
