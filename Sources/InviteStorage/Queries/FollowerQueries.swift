/// Who follows this server, and how far behind.
package enum FollowerQueries {
  /// Who reads the log: `current`, where it is now in bytes, and of each replica and each subscriber of
  /// a logical slot `pid`, `application`, `slot`, `logical`, `replayed` (bytes) and `seconds`, by which it
  /// says that it is behind. A subscriber that never said where it is stands where its slot does.
  /// One row of NULLs but `current` where there is none.
  package static let followers = """
    SELECT CASE WHEN pg_is_in_recovery() THEN 0
        ELSE pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint END AS current, f.*
    FROM (SELECT) AS always LEFT JOIN (
      SELECT r.pid, r.application_name AS application, s.slot_name AS slot,
        coalesce(s.slot_type = 'logical', false) AS logical,
        pg_wal_lsn_diff(
          coalesce(r.replay_lsn, CASE WHEN s.slot_type = 'logical' THEN s.confirmed_flush_lsn END),
          '0/0')::bigint AS replayed,
        coalesce(extract(epoch FROM r.replay_lag), 0)::float8 AS seconds
      FROM pg_stat_replication r LEFT JOIN pg_replication_slots s ON s.active_pid = r.pid
    ) AS f ON true
    """

  /// Who reads the log, and slots that nobody reads: `slot`, `logical`, `pid` (of the server's process that sends
  /// it; NULL where nobody reads), `application`, `behind` (bytes that it has not said to have got; NULL on a
  /// replica) and `silent`, seconds since its last word, by default every 10 s
  /// (https://www.postgresql.org/docs/18/runtime-config-replication.html). The one that is furthest behind first.
  /// Without pg_read_all_stats `application` and `silent` are NULL. Slots that the server gave up are left out.
  package static let standing = """
    SELECT s.slot_name AS slot, coalesce(s.slot_type = 'logical', false) AS logical,
      coalesce(r.pid, s.active_pid) AS pid, r.application_name AS application,
      CASE WHEN NOT pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_current_wal_lsn(),
        coalesce(r.replay_lsn, s.confirmed_flush_lsn, s.restart_lsn))::bigint END AS behind,
      extract(epoch FROM clock_timestamp() - r.reply_time)::float8 AS silent
    FROM pg_replication_slots s FULL JOIN pg_stat_replication r ON r.pid = s.active_pid
    WHERE s.slot_name IS NULL
      OR s.restart_lsn IS NOT NULL AND s.wal_status IS DISTINCT FROM 'lost'
    ORDER BY behind DESC NULLS LAST, slot, pid
    """

  /// Of how many this role may not see where they are (`hidden`), and whether it has the attribute INHERIT
  /// (`inherits`).
  package static let hiddenFollowers = """
    SELECT count(*) FILTER (WHERE state IS NULL) AS hidden,
      (SELECT rolinherit FROM pg_roles WHERE rolname = current_user) AS inherits
    FROM pg_stat_replication
    """
}
