internal import InviteDomain

/// Statements of `migrate prove`. They only read, and lock what a SELECT locks.
package enum ProofQueries {
  /// What is drawn of each table: columns for the parameters of ``IndexWitness``; one that is often NULL comes
  /// first where rows with a value are wanted.
  package static func columns(of table: String) -> (wanted: String, drawn: String) {
    switch table {
    case "team_members": ("team_id", "r.team_id, r.email")
    case "redeem_codes": ("bound_email", "r.bound_email")
    case "invite_queue": ("group_id", "r.status::text, r.group_id")
    default:
      (
        "team_id",
        "r.team_id, r.email, r.status::text, (r.created_at - interval '1 day')::text AS since"
      )
    }
  }

  /// Rows of the beginning, a third, two thirds and the end of the ids of a table: the drawn columns. What is asked of
  /// the last day the last one alone asks: since any other's much of the table was written.
  package static func samples(_ backend: BackendSchema, of table: String) -> String {
    let (wanted, drawn) = columns(of: table)
    let place = "\(backend).\(table)"
    return """
      SELECT s.* FROM (SELECT min(id) AS low, max(id) AS high FROM \(place)) AS ends
      CROSS JOIN LATERAL (
        VALUES (low), (low + (high - low) / 3), (low + (high - low) / 3 * 2), (high)
      ) AS at (id)
      CROSS JOIN LATERAL (
        SELECT \(drawn) FROM (
          SELECT * FROM \(place) AS t WHERE t.id >= at.id ORDER BY t.id LIMIT 1000
        ) AS r ORDER BY r.\(wanted) IS NULL, r.id LIMIT 1
      ) AS s
      """
  }

  /// The labels of the type of the column `status` of the table `$1`, as it is typed: `label`.
  package static let labels = """
    SELECT e.enumlabel AS label FROM pg_attribute a JOIN pg_enum e ON e.enumtypid = a.atttypid
    WHERE a.attrelid = to_regclass($1) AND a.attname = 'status' AND NOT a.attisdropped
    ORDER BY e.enumsortorder
    """

  /// Of each index of the names `$1` that is there, with its parts on partitions: `name`; `names`, what a plan
  /// calls it; `scans`, since `since` (NULL: since the statistics began); `bytes`; `pages`, of how many `needed`
  /// at the usual fill factor for rows without doubles, at most (NULL where that cannot be told); `rows`, of the table,
  /// -1 where one of its parts with rows was never analysed, or none was (of a month to come nothing is to be
  /// analysed), or nothing is known of columns that the role may read; `writes`, rows whose change wrote to the index;
  /// `covers`, the other indexes of the table that begin with the same columns; `is_replica`,
  /// whether it is a replica's scans that are counted; `readable`, whether this role may read the table.
  ///
  /// A row of an index takes its columns, 8 bytes of head, 8 more for the bits of NULLs where it has one, up to 7
  /// to a border of 8 (none is reckoned where all columns are of fixed width: they are laid out without gaps), and 4 of a
  /// line pointer. A build leaves 819 bytes of 8,152 free, and each page repeats a row as its high key; above the
  /// leaves, pages are filled to 70 percent; one holds the tree's own facts (src/include/access/itup.h,
  /// src/include/access/nbtree.h, src/backend/access/nbtree/nbtsort.c).
  package static func usage(_ backend: BackendSchema) -> String {
    """
    \(tree(backend)), part AS (
      SELECT t.name, t.is_whole, x.indexrelid, x.indrelid, x.indkey, x.indclass, x.indcollation, x.indnkeyatts,
        c.relname, c.relkind,
        c.relpages, r.reltuples, coalesce(w.n_live_tup, 0) AS live, s.idx_scan, w.n_tup_ins + w.n_tup_upd - w.n_tup_hot_upd AS writes,
        CASE WHEN c.relkind = 'i' THEN pg_relation_size(c.oid) ELSE 0 END AS bytes,
        k.width, k.known = x.indnkeyatts AS is_known, CASE WHEN k.is_fixed
          THEN (k.full_width + 7) / 8 * 8 ELSE k.width + 7 END + 12 + 8 * k.nulls AS entry
      FROM tree t JOIN pg_index x ON x.indexrelid = t.oid JOIN pg_class c ON c.oid = t.oid
      JOIN pg_class r ON r.oid = x.indrelid
      LEFT JOIN pg_stat_all_indexes s ON s.indexrelid = t.oid
      LEFT JOIN pg_stat_all_tables w ON w.relid = x.indrelid
      CROSS JOIN LATERAL (
        SELECT sum(p.avg_width * (1 - p.null_frac)) AS width, count(*) AS known,
          sum(greatest(p.avg_width, a.attlen))::bigint AS full_width, bool_and(a.attlen > 0) AS is_fixed,
          least(1, sum(p.null_frac)) AS nulls FROM pg_stats p
          JOIN pg_attribute a ON a.attname = p.attname AND a.attrelid = x.indrelid
          JOIN pg_class q ON q.oid = x.indrelid AND q.relname = p.tablename
          JOIN pg_namespace n ON n.oid = q.relnamespace AND n.nspname = p.schemaname
          WHERE a.attnum = ANY (x.indkey) AND NOT p.inherited
      ) k
    )
    SELECT p.name, array_agg(p.relname::text) AS names, coalesce(sum(p.idx_scan), 0)::bigint AS scans,
      sum(p.bytes)::bigint AS bytes, sum(p.relpages) FILTER (WHERE p.relkind = 'i') AS pages,
      CASE WHEN bool_and(p.is_known OR p.reltuples = 0 OR p.reltuples < 0 AND p.live = 0) FILTER (WHERE p.relkind = 'i') THEN
        ceil(sum(2 + p.reltuples * p.entry / greatest(8152 - 819 - 2 * p.entry, 1000)
          * (1 + (p.entry + 8) / greatest(5706 - 3 * p.entry, 1000)))
          FILTER (WHERE p.relkind = 'i' AND p.reltuples > 0))::bigint END AS needed,
      CASE WHEN \(isUnknown)
          OR sum(p.reltuples) FILTER (WHERE p.relkind = 'i') > 0 AND sum(p.width) IS NULL
            AND bool_and(has_table_privilege(p.indrelid, 'SELECT')) THEN -1
        ELSE \(rows) END::bigint AS rows,
      coalesce(sum(p.writes), 0)::bigint AS writes,
      (SELECT to_char(stats_reset AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        FROM pg_stat_database WHERE datname = current_database()) AS since,
      pg_is_in_recovery() AS is_replica,
      bool_and(has_table_privilege(p.indrelid, 'SELECT')) FILTER (WHERE p.is_whole) AS readable,
      \(covers) AS covers
    FROM part p GROUP BY p.name
    """
  }

  /// The cheap part of it, for whoever asks often: `name`, `scans`, `seconds` since when they are counted (NULL:
  /// since the statistics began), `is_replica`, `rows`, and `covers`.
  package static func uses(_ backend: BackendSchema) -> String {
    """
    \(tree(backend)), part AS (
      SELECT t.name, t.is_whole, x.indexrelid, x.indrelid, x.indkey, x.indclass, x.indcollation, x.indnkeyatts,
        c.relkind, r.reltuples, coalesce(w.n_live_tup, 0) AS live, s.idx_scan
      FROM tree t JOIN pg_index x ON x.indexrelid = t.oid JOIN pg_class c ON c.oid = t.oid
      JOIN pg_class r ON r.oid = x.indrelid
      LEFT JOIN pg_stat_all_indexes s ON s.indexrelid = t.oid
      LEFT JOIN pg_stat_all_tables w ON w.relid = x.indrelid
    )
    SELECT p.name, coalesce(sum(p.idx_scan), 0)::bigint AS scans,
      (SELECT extract(epoch FROM now() - stats_reset) FROM pg_stat_database
        WHERE datname = current_database())::float8 AS seconds,
      pg_is_in_recovery() AS is_replica,
      CASE WHEN \(isUnknown) THEN -1 ELSE \(rows) END::bigint AS rows,
      \(covers) AS covers
    FROM part p GROUP BY p.name
    """
  }

  /// Whether nothing is known of the table of `p`, or of one of its parts that has rows.
  private static let isUnknown = """
    (bool_or(p.reltuples < 0 AND p.live > 0) FILTER (WHERE p.relkind = 'i')
          OR bool_and(p.reltuples < 0) FILTER (WHERE p.relkind = 'i'))
    """

  private static let rows =
    "coalesce(sum(greatest(p.reltuples, 0)) FILTER (WHERE p.relkind = 'i'), 0)"

  /// Each index of the names `$1` with its parts on partitions. By the catalog, since to_regclass is refused
  /// where USAGE on the schema is missing, which doctor is to tell.
  private static func tree(_ backend: BackendSchema) -> String {
    """
    WITH RECURSIVE tree AS (
      SELECT c.relname::text AS name, c.oid, true AS is_whole FROM pg_class c
      WHERE c.relname = ANY ($1::text[]) AND c.relkind IN ('i', 'I')
        AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = \(backend.literal))
      UNION ALL
      SELECT t.name, i.inhrelid, false FROM tree t JOIN pg_inherits i ON i.inhparent = t.oid
    )
    """
  }

  /// The other valid indexes of the table of `p` that begin with the same columns, which they order and
  /// compare in the same way: one under another collation is no way to what is looked for.
  private static let covers = """
    (SELECT coalesce(array_agg(DISTINCT oc.relname::text), '{}') FROM part w JOIN pg_index o ON o.indrelid = w.indrelid
      JOIN pg_class oc ON oc.oid = o.indexrelid JOIN pg_am m ON m.oid = oc.relam
      WHERE w.name = p.name AND w.is_whole AND o.indexrelid <> w.indexrelid AND m.amname = 'btree'
        AND o.indisvalid AND o.indpred IS NULL AND o.indexprs IS NULL
        AND o.indnkeyatts > w.indnkeyatts
        AND \(isSame("indkey")) AND \(isSame("indclass")) AND \(isSame("indcollation")))
    """

  private static func isSame(_ vector: String) -> String {
    """
    (string_to_array(o.\(vector)::text, ' '))[1:w.indnkeyatts]
          = (string_to_array(w.\(vector)::text, ' '))[1:w.indnkeyatts]
    """
  }

  /// The plan of a statement, in JSON; with `isMeasured` the statement is run.
  package static func plan(_ statement: String, isMeasured: Bool) -> String {
    "EXPLAIN (FORMAT JSON\(isMeasured ? ", ANALYZE, BUFFERS, TIMING OFF" : "")) \(statement)"
  }

  /// Until the end of the transaction; as the server has it by default, or without any index.
  ///
  /// - Parameter isAlone: without parallel workers, as what is run: with them a writer on a small machine
  ///   waits for a processor (docs/decisions/0324).
  package static func planner(
    usesIndexes: Bool, limitMilliseconds: Int, isAlone: Bool
  ) -> String {
    let value = usesIndexes ? "on" : "off"
    let indexed = ["enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan"].map {
      "SET LOCAL \($0) = \(value)"
    }
    // What a role may have switched off adds 10000000000 to a cost.
    let others = ["enable_seqscan", "enable_sort", "enable_incremental_sort"].map {
      "SET LOCAL \($0) = on"
    }
    let alone = isAlone ? ["SET LOCAL max_parallel_workers_per_gather = 0"] : []
    return
      (indexed + others + alone + [
        "SET LOCAL statement_timeout = \(min(limitMilliseconds, Int(Int32.max)))"
      ])
      .joined(separator: "; ")
  }
}
