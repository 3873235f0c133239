internal import CountProtocol

/// The fold of a `redeem_codes` on which triggers or rules of others may change what is written, or
/// keep it from being written: four statements in place of one, of which the last looks at what there
/// is. A rule allows neither WITH nor RETURNING, and RETURNING does not see what an AFTER trigger does.
package enum WatchedFoldQueries {
  /// Whether there is such a trigger or rule, as a column `watched`.
  static func column(_ backend: BackendSchema) -> String {
    """
    EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass(\(backend.prefix) || 'redeem_codes')
        AND NOT tgisinternal AND tgenabled <> 'D' AND tgtype & 16 <> 0
        AND \(RowFeedQueries.isForeignTrigger))
      OR EXISTS (SELECT FROM pg_rewrite
        WHERE ev_class = to_regclass(\(backend.prefix) || 'redeem_codes')
          AND ev_type = '2' AND ev_enabled <> 'D') AS watched
    """
  }

  /// Locks the codes and notes the counts to be: `$1` ids, `$2` deltas. All of them or none, as in
  /// ``SyncQueries/fold(_:)``.
  package static func note(_ backend: BackendSchema) -> String {
    noting(
      """
      unnest($1::bigint[], $2::int[]) AS i (id, delta) JOIN \(backend).redeem_codes c ON c.id = i.id
      """)
  }

  /// The same where deltas hold only for the `used_count` `$3` and the `max_uses` `$4`.
  package static func noteGuarded(_ backend: BackendSchema) -> String {
    noting(
      """
      unnest($1::bigint[], $2::int[], $3::int[], $4::int[]) AS i (id, delta, used, max)
        JOIN \(backend).redeem_codes c ON c.id = i.id AND coalesce(c.used_count, 0) = i.used
          AND coalesce(c.max_uses, 0) = i.max
      """)
  }

  private static func noting(_ source: String) -> String {
    """
    WITH locked AS MATERIALIZED (
      SELECT c.id, coalesce(c.used_count, 0)::bigint + i.delta AS used FROM \(source)
      WHERE coalesce(c.used_count, 0)::bigint + i.delta BETWEEN 0 AND \(SyncBounds.int4.upperBound)
      FOR NO KEY UPDATE OF c
    )
    SELECT 1 / (count(*) = cardinality($1::bigint[]))::int,
      set_config('invitectl.fold', coalesce(jsonb_agg(to_jsonb(locked)), '[]')::text, true),
      set_config('invitectl.fold_began', statement_timestamp()::text, true)
    FROM locked
    """
  }

  package static func write(_ backend: BackendSchema) -> String {
    """
    UPDATE \(backend).redeem_codes c SET used_count = w.used FROM \(noted) WHERE c.id = w.id
    """
  }

  /// Ends the transaction unless each of the codes `$1` has the count that was written.
  package static func look(_ backend: BackendSchema) -> String {
    """
    SELECT 1 / (count(*) = cardinality($1::bigint[]))::int,
      extract(epoch FROM clock_timestamp()
        - current_setting('invitectl.fold_began')::timestamptz)::float8
        AS \(SyncQueries.foldSeconds)
    FROM \(noted) JOIN \(backend).redeem_codes c ON c.id = w.id AND c.used_count = w.used
    """
  }

  private static let noted = """
    jsonb_to_recordset(current_setting('invitectl.fold')::jsonb) AS w (id int, used int)
    """
}
