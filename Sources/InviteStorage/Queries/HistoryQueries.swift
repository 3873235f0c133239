internal import CountProtocol

/// What runs remember of histories of writes, for the first sync after a failover of Redis.
package enum HistoryQueries {
  /// `$1` a replication id: `ids` of the servers that buckets were read from under it.
  package static let incarnations = """
    SELECT coalesce(array_agg(id ORDER BY id), '{}') AS ids
    FROM invitectl.redis_incarnation WHERE replid = $1
    """

  /// `$1` ids as text: what the last whole run of `sync-counts` noted that was with one of them, `seen`
  /// as JSON. The index on the log is gone back along from its end, where it is found at once.
  package static let seen = """
    SELECT detail->>'seen' AS seen FROM invitectl.run_log
    WHERE command = 'sync-counts' AND finished_at IS NOT NULL
      AND detail->'seen'->>'incarnation' = ANY ($1::text[])
    ORDER BY id DESC LIMIT 1
    """

  /// The last code of which a token was given back although a whole run had found it at rest for `$1`
  /// milliseconds before: `code_id` and `code`.
  ///
  /// - Parameter hasAnchor: whether the table of anchors is there: the line before may have been deleted for its age.
  package static func lateRefund(_ backend: BackendSchema, hasAnchor: Bool) -> String {
    let codes = "LEFT JOIN \(backend).redeem_codes c ON c.id = l.code_id"
    return """
      SELECT l.code_id, coalesce(c.code, '#' || l.code_id) AS code
      FROM \(late("$1::bigint", hasAnchor, codes))
      ORDER BY l.id DESC LIMIT 1
      """
  }

  /// The run that had found that code at rest, `id`: without its row nothing would tell that it had. The whole ledger is
  /// read for it.
  ///
  /// - Parameter hasAnchor: of ``lateRefund(_:hasAnchor:)``.
  package static func lateRefundLook(hasAnchor: Bool) -> String {
    """
    SELECT looked.id FROM \(late("\(SyncPolicy().restAfter)", hasAnchor)) ORDER BY l.id DESC LIMIT 1
    """
  }

  /// Lines `l` of tokens that were given back, each with the line `before` of its code and the whole run that had
  /// `looked` last, where it had been at rest for `rest` milliseconds by then.
  private static func late(_ rest: String, _ hasAnchor: Bool, _ join: String = "") -> String {
    let anchors = """
      UNION ALL
      SELECT k.id, k.at FROM invitectl.redeem_sync_anchor k WHERE k.code_id = l.code_id AND k.id < l.id
      """
    return """
      invitectl.redeem_sync_ledger l
        CROSS JOIN LATERAL (
          SELECT p.at FROM (
            (SELECT e.id, e.at FROM invitectl.redeem_sync_ledger e
              WHERE e.code_id = l.code_id AND e.id < l.id ORDER BY e.id DESC LIMIT 1)
            \(hasAnchor ? anchors : "")
          ) p
          ORDER BY p.id DESC LIMIT 1
        ) before
        CROSS JOIN LATERAL (
          SELECT r.id, r.started_at AS at FROM invitectl.run_log r
          WHERE r.command = 'sync-counts' AND r.id < l.run_id AND r.exit_code IN (0, 8)
            AND (r.detail->'extent') IS NULL AND (r.detail->'resume_after') IS NULL
          ORDER BY r.id DESC LIMIT 1
        ) looked \(join)
      WHERE l.delta < 0 AND l.why IN ('fold', 'ghost')
        AND looked.at >= before.at + \(rest) * interval '1 millisecond'
      """
  }
}
