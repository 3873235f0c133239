internal import InviteDomain

/// Statements of `forecast` and `simulate`. They only read; what is read of a table that grows is bounded by an
/// index, and sizes come from the catalog, which waits for nobody's lock.
package enum ForecastQueries {
  /// Invite records of the last 28 days, a row for each 24 hours counted back from now that has any: `day`, 0
  /// for the last ones; `records`; `seats`, sent or with a seat reserved; `kept`, those whose person has joined;
  /// `uses`, of a code and no rebind; `sent_uses`, those sent or with a seat reserved; `joined_uses` and
  /// `open_uses`, those whose person has joined, and has not. A range of the index on `created_at` for each: grouped,
  /// all would be sorted, since nobody can tell the planner that there are so few groups.
  package static func days(_ backend: BackendSchema) -> String {
    """
    SELECT d.day, c.* FROM generate_series(0, 27) AS d (day)
    CROSS JOIN LATERAL (
      SELECT count(*) AS records, count(*) FILTER (WHERE sent) AS seats,
        count(*) FILTER (WHERE sent AND joined) AS kept, count(*) FILTER (WHERE used) AS uses,
        count(*) FILTER (WHERE used AND sent) AS sent_uses,
        count(*) FILTER (WHERE used AND sent AND joined) AS joined_uses,
        count(*) FILTER (WHERE used AND sent AND NOT joined) AS open_uses
      FROM (
        SELECT coalesce(status = ANY (ARRAY(
            SELECT s FROM unnest(enum_range(NULL::\(backend).invitestatus)) AS s
            WHERE lower(s::text) IN ('success', 'reserved'))), false) AS sent,
          accepted_at IS NOT NULL AS joined,
          redeem_code IS NOT NULL AND is_rebind IS NOT TRUE AS used
        FROM \(backend).invite_records
        WHERE created_at > (now() AT TIME ZONE 'utc') - (d.day + 1) * interval '24 hours'
          AND created_at <= (now() AT TIME ZONE 'utc') - d.day * interval '24 hours'
      ) AS r
    ) AS c
    WHERE c.records > 0 ORDER BY d.day
    """
  }

  /// One row: whether there are records from before the days of ``days(_:)``, `older`. The least time comes from
  /// the end of the index.
  package static func older(_ backend: BackendSchema) -> String {
    """
    SELECT coalesce((SELECT min(created_at) FROM \(backend).invite_records)
      <= (now() AT TIME ZONE 'utc') - interval '28 days', false) AS older
    """
  }

  /// Codes that are active and have not expired, a row for those that expire together: `seconds` from now, NULL for
  /// never; `tokens`, uses left of those with a limit, and `unlimited`, how many have none. Within a day what
  /// expires in the same minute is taken together, within 28 days the same hour, later the same day, and goes
  /// with the first of them; all beyond a year is one row. Of a row of the table little more is reckoned than its date:
  /// there may be a million.
  package static func tokens(_ backend: BackendSchema) -> String {
    """
    SELECT CASE WHEN isfinite(g.first) THEN least(366 * 86400::float8,
        greatest(0, extract(epoch FROM g.first - (now() AT TIME ZONE 'utc'))::float8))
        END AS seconds,
      sum(g.unlimited)::bigint AS unlimited, coalesce(sum(g.tokens), 0)::bigint AS tokens
    FROM (
      SELECT CASE
          WHEN expires_at < (SELECT (now() AT TIME ZONE 'utc') + interval '24 hours')
            THEN date_trunc('minute', expires_at)
          WHEN expires_at < (SELECT (now() AT TIME ZONE 'utc') + interval '672 hours')
            THEN date_trunc('hour', expires_at)
          ELSE expires_at::date END AS expires,
        min(expires_at) AS first, count(*) FILTER (WHERE max_uses = 0) AS unlimited,
        sum(max_uses - least(max_uses, greatest(coalesce(used_count, 0), 0)))
          FILTER (WHERE max_uses > 0) AS tokens
      FROM \(backend).redeem_codes
      WHERE is_active
        AND (expires_at IS NULL OR expires_at > (SELECT now() AT TIME ZONE 'utc'))
      GROUP BY 1
    ) AS g
    GROUP BY 1
    """
  }

  /// One row: the server's time in epoch seconds, `now`.
  package static let now = "SELECT extract(epoch FROM clock_timestamp())::float8 AS now"

  /// One row: `rows`, of the queue table that wait or are worked on. By the index on `status`.
  package static func openRows(_ backend: BackendSchema) -> String {
    """
    SELECT count(*) AS rows FROM \(backend).invite_queue
    WHERE status = ANY (ARRAY(
      SELECT s FROM unnest(enum_range(NULL::\(backend).invitequeuestatus)) AS s
      WHERE lower(s::text) IN ('pending', 'processing', 'waiting')))
    """
  }

  /// One row: `seconds` since a run of sync-counts last came to an end; NULL for never.
  package static let sinceSync = """
    SELECT (SELECT extract(epoch FROM now() - coalesce(finished_at, started_at))::float8
      FROM invitectl.run_log WHERE command = 'sync-counts' ORDER BY id DESC LIMIT 1) AS seconds
    """

  /// When the last invites were recorded, at most 2,000 of the last hour: `at`, epoch seconds.
  package static func recorded(_ backend: BackendSchema) -> String {
    """
    SELECT extract(epoch FROM created_at)::float8 AS at FROM \(backend).invite_records
    WHERE created_at > (now() AT TIME ZONE 'utc') - interval '1 hour'
      AND created_at <= (now() AT TIME ZONE 'utc')
    ORDER BY created_at DESC LIMIT 2000
    """
  }

  /// One row: `database_bytes`; `free_path`, the folder of the database's files, NULL where the role may not see
  /// it; `local`, whether we are on the server's machine (as doctor tells it: ``DoctorQueries``).
  package static let disk = """
    SELECT pg_database_size(d.oid) AS database_bytes,
      coalesce(nullif(pg_tablespace_location(d.dattablespace), ''),
        (SELECT setting FROM pg_settings WHERE name = 'data_directory')) AS free_path,
      inet_server_addr() IS NULL OR inet_server_addr() IN ('127.0.0.1', '::1') AS local
    FROM pg_database d WHERE d.datname = current_database()
    """

  /// What was written since the statistics began, a row for each table that is no partition: `schema`, `name`,
  /// `inserted` rows, partitions' included, and `grown`, bytes of those that were not deleted again. A row has
  /// the bytes that the last ANALYZE or VACUUM saw for each, with its part of indexes and TOAST; what an update
  /// leaves behind is not in it.
  package static let growth = """
    WITH RECURSIVE tree AS (
      SELECT n.nspname AS schema, c.relname AS name, c.oid
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
      UNION ALL
      SELECT t.schema, t.name, p.oid FROM tree t JOIN pg_inherits i ON i.inhparent = t.oid
      JOIN pg_class p ON p.oid = i.inhrelid AND p.relispartition
    )
    SELECT t.schema::text AS schema, t.name::text AS name,
      coalesce(sum(s.n_tup_ins), 0)::bigint AS inserted,
      coalesce(sum(greatest(0, s.n_tup_ins - s.n_tup_del) * p.pages / c.reltuples)
        FILTER (WHERE c.reltuples > 0) * current_setting('block_size')::int, 0)::float8 AS grown
    FROM tree t
    JOIN pg_class c ON c.oid = t.oid
    LEFT JOIN pg_stat_all_tables s ON s.relid = t.oid
    CROSS JOIN LATERAL (
      SELECT c.relpages
        + coalesce((SELECT sum(x.relpages) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
          WHERE i.indrelid = c.oid), 0)
        + coalesce((SELECT x.relpages FROM pg_class x WHERE x.oid = c.reltoastrelid), 0) AS pages
    ) AS p
    GROUP BY t.schema, t.name
    """

  /// What numbers int4 columns of the backend's schema and of ours: `schema`, `name` and `attribute` of the column;
  /// `found`, whether a sequence is known; `last`, NULL where nothing was numbered or the role may not see it
  /// (`readable`); `greatest`, the last one that there can be; `step`.
  ///
  /// The sequence is the one that the column's default takes numbers of, whoever owns it, or that of its identity, or
  /// one that the column owns without a default. A partition's is the whole table's. A key `id` alone, or a
  /// default that calls nextval by a name that is text, is there without a sequence.
  package static func sequences(_ backend: BackendSchema) -> String {
    """
    WITH defaults AS (
      SELECT f.adrelid AS rel, f.adnum AS num, d.refobjid AS seq
      FROM pg_attrdef f
      JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
        AND d.refclassid = 'pg_class'::regclass
      JOIN pg_class q ON q.oid = d.refobjid AND q.relkind = 'S'
    ), owned AS (
      SELECT d.refobjid AS rel, d.refobjsubid AS num, d.objid AS seq
      FROM pg_depend d JOIN pg_class q ON q.oid = d.objid AND q.relkind = 'S'
      WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
    ), numbered AS (
      SELECT rel, num, seq FROM defaults
      UNION
      SELECT o.rel, o.num, o.seq FROM owned o
      WHERE NOT EXISTS (SELECT FROM defaults f WHERE f.rel = o.rel AND f.num = o.num)
    ), wanted AS (
      SELECT i.indrelid AS rel, i.indkey[0] AS num
      FROM pg_index i
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE i.indisprimary AND i.indnkeyatts = 1 AND a.attname = 'id'
      UNION
      SELECT f.adrelid, f.adnum FROM pg_attrdef f
      WHERE pg_get_expr(f.adbin, f.adrelid) LIKE '%nextval(%'
    ), known AS (
      SELECT rel, num, seq FROM numbered
      UNION ALL
      SELECT w.rel, w.num, NULL::oid FROM wanted w
      WHERE NOT EXISTS (SELECT FROM numbered k WHERE k.rel = w.rel AND k.num = w.num)
    ), whole AS (
      SELECT DISTINCT coalesce(pg_partition_root(t.oid)::oid, t.oid) AS rel,
        a.attname::text AS attribute, k.seq
      FROM known k
      JOIN pg_class t ON t.oid = k.rel AND t.relkind IN ('r', 'p')
      JOIN pg_attribute a ON a.attrelid = k.rel AND a.attnum = k.num
      WHERE a.atttypid = 'int4'::regtype AND NOT a.attisdropped
    )
    SELECT n.nspname::text AS schema, t.relname::text AS name, w.attribute,
      w.seq IS NOT NULL AS found, s.last_value AS last,
      least(coalesce(s.max_value, 2147483647), 2147483647) AS greatest,
      coalesce(s.increment_by, 1) AS step,
      coalesce(has_sequence_privilege(w.seq, 'SELECT, USAGE'), false) AS readable
    FROM whole w
    JOIN pg_class t ON t.oid = w.rel
    JOIN pg_namespace n ON n.oid = t.relnamespace
    LEFT JOIN pg_class q ON q.oid = w.seq
    LEFT JOIN pg_namespace o ON o.oid = q.relnamespace
    LEFT JOIN pg_sequences s ON s.schemaname = o.nspname AND s.sequencename = q.relname
    WHERE n.nspname IN (\(backend.literal), 'invitectl')
      AND (w.seq IS NOT NULL OR NOT EXISTS (
        SELECT FROM whole k
        WHERE k.rel = w.rel AND k.attribute = w.attribute AND k.seq IS NOT NULL))
    ORDER BY 1, 2, 3, w.seq
    """
  }

  /// One row: `last`, the greatest id of a table, by the end of its key.
  ///
  /// - Parameter table: one of our own constants.
  package static func lastID(_ backend: BackendSchema, of table: String) -> String {
    "SELECT max(id)::bigint AS last FROM \(backend).\(table)"
  }
}
