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

  /// Whether the tables are there that syncs keep: `present`.
  package static let hasTraces = """
    SELECT to_regclass('invitectl.redeem_sync_ledger') IS NOT NULL
      AND to_regclass('invitectl.run_log') IS NOT NULL AS present
    """
}
