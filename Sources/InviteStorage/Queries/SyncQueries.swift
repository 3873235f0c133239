internal import CountProtocol
internal import InviteDomain

/// Statements of `sync-counts` on `redeem_codes`, `redeem_sync` and the ledger.
package enum SyncQueries {
  /// `$1` run_id, `$2` replid: the number by which rows name this Redis.
  package static let addIncarnation = """
    WITH made AS (
      INSERT INTO invitectl.redis_incarnation (run_id, replid) VALUES ($1, $2)
      ON CONFLICT DO NOTHING RETURNING id
    )
    SELECT id FROM made
    UNION ALL
    SELECT id FROM invitectl.redis_incarnation WHERE run_id = $1 AND replid = $2
    LIMIT 1
    """

  package static let findIncarnation = """
    SELECT id FROM invitectl.redis_incarnation WHERE run_id = $1 AND replid = $2
    """

  /// The next codes in the order of their ids, as one text for the compare script.
  ///
  /// `$1` the last id seen, `$2` how many, `$3` the incarnation, `$4` the expiry below which a
  /// bucket is renewed, `$5` the codes wanted or NULL for all, `$9` the last id of the range. The rest is
  /// `ContractDoubts`: `$6` `lateWrites`, `$7` `blindTakes`, `$8` `isBoundless`. One row: `last` id, `count`,
  /// `lines`, and `odd`, the ids of codes that do not fit into a line.
  ///
  /// What it calls as expected is what the rules of CountSync leave alone. The bounds on `code_id`
  /// say nothing new; without them a merge join reads `redeem_sync` from its beginning every time, and a
  /// short range is not known to be short.
  package static func scan(_ backend: BackendSchema) -> String {
    """
    WITH part AS MATERIALIZED (
      SELECT c.id, c.code,
        strpos(c.code, chr(9)) > 0 OR strpos(c.code, chr(10)) > 0 AS odd,
        CASE
          WHEN c.used_count < 0 THEN '?' || chr(9)
          WHEN s.code_id IS NULL THEN '-' || chr(9)
          WHEN s.pending IS NOT NULL THEN '?' || chr(9)
          WHEN s.x_mark NOT BETWEEN \(least) AND \(most)
            OR s.cum_mark NOT BETWEEN \(least) AND \(most) THEN '?' || chr(9)
          WHEN \(isIncoherent) THEN '?' || chr(9)
          WHEN NOT s.taken AND \(isTaken) THEN '?' || chr(9)
          WHEN \(isUndoubted) THEN '?' || chr(9)
          WHEN \(isUnseenLife) THEN '?' || chr(9)
          WHEN s.gone THEN '-' || chr(9)
          WHEN s.incarnation <> $3::int OR s.epoch_ms = 0 THEN '?' || chr(9)
          WHEN coalesce(c.used_count, 0) <> s.u_after OR coalesce(c.max_uses, 0) <> s.m_after
            THEN '?' || chr(9)
          WHEN c.max_uses > 0 AND c.is_active AND s.epoch_ms < $4::bigint THEN '?' || chr(9)
          WHEN c.max_uses > 0 AND c.max_uses::bigint - coalesce(c.used_count, 0) - s.held
            <> s.x_mark + s.cum_mark
            AND (c.is_active OR c.max_uses::bigint - coalesce(c.used_count, 0) - s.held
              < s.x_mark + s.cum_mark) THEN '?' || chr(9)
          ELSE (s.x_mark + s.cum_mark) || chr(9) || s.epoch_ms
        END AS state
      FROM \(backend).redeem_codes c
        LEFT JOIN invitectl.redeem_sync s ON s.code_id = c.id AND s.code_id > $1::bigint
          AND s.code_id <= $9::bigint
      WHERE c.id > $1::bigint AND c.id <= $9::bigint
        AND ($5::text[] IS NULL OR c.code = ANY ($5::text[]))
      ORDER BY c.id LIMIT $2::int
    )
    SELECT coalesce(max(id), 0) AS last, count(*) AS count,
      coalesce(string_agg(id || chr(9) || code || chr(9) || state || chr(10), '')
        FILTER (WHERE NOT odd), '') AS lines,
      coalesce(array_agg(id) FILTER (WHERE odd), '{}') AS odd
    FROM part
    """
  }

  /// `SyncRow.isCoherent`, of the row `s` whose marks are within bounds.
  private static let isIncoherent = """
    s.held NOT BETWEEN 0 AND s.m_top + greatest(0, -(s.x_mark + s.cum_mark))
      OR s.u_after < 0 OR s.m_after NOT BETWEEN 0 AND s.m_top
      OR s.x_mark + s.cum_mark NOT BETWEEN -\(mostUses) AND \(mostUses)
      OR s.m_after::bigint - s.u_after NOT BETWEEN s.room_low AND s.room_high
      OR s.past_low > s.past_high
    """

  /// Whether the row `s` does not know yet what is doubted.
  private static let isUndoubted = """
    s.state <> 'exact' AND s.last_read_ms < $6::bigint
      OR s.spread_high < \(SyncBounds.widest) AND ($8::boolean OR s.state <> 'exact' AND $7::boolean)
    """

  private static let least = "'\(SyncBounds.counts.lowerBound)'::bigint"
  private static let most = "'\(SyncBounds.counts.upperBound)'::bigint"

  /// The first code behind the id `$1` and up to `$3`, of the codes `$2` or of all: `id`.
  package static func next(_ backend: BackendSchema) -> String {
    """
    SELECT id FROM \(backend).redeem_codes
    WHERE id > $1::bigint AND id <= $3::bigint
      AND ($2::text[] IS NULL OR code = ANY ($2::text[])) ORDER BY id LIMIT 1
    """
  }

  /// The next codes behind the id `$1` and up to `$2`, `$3` at most: their `count`, and the `last` id among them.
  package static func reach(_ backend: BackendSchema) -> String {
    """
    SELECT count(*) AS count, coalesce(max(id), 0) AS last
    FROM (
      SELECT id FROM \(backend).redeem_codes WHERE id > $1::bigint AND id <= $2::bigint
      ORDER BY id LIMIT $3::int
    ) part
    """
  }

  /// `$1` ids: the codes with their rows of `redeem_sync`, if any.
  package static func details(_ backend: BackendSchema) -> String {
    """
    SELECT \(detailColumns)
    FROM unnest($1::bigint[]) AS wanted (id) JOIN \(backend).redeem_codes c ON c.id = wanted.id
      LEFT JOIN invitectl.redeem_sync s ON s.code_id = c.id
    ORDER BY c.id
    """
  }

  /// The same of the `$2` codes behind the id `$1` and up to `$3`.
  package static func detailsAfter(_ backend: BackendSchema) -> String {
    """
    SELECT \(detailColumns)
    FROM \(backend).redeem_codes c
      LEFT JOIN invitectl.redeem_sync s ON s.code_id = c.id AND s.code_id > $1::bigint
        AND s.code_id <= $3::bigint
    WHERE c.id > $1::bigint AND c.id <= $3::bigint ORDER BY c.id LIMIT $2::int
    """
  }

  private static let detailColumns = """
    c.id, c.code, coalesce(c.used_count, 0) AS used, coalesce(c.max_uses, 0) AS max_uses,
      coalesce(c.is_active, false) AS active, \(isTaken) AS taken,
      s.taken AS was_taken, s.code_id IS NOT NULL AS known, s.seq, s.base_ms, s.epoch_ms,
      s.x_mark, s.cum_mark, s.x_floor, s.held, s.u_after, s.m_after, s.m_top,
      s.room_low, s.room_high, s.past_low, s.past_high, s.room_since_ms, s.changed_ms, s.incarnation, s.last_read_ms, s.gone, s.state,
      s.spread_low, s.spread_high, s.pending,
      s.incarnation IN (SELECT id FROM invitectl.redis_incarnation) AS of_known_redis
    """

  /// Whether backends take tokens of the code `c`: not of LINUXDO codes, nor of those without a
  /// type, which direct-redeem of the backend refuses (labels in capitals up to revision 012).
  /// Of a type that we do not know, they may.
  static let isTaken = """
    coalesce(c.code_type::text NOT IN ('LINUXDO', 'linuxdo'), false)
    """

  /// Ends the transaction, as ``SyncRowQueries/updateRows`` does, unless nobody takes tokens of the
  /// codes `$1` now either: their types may have been edited between the look at the codes and that at
  /// the buckets.
  package static func stillUntaken(_ backend: BackendSchema) -> String {
    """
    SELECT 1 / (NOT EXISTS (
      SELECT FROM \(backend).redeem_codes c WHERE c.id = ANY ($1::bigint[]) AND \(isTaken)))::int
    """
  }

  /// Ends the transaction, as ``SyncRowQueries/updateRows`` does, unless the codes `$1` have the
  /// `used_count` `$2` and the `max_uses` `$3`: what follows from them is written, though the codes
  /// themselves are not.
  package static func stillAsSeen(_ backend: BackendSchema) -> String {
    """
    SELECT 1 / (count(*) = cardinality($1::bigint[]))::int
    FROM unnest($1::bigint[], $2::int[], $3::int[]) AS i (id, used, max)
      JOIN \(backend).redeem_codes c ON c.id = i.id AND coalesce(c.used_count, 0) = i.used
        AND coalesce(c.max_uses, 0) = i.max
    """
  }

  /// What is best for batches of a thousand keys, whatever the planner believes of the table: by
  /// the index, in this process. Left to itself it reads 100,000 codes for each thousand, and
  /// starts workers for it. Whatever a role or database has set, a transaction sees what is committed: as
  /// serializable ones, lanes of a run would stand in one another's way by the pages of an index alone. It tells besides
  /// which server the session came to: `standby`, and `server`, which no two and no two lives of one
  /// have in common, and the codes ``WatchedFoldQueries/column(_:)``.
  package static func planner(_ backend: BackendSchema) -> String {
    """
    SELECT set_config('enable_seqscan', 'off', false), set_config('enable_hashjoin', 'off', false),
      set_config('max_parallel_workers_per_gather', '0', false), set_config('jit', 'off', false),
      set_config('default_transaction_isolation', 'read committed', false),
      pg_is_in_recovery() AS standby,
      extract(epoch FROM pg_postmaster_start_time())::text AS server,
      \(WatchedFoldQueries.column(backend))
    """
  }

  /// Limits of one short transaction: a stopped process of ours holds its locks for seconds at
  /// most. `$1` for a lock, `$2` for a statement, each in milliseconds.
  package static let transactionLimits = """
    SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true),
      set_config('idle_in_transaction_session_timeout', '8s', true)
    """

  private static let mostUses = SyncBounds.int4.upperBound

  package static let foldSeconds = "fold_seconds"

  private static let folding = """
    extract(epoch FROM clock_timestamp() - statement_timestamp())::float8 AS \(foldSeconds)
    """

  /// Folds deltas that hold whatever the count is: `$1` ids, `$2` deltas. All or none, as above.
  /// A fold is the last statement of its transaction, so that a backend waits for as little as can
  /// be, and says how long it took.
  package static func fold(_ backend: BackendSchema) -> String {
    """
    WITH done AS (
      UPDATE \(backend).redeem_codes c SET used_count = coalesce(c.used_count, 0) + i.delta
      FROM unnest($1::bigint[], $2::int[]) AS i (id, delta)
      WHERE c.id = i.id AND coalesce(c.used_count, 0)::bigint + i.delta BETWEEN 0 AND \(mostUses)
      RETURNING 1
    )
    SELECT 1 / (count(*) = cardinality($1::bigint[]))::int, \(folding) FROM done
    """
  }

  /// Folds deltas that were reckoned from the `used_count` `$3` and the `max_uses` `$4`, and hold
  /// only for those.
  package static func foldGuarded(_ backend: BackendSchema) -> String {
    """
    WITH done AS (
      UPDATE \(backend).redeem_codes c SET used_count = coalesce(c.used_count, 0) + i.delta
      FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[]) AS i (id, delta, used, max)
      WHERE c.id = i.id AND coalesce(c.used_count, 0)::bigint + i.delta BETWEEN 0 AND \(mostUses)
        AND coalesce(c.used_count, 0) = i.used AND coalesce(c.max_uses, 0) = i.max
      RETURNING 1
    )
    SELECT 1 / (count(*) = cardinality($1::bigint[]))::int, \(folding) FROM done
    """
  }
}
