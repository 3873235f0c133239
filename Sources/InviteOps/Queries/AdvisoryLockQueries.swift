/// Statements about invitectl's advisory locks; `$1` is the class, `$2` the lock.
enum AdvisoryLockQueries {
  /// One row: `held`, and by which process as the server sees it.
  static let tryLock = """
    SELECT pg_try_advisory_lock($1::int, $2::int) AS held, pg_backend_pid() AS pid
    """

  static let unlock = "SELECT pg_advisory_unlock($1::int, $2::int) AS released"

  /// Who holds the lock, from any session: `pid`, and the session that asks, `me`. No row when
  /// nobody does.
  static let holder = """
    SELECT l.pid, pg_backend_pid() AS me
    FROM pg_locks l
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::int::oid
      AND l.objid = $2::int::oid AND l.objsubid = 2
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """
}
