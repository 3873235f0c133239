/// Who keeps others from reading or writing a table.
package enum TableLockQueries {
  /// Sessions and prepared transactions that hold a table of the backend's schema, of ours, or of the recorded
  /// revision's, so that nobody can write to it, or not even read: `tables` (with their schema where it is not the
  /// backend's), and as `MigrateQueries.sessions` has them `pid`, `role`, `application`, `state`, `seconds`,
  /// `query` and `prepared`. Looks at the catalog alone, and waits for none of these locks itself.
  package static func holders(_ backend: BackendSchema, _ record: RevisionTable) -> String {
    """
    WITH held AS MATERIALIZED (
      SELECT l.pid, l.virtualtransaction, array_agg(DISTINCT
        CASE WHEN n.nspname = \(backend.literal) THEN c.relname
          ELSE n.nspname || '.' || c.relname END)::text[] AS tables
      FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE l.locktype = 'relation' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
        AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND c.relkind IN ('r', 'p')
        AND n.nspname IN (\(backend.literal), \(record.schema.literal), 'invitectl')
      GROUP BY l.pid, l.virtualtransaction
    )
    SELECT a.pid, a.usename AS role, a.application_name AS application, a.state,
      extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS seconds, a.query,
      NULL AS prepared, held.tables, a.xact_start AS start
    FROM held JOIN pg_stat_activity a ON a.pid = held.pid
    UNION ALL
    SELECT 0, p.owner, NULL, 'two-phase commit',
      extract(epoch FROM clock_timestamp() - p.prepared)::float8, NULL, p.gid, held.tables, p.prepared
    FROM pg_prepared_xacts p
    JOIN pg_locks x ON x.pid IS NULL AND x.locktype = 'transactionid'
      AND x.transactionid = p.transaction
    JOIN held ON held.pid IS NULL AND held.virtualtransaction = x.virtualtransaction
    ORDER BY start NULLS LAST, pid
    """
  }
}
