internal import InviteDomain

/// Statements of `metrics-dump` that no other command needs.
///
/// Enum labels are compared in both cases they occur in, and turned to lower case only after
/// grouping: a function call for each of a million rows would triple the cost.
package enum MetricsQueries {
  /// Codes and uses by type: `code_type`, then a count for each state, `uses`. A NULL `is_active`
  /// counts as not active and a NULL or zero `max_uses` as unlimited, as the backend treats them.
  package static func codes(_ backend: BackendSchema) -> String {
    """
    WITH code AS (
      SELECT code_type, coalesce(is_active, false) AS active,
        greatest(coalesce(used_count, 0), 0) AS uses, coalesce(max_uses, 0) AS max_uses,
        coalesce(expires_at <= (now() AT TIME ZONE 'utc'), false) AS expired,
        bound_email IS NOT NULL AS bound
      FROM \(backend).redeem_codes
    ), by_type AS (
      SELECT code_type,
        count(*) FILTER (WHERE active AND NOT expired AND (max_uses = 0 OR uses < max_uses))
          AS active,
        count(*) FILTER (WHERE active AND NOT expired AND max_uses > 0 AND uses >= max_uses)
          AS exhausted,
        count(*) FILTER (WHERE active AND expired) AS expired,
        count(*) FILTER (WHERE NOT active) AS inactive,
        count(*) FILTER (WHERE bound) AS bound,
        coalesce(sum(uses), 0)::bigint AS uses
      FROM code GROUP BY code_type
    )
    SELECT lower(code_type::text) AS code_type, active, exhausted, expired, inactive, bound, uses
    FROM by_type ORDER BY 1
    """
  }

  /// Invites of the last 7 days: `status`, and how many of the last `hour`, `day` and `week`.
  package static func recentRecords(_ backend: BackendSchema) -> String {
    """
    WITH by_status AS (
      SELECT status,
        count(*) FILTER (
          WHERE created_at >= (now() AT TIME ZONE 'utc') - interval '1 hour') AS hour,
        count(*) FILTER (
          WHERE created_at >= (now() AT TIME ZONE 'utc') - interval '24 hours') AS day,
        count(*) AS week
      FROM \(backend).invite_records
      WHERE created_at >= (now() AT TIME ZONE 'utc') - interval '7 days'
      GROUP BY status
    )
    SELECT lower(status::text) AS status, hour, day, week FROM by_status ORDER BY 1
    """
  }

  /// Every invite record by team: `team_id`, `status`, `records`. Reads the whole table, and is
  /// run for the report's names only.
  package static func recordsByTeam(_ backend: BackendSchema) -> String {
    """
    WITH by_team AS (
      SELECT team_id, status, count(*) AS records FROM \(backend).invite_records
      GROUP BY team_id, status
    )
    SELECT team_id::text AS team_id, lower(status::text) AS status, records
    FROM by_team ORDER BY by_team.team_id, 2
    """
  }

  /// `rows`: what the planner believes; a table that was never analysed says -1.
  package static func recordsEstimate(_ backend: BackendSchema) -> String {
    """
    SELECT greatest(0, reltuples)::bigint AS rows FROM pg_class
    WHERE oid = \(backend.regclass("invite_records"))
    """
  }

  /// The queue table: `status`, `rows`, and the age of the oldest row in seconds.
  package static func queue(_ backend: BackendSchema) -> String {
    """
    WITH by_status AS (
      SELECT status, count(*) AS rows, min(created_at) AS oldest FROM \(backend).invite_queue
      GROUP BY status
    )
    \(queueAges)
    """
  }

  /// The same where ``queueState`` says that the index of revision 008 serves it: the rows are
  /// counted in the small index of `status` alone, and the oldest is looked up group by group.
  ///
  /// Rows without a group are sorted by it too: the planner does not take IS NULL for a constant,
  /// and would sort them all.
  package static func queueByIndex(_ backend: BackendSchema) -> String {
    """
    WITH counted AS (
      SELECT status, count(*) AS rows FROM \(backend).invite_queue GROUP BY status
    ), by_status AS (
      SELECT status, rows,
        CASE WHEN status IS NULL THEN
          (SELECT min(created_at) FROM \(backend).invite_queue WHERE status IS NULL)
        ELSE
          (SELECT min(oldest) FROM (
            SELECT (
              SELECT created_at FROM \(backend).invite_queue q
              WHERE q.status = c.status AND q.group_id = g.id ORDER BY created_at LIMIT 1
            ) AS oldest FROM \(backend).team_groups g
            UNION ALL (
              SELECT created_at FROM \(backend).invite_queue q
              WHERE q.status = c.status AND q.group_id IS NULL ORDER BY group_id, created_at
              LIMIT 1)
          ) AS o)
        END AS oldest
      FROM counted c
    )
    \(queueAges)
    """
  }

  /// The queue table where some rows have no finite time: those count and have no age.
  package static func queueFinite(_ backend: BackendSchema) -> String {
    """
    WITH by_status AS (
      SELECT status, count(*) AS rows, min(created_at) FILTER (WHERE isfinite(created_at)) AS oldest
      FROM \(backend).invite_queue GROUP BY status
    )
    \(queueAges)
    """
  }

  /// `is_finite`: whether the oldest time is one; -infinity comes before all others, and infinity
  /// only where there is no other.
  private static let queueAges = """
    SELECT lower(status::text) AS status, rows,
      CASE WHEN isfinite(oldest) THEN extract(epoch FROM (now() AT TIME ZONE 'utc') - oldest)
        ELSE 0 END::float8 AS oldest_seconds,
      coalesce(isfinite(oldest), true) AS is_finite
    FROM by_status ORDER BY 1
    """

  /// Rows of the queue table without a finite time, the first few: `id`.
  package static func queueTimeless(_ backend: BackendSchema) -> String {
    """
    SELECT id FROM \(backend).invite_queue WHERE NOT isfinite(created_at) ORDER BY id LIMIT 10
    """
  }

  /// One row: whether the backend's create_all made the queue table (`present`), and whether its
  /// index by status, group and age can be used (`indexed`): it is valid, every group is in
  /// `team_groups`, and those are few.
  package static func queueState(_ backend: BackendSchema) -> String {
    """
    SELECT q.oid IS NOT NULL AS present,
      EXISTS (
        SELECT FROM pg_index i WHERE i.indrelid = q.oid AND i.indisvalid AND i.indpred IS NULL
          AND pg_get_indexdef(i.indexrelid) LIKE '%USING btree (status, group_id, created_at)')
      AND EXISTS (
        SELECT FROM pg_constraint c JOIN pg_attribute a
          ON a.attrelid = q.oid AND a.attname = 'group_id' AND c.conkey = ARRAY[a.attnum]
        WHERE c.conrelid = q.oid AND c.confrelid = \(backend.regclass("team_groups"))
          AND c.contype = 'f' AND c.convalidated)
      AND (SELECT reltuples FROM pg_class WHERE oid = \(backend.regclass("team_groups"))) <= 1000
        AS indexed
    FROM (SELECT \(backend.regclass("invite_queue")) AS oid) AS q
    """
  }

  /// Codes whose buckets count: `code`, `remaining`, which is never more than `max_uses`. Unlimited
  /// codes have no bucket.
  package static func bucketCodes(_ backend: BackendSchema) -> String {
    """
    SELECT code, max_uses::bigint - greatest(coalesce(used_count, 0), 0) AS remaining
    FROM \(backend).redeem_codes
    WHERE is_active AND max_uses > 0 AND code_type = ANY (ARRAY(
      SELECT t FROM unnest(enum_range(NULL::\(backend).redeemcodetype)) AS t
      WHERE t::text IN ('DIRECT', 'direct')))
    """
  }

  /// The ids of the same, for reading them in parts: `id`.
  package static func bucketCodeIDs(_ backend: BackendSchema) -> String {
    """
    SELECT id FROM \(backend).redeem_codes
    WHERE is_active AND max_uses > 0 AND code_type = ANY (ARRAY(
      SELECT t FROM unnest(enum_range(NULL::\(backend).redeemcodetype)) AS t
      WHERE t::text IN ('DIRECT', 'direct')))
    ORDER BY id
    """
  }

  /// The same of the ids `$1`: `code`, `remaining`.
  package static func bucketCodesOf(_ backend: BackendSchema) -> String {
    "\(bucketCodes(backend)) AND id = ANY ($1::bigint[])"
  }

  /// Connections of this database by state, and the age of the longest transaction in seconds.
  package static let connections = """
    SELECT coalesce(state, 'unknown') AS state, count(*) AS connections,
      coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8
        AS longest_seconds
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
      AND application_name <> current_setting('application_name')
    GROUP BY 1 ORDER BY 1
    """

  package static let maxConnections =
    "SELECT current_setting('max_connections')::int AS max_connections"

  /// `schema`, quoted, in which the extension pg_stat_statements is installed; no row without it.
  package static let statementsSchema = """
    SELECT quote_ident(n.nspname) AS schema
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'pg_stat_statements'
    """

  /// The ten statements of this database with the largest total among those of 100 ms or more on
  /// average: `queryid`, `calls`, `mean_seconds`, and `slow`, how many there are altogether.
  ///
  /// - Parameter schema: as ``statementsSchema`` gives it.
  package static func slowStatements(in schema: String) -> String {
    """
    SELECT queryid::text AS queryid, sum(calls)::bigint AS calls,
      (sum(total_exec_time) / sum(calls) / 1000)::float8 AS mean_seconds,
      count(*) OVER () AS slow
    FROM \(schema).pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND calls > 0
    GROUP BY queryid
    HAVING sum(total_exec_time) / sum(calls) >= 100
    ORDER BY sum(total_exec_time) DESC, queryid
    LIMIT 10
    """
  }
}
