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
  package static func lateRefund(_ backend: BackendSchema) -> String {
    """
    SELECT l.code_id, coalesce(c.code, '#' || l.code_id) AS code
    FROM invitectl.redeem_sync_ledger l
      LEFT JOIN \(backend).redeem_codes c ON c.id = l.code_id
      CROSS JOIN LATERAL (
        SELECT p.at FROM invitectl.redeem_sync_ledger p
        WHERE p.code_id = l.code_id AND p.id < l.id
        ORDER BY p.id DESC LIMIT 1
      ) before
      CROSS JOIN LATERAL (
        SELECT r.started_at AS at FROM invitectl.run_log r
        WHERE r.command = 'sync-counts' AND r.id < l.run_id AND r.exit_code IN (0, 8)
          AND (r.detail->'extent') IS NULL AND (r.detail->'resume_after') IS NULL
        ORDER BY r.id DESC LIMIT 1
      ) looked
    WHERE l.delta < 0 AND l.why IN ('fold', 'ghost')
      AND looked.at >= before.at + $1::bigint * interval '1 millisecond'
    ORDER BY l.id DESC LIMIT 1
    """
  }
}
