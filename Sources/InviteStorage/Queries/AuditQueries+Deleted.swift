extension AuditQueries {
  /// One row: how many `rows` of invite_records and invite_queue, and of their partitions, PostgreSQL has seen
  /// deleted; `counted_since`, the second since 1970 from which it counts, NULL for as long as the database is there.
  ///
  /// A server that crashed, or has been a replica, counts anew, and says so of its archiver's figures alone
  /// (pgstat_reset_after_failure in src/backend/utils/activity/pgstat.c).
  package static func deleted(_ backend: BackendSchema) -> String {
    """
    WITH RECURSIVE tree (oid) AS (
      SELECT v.oid FROM (VALUES (\(backend.regclass("invite_records"))::oid),
        (\(backend.regclass("invite_queue"))::oid)) AS v (oid) WHERE v.oid IS NOT NULL
      UNION ALL
      SELECT i.inhrelid FROM tree t JOIN pg_inherits i ON i.inhparent = t.oid
    )
    SELECT coalesce(sum(pg_stat_get_tuples_deleted(t.oid)), 0)::bigint AS rows,
      floor(extract(epoch FROM greatest(
        (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()),
        (SELECT stats_reset FROM pg_stat_archiver))))::bigint AS counted_since
    FROM tree t
    """
  }
}
