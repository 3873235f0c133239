/// Statements of the check of what the counts take backends to do.
package enum ContractQueries {
  /// `$1` codes as they are stored: `code`, and `room`, the tokens that a backend would set now.
  package static func rooms(_ backend: BackendSchema) -> String {
    """
    SELECT code, greatest(0, coalesce(max_uses, 0)::bigint - coalesce(used_count, 0)) AS room
    FROM \(backend).redeem_codes WHERE code = ANY ($1::text[]) AND max_uses > 0
    """
  }

  /// `foreign`, how many codes have a bucket whose expiry neither a backend nor a sync gave it, and
  /// `given_back`, whether syncs saw tokens given back.
  package static let traces = """
    SELECT (SELECT count(*) FROM invitectl.redeem_sync WHERE state = 'foreign') AS foreign,
      EXISTS (SELECT FROM invitectl.redeem_sync_ledger WHERE delta < 0 AND why = 'fold')
        AS given_back
    """

  /// What was last seen of each assumption: `assumption`, `run`, the row that says it, `seen`, NULL where it was
  /// kept, `at`, RFC 3339 in UTC, and `known`, when the first sync began that knew of it, NULL before.
  package static let standing = """
    SELECT DISTINCT ON (f.key) f.key AS assumption, r.id AS run, f.value->>'broken' AS seen,
      to_char(r.started_at AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
      (f.value->>'known_ms')::bigint AS known
    FROM invitectl.run_log r CROSS JOIN LATERAL jsonb_each(\(findings)) f
    WHERE r.command = '\(command)' AND r.finished_at IS NOT NULL
    ORDER BY f.key, r.id DESC
    """

  /// Whether the row `r` of the log has the last word on some assumption. It stays, however old it is: also one
  /// that saw it kept, or an older one that did not, and has the last word on another, would speak again.
  static let isStanding = """
    r.command = '\(command)' AND EXISTS (
      SELECT FROM jsonb_each(\(findings)) f
      WHERE NOT EXISTS (
        SELECT FROM invitectl.run_log l
        WHERE l.command = r.command AND l.id > r.id AND l.finished_at IS NOT NULL
          AND l.detail->'contract' ? f.key))
    """

  /// Says in the row `$1` that from the time `$3` on syncs know of the assumption `$2`.
  package static let know = """
    UPDATE invitectl.run_log SET detail = jsonb_set(
      detail, ARRAY['contract', $2::text, 'known_ms'], to_jsonb($3::bigint))
    WHERE id = $1::bigint
    """

  /// Whose runs they are.
  package static let command = "doctor"

  /// Of anything else than an object there is nothing to be had.
  private static let findings = """
    CASE jsonb_typeof(r.detail->'contract') WHEN 'object' THEN r.detail->'contract' END
    """

  /// Whether the tables are there that syncs keep: `present`.
  package static let hasTraces = """
    SELECT to_regclass('invitectl.redeem_sync_ledger') IS NOT NULL
      AND to_regclass('invitectl.run_log') IS NOT NULL AS present
    """
}
