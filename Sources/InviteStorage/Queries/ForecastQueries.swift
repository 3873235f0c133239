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

  /// At which minutes of the last `days` the invites came, each day the 24 hours as ``days(_:)`` counts them:
  /// `place`, the day by seven; `minute`, from the beginning of those hours; `arrivals`. At most 10,080 rows. `date_part`
  /// gives floating point, `extract` from PostgreSQL 14 on numeric, which takes twice as long.
  package static func moments(_ backend: BackendSchema, days: Int) -> String {
    """
    SELECT d.day % 7 AS place, m.minute, sum(m.arrivals)::bigint AS arrivals
    FROM generate_series(0, \(days - 1)) AS d (day)
    CROSS JOIN LATERAL (
      SELECT r.minute, count(*) AS arrivals
      FROM (
        SELECT least(1439, floor(date_part('epoch', created_at - (now() AT TIME ZONE 'utc')
            + (d.day + 1) * interval '24 hours') / 60)::int) AS minute
        FROM \(backend).invite_records
        WHERE created_at > (now() AT TIME ZONE 'utc') - (d.day + 1) * interval '24 hours'
          AND created_at <= (now() AT TIME ZONE 'utc') - d.day * interval '24 hours'
      ) AS r
      GROUP BY r.minute
    ) AS m
    GROUP BY 1, 2
    """
  }

  /// One row: whether there are records from before the days of ``days(_:)``, `older`. The least time comes from
  /// the end of the index; `-infinity` is none.
  package static func older(_ backend: BackendSchema) -> String {
    """
    SELECT coalesce((SELECT min(created_at) FROM \(backend).invite_records WHERE created_at > '-infinity')
      <= (now() AT TIME ZONE 'utc') - interval '28 days', false) AS older
    """
  }

  /// One row: the server's time in epoch seconds, `now`.
  package static let now = "SELECT extract(epoch FROM clock_timestamp())::float8 AS now"

  /// One row: `seconds` since a run of sync-counts over all codes last came to its end; NULL for never. One over codes
  /// that were named, one that failed or was cut short and one that goes on have left uses in Redis
  /// (``RunLogQueries``). A follower has such a row for each minute.
  package static let sinceSync = """
    SELECT (SELECT extract(epoch FROM now() - finished_at)::float8
      FROM invitectl.run_log
      WHERE command = 'sync-counts' AND finished_at IS NOT NULL AND exit_code IN (0, 8)
        AND (detail->'resume_after') IS NULL AND (detail->'extent') IS NULL
      ORDER BY id DESC LIMIT 1) AS seconds
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
  /// it; `local`, whether we are on the server's machine (as doctor tells it: ``DoctorQueries``); `elsewhere`, the other
  /// tablespaces in which it has tables or indexes, which may be on other disks.
  package static let disk = """
    SELECT pg_database_size(d.oid) AS database_bytes,
      coalesce(nullif(pg_tablespace_location(d.dattablespace), ''),
        (SELECT setting FROM pg_settings WHERE name = 'data_directory')) AS free_path,
      inet_server_addr() IS NULL OR inet_server_addr() IN ('127.0.0.1', '::1') AS local,
      ARRAY(
        SELECT t.spcname::text FROM pg_tablespace t
        WHERE t.oid <> d.dattablespace AND EXISTS (
          SELECT FROM pg_class c WHERE c.reltablespace = t.oid AND NOT c.relisshared
            AND c.relkind IN ('r', 'i', 'm', 't'))
        ORDER BY t.spcname
      ) AS elsewhere
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
}
