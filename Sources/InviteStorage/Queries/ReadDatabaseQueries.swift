/// What tells a replica from another server, and how far it is behind.
package enum ReadDatabaseQueries {
  /// One row: `recovering`; `started`, which tells one server from its replica; `position` in the log, of a
  /// replica as far as it is replayed; `seconds` since the last transaction that it has replayed.
  package static let state = """
    SELECT pg_is_in_recovery() AS recovering,
      extract(epoch FROM pg_postmaster_start_time())::text AS started,
      (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
        ELSE pg_current_wal_lsn() END)::text AS position,
      extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8 AS seconds
    """

  /// The bytes of log between `$2` and `$1`.
  package static let behind = "SELECT pg_wal_lsn_diff($1::pg_lsn, $2::pg_lsn)::bigint AS bytes"
}
