/// Statements of `metrics-dump` that no other command needs.
enum MetricsQueries {
  /// Codes and uses by type: `code_type`, then a count for each state, `uses`. A NULL `is_active`
  /// counts as not active and a NULL or zero `max_uses` as unlimited, as the backend treats them.
  static let codes = """
    WITH code AS (
      SELECT lower(code_type::text) AS code_type, coalesce(is_active, false) AS active,
        coalesce(used_count, 0) AS uses, coalesce(max_uses, 0) AS max_uses,
        coalesce(expires_at <= (now() AT TIME ZONE 'utc'), false) AS expired,
        bound_email IS NOT NULL AS bound
      FROM redeem_codes
    )
    SELECT code_type,
      count(*) FILTER (WHERE active AND NOT expired AND (max_uses = 0 OR uses < max_uses))
        AS active,
      count(*) FILTER (WHERE active AND NOT expired AND max_uses > 0 AND uses >= max_uses)
        AS exhausted,
      count(*) FILTER (WHERE active AND expired) AS expired,
      count(*) FILTER (WHERE NOT active) AS inactive,
      count(*) FILTER (WHERE bound) AS bound,
      coalesce(sum(uses), 0)::bigint AS uses
    FROM code GROUP BY code_type ORDER BY code_type
    """

  /// Invites of the last 24 hours: `status`, `records`.
  static let recentRecords = """
    SELECT lower(status::text) AS status, count(*) AS records
    FROM invite_records
    WHERE created_at >= (now() AT TIME ZONE 'utc') - interval '24 hours'
    GROUP BY 1 ORDER BY 1
    """

  /// The queue table: `status`, `rows`, and the age of the oldest row in seconds.
  static let queue = """
    SELECT lower(status::text) AS status, count(*) AS rows,
      coalesce(extract(epoch FROM (now() AT TIME ZONE 'utc') - min(created_at)), 0)::float8
        AS oldest_seconds
    FROM invite_queue GROUP BY 1 ORDER BY 1
    """

  /// One row: whether the backend's create_all made the queue table.
  static let hasQueue = "SELECT to_regclass('public.invite_queue') IS NOT NULL AS present"

  /// Codes whose buckets count: `code`, `remaining`. Unlimited codes have no bucket.
  static let bucketCodes = """
    SELECT code, max_uses - coalesce(used_count, 0) AS remaining
    FROM redeem_codes
    WHERE is_active AND max_uses > 0 AND upper(code_type::text) = 'DIRECT'
    ORDER BY id
    """

  /// Connections of this database by state, and the age of the longest transaction in seconds.
  static let connections = """
    SELECT coalesce(state, 'unknown') AS state, count(*) AS connections,
      coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8
        AS longest_seconds
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
      AND pid <> pg_backend_pid()
    GROUP BY 1 ORDER BY 1
    """
}
