/// Statements about invitectl's advisory locks; `$1` is the class, `$2` the lock.
package enum AdvisoryLockQueries {
  /// One row: `held`, and by which process as the server sees it.
  package static let tryLock = """
    SELECT pg_try_advisory_lock($1::int, $2::int) AS held, pg_backend_pid() AS pid
    """

  /// The same for a session that says who it is, `$3`, and that the server ends once it has been
  /// idle outside of a transaction for `$4` milliseconds (PostgreSQL 14 and newer).
  package static let tryRunLock = """
    SELECT set_config('application_name', $3, false),
      set_config('idle_session_timeout', $4, false),
      pg_try_advisory_lock($1::int, $2::int) AS held
    """

  /// The same, `$3` and `$4` too, beside other sessions of the run: in shared mode, which keeps out whoever wants
  /// the lock for itself.
  package static let tryJoin = """
    SELECT set_config('application_name', $3, false),
      set_config('idle_session_timeout', $4, false),
      pg_try_advisory_lock_shared($1::int, $2::int) AS held
    """

  /// In shared mode too, for the session that has the lock for itself, and who it is: `held`, `pid`, and `start`, when
  /// its server process began; NULL where this role may not see that.
  package static let tryShare = """
    SELECT pg_try_advisory_lock_shared($1::int, $2::int) AS held, pg_backend_pid() AS pid, (
      SELECT extract(epoch FROM backend_start)::text FROM pg_stat_activity
      WHERE pid = pg_backend_pid()) AS start
    """

  /// Whether the process `$3` that began at `$4` has the lock, in whatever mode: `held`. Where it may not be seen when
  /// a process began, its number has to do.
  package static let isHeld = """
    SELECT EXISTS (
      SELECT FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::int::oid
        AND l.objid = $2::int::oid AND l.objsubid = 2
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.pid = $3::int
        AND coalesce(extract(epoch FROM a.backend_start)::text = $4, true)) AS held
    """

  package static let unlock = "SELECT pg_advisory_unlock($1::int, $2::int) AS released"

  /// Who holds the lock, from any session: `pid`, and the session that asks, `me`. No row when
  /// nobody does.
  package static let holder = """
    SELECT l.pid, pg_backend_pid() AS me
    FROM pg_locks l
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::int::oid
      AND l.objid = $2::int::oid AND l.objsubid = 2
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """

  /// A session whose client takes nothing: in the middle of a statement, or of what LISTEN has it told. No
  /// timeout of the server counts there: a blocked write ends by termination alone
  /// (ProcessClientWriteInterrupt in postgres.c).
  private static let isDeaf = """
    (state = 'active' AND wait_event_type = 'Client' OR state = 'idle' AND wait_event = 'ClientWrite')
    """

  /// Who holds which locks of class `$1` in this database. All but `lock`, `pid` and `role` is NULL
  /// for a session of another role without pg_read_all_stats: `application`, `address`, `state`;
  /// `start` tells the process from a later one of the same number; `held` and `still` are seconds
  /// since the session began and since its state last changed; `mid_statement`, whether it waits
  /// for its client in the middle of a statement, or of what it is told.
  package static let holders = """
    SELECT l.objid::int AS lock, l.pid, a.usename::text AS role, a.application_name AS application,
      host(a.client_addr) AS address, a.state,
      extract(epoch FROM a.backend_start)::text AS start,
      to_char(a.backend_start AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
      extract(epoch FROM clock_timestamp() - a.backend_start)::float8 AS held,
      extract(epoch FROM clock_timestamp() - a.state_change)::float8 AS still,
      \(isDeaf) AS mid_statement
    FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::int::oid
      AND l.objsubid = 2
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ORDER BY l.objid, l.pid
    """

  /// Ends the session of process `$1` that began at `$2` if it is one of invitectl, of this role,
  /// and its client has taken no answer in the middle of a statement for `$3` seconds: no timeout of the
  /// server counts there.
  package static let endDeaf = """
    SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
    WHERE pid = $1::int AND extract(epoch FROM backend_start)::text = $2
      AND usename = current_user AND application_name LIKE 'invitectl%'
      AND \(isDeaf)
      AND clock_timestamp() - state_change > make_interval(secs => $3::float8)
    """
}
