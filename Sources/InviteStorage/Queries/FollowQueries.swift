internal import InviteDomain

/// Statements of `sync-counts --follow`: which codes to look at, beside those that Redis names.
package enum FollowQueries {
  /// The codes `$1`: `id`.
  package static func named(_ backend: BackendSchema) -> String {
    "SELECT id FROM \(backend).redeem_codes WHERE code = ANY ($1::text[])"
  }

  /// The oldest transaction that has not ended, `horizon`: what is committed from now on was written by
  /// it or by a later one (https://www.postgresql.org/docs/15/functions-info.html, `pg_snapshot_xmin`).
  package static let horizon = """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::xid::text AS horizon
    """

  /// For the rest of a transaction, what is best for reading a table from one end to the other: the
  /// session is otherwise set to read by the index. `$1` is the limit of a statement, in milliseconds.
  package static let reading = """
    SELECT set_config('enable_seqscan', 'on', true), set_config('enable_indexscan', 'on', true),
      set_config('statement_timeout', $1, true)
    """

  /// Codes that differ from what `redeem_sync` remembers of them, `id`: at most `$1` of those that were
  /// written since the transaction `$2`, or of all where that is NULL.
  ///
  /// What it calls different is what ``SyncQueries/scan(_:)`` has looked at closely for the sake of
  /// PostgreSQL alone, and a code without a row: the name of its bucket may have come before the code
  /// could be seen. The first condition is the cheap one, and the second is asked only where it holds,
  /// by the index. `age()` counts from now backwards, over the wrap of numbers; of a row that was
  /// frozen it may be too small, and then it is asked for nothing.
  package static func changed(_ backend: BackendSchema, isNarrowed: Bool) -> String {
    """
    SELECT c.id FROM \(backend).redeem_codes c
    WHERE \(isNarrowed ? "age(c.xmin) <= (SELECT age($2::xid))" : "$2::text IS NULL")
      AND \(differs)
    LIMIT $1::int
    """
  }

  /// Those of the codes with the ids `$1` that there are and that differ in the same way, `id`: what the row
  /// feed has named.
  package static func told(_ backend: BackendSchema) -> String {
    """
    SELECT c.id FROM unnest($1::bigint[]) AS wanted (id)
      JOIN \(backend).redeem_codes c ON c.id = wanted.id
    WHERE \(differs)
    """
  }

  /// Whether the code `c` differs from what `redeem_sync` remembers of it, or is not in there.
  private static let differs = """
    coalesce((
        SELECT coalesce(c.used_count, 0) <> s.u_after OR coalesce(c.max_uses, 0) <> s.m_after
          OR NOT s.taken AND \(SyncQueries.isTaken) OR s.pending IS NOT NULL OR \(isOff)
          OR \(SyncQueries.isUnseenLife)
        FROM invitectl.redeem_sync s WHERE s.code_id = c.id), true)
    """

  /// Codes among `$1` whose bucket does not hold what is left, `id`: one that was just set anew is
  /// adjusted some moments later (`SyncPolicy.versionSpread`).
  package static func off(_ backend: BackendSchema) -> String {
    """
    SELECT c.id FROM unnest($1::bigint[]) AS wanted (id)
      JOIN \(backend).redeem_codes c ON c.id = wanted.id
      JOIN invitectl.redeem_sync s ON s.code_id = c.id
    WHERE \(isOff)
    """
  }

  /// Whether the bucket of the code `c` holds something else than it should, by the row `s`.
  private static let isOff = """
    (c.max_uses > 0 AND NOT s.gone AND s.epoch_ms <> 0
      AND c.max_uses::numeric - coalesce(c.used_count, 0) - s.held <> \(tokens)
      AND (c.is_active OR c.max_uses::numeric - coalesce(c.used_count, 0) - s.held < \(tokens)))
    """

  /// What the bucket holds by the row `s`, whatever is in that: no sum of it is out of range.
  private static let tokens = "(s.x_mark::numeric + s.cum_mark)"

  /// What a session has looked at once, and goes by: `shape`, a number made of the columns of the backend's tables and
  /// of ours, of the labels that tell one backend from another, and of where there is a table redeem_codes; and the
  /// codes' ``WatchedFoldQueries/column(_:)``.
  package static func shape(_ backend: BackendSchema) -> String {
    """
    SELECT hashtextextended(concat((
        SELECT string_agg(concat_ws(' ', c.relnamespace, c.relname, c.relkind, a.attname, a.atttypid,
          a.atttypmod), ',' ORDER BY c.oid, a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relname = ANY ('{\(SessionLookQueries.names)}') AND c.relpersistence <> 't'
          AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
          AND (c.relname = 'redeem_codes' OR c.relnamespace = \(backend.regnamespace)
            OR c.relnamespace = to_regnamespace('invitectl'))
      ), '; ', (
        SELECT string_agg(concat_ws(' ', t.typname, e.enumlabel), ',' ORDER BY t.oid, e.enumsortorder)
        FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
        WHERE t.typname = ANY ('{\(GenerationMarks.types.joined(separator: ","))}')
          AND t.typnamespace = \(backend.regnamespace)
      )) COLLATE "C", 0) AS shape,
      \(WatchedFoldQueries.column(backend))
    """
  }

  /// Codes with an intent that another run has left, `id`: nobody names their buckets again.
  package static let unsettled = """
    SELECT code_id AS id FROM invitectl.redeem_sync WHERE pending IS NOT NULL
    """

  /// Whether a run of ours waits for the lock of the counts, `waiting`: each names itself when it asks
  /// for it, and asks every 200 ms: one that has not asked for seconds is stopped, or has gone and left the name to
  /// a pool. Followers are left out, which wait for one another.
  package static let waiting = """
    SELECT EXISTS (
      SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND clock_timestamp() - state_change < interval '3s'
        AND (application_name LIKE 'invitectl sync-counts [%'
          OR application_name LIKE 'invitectl force-resync [%')) AS waiting
    """

  /// Says in the row of a run that goes on, `$1`, how it is: `$2` changed, `$3` problems, `$4` its detail.
  package static let note = """
    UPDATE invitectl.run_log SET changed = $2::bigint, problems = $3::bigint, detail = $4::jsonb
    WHERE id = $1::bigint
    """

  /// What the last follower said of itself, `follow` as JSON, if it is among the last runs of `$1`, of
  /// which there is one every minute while it runs.
  package static let latest = """
    SELECT (detail->'follow')::text AS follow
    FROM (
      SELECT id, detail FROM invitectl.run_log WHERE command = $1 ORDER BY id DESC LIMIT 30
    ) last
    WHERE detail ? 'follow' ORDER BY id DESC LIMIT 1
    """
}
