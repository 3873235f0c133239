/// Statements of `runs`. What a table of an older version does not have is NULL.
package enum RunQueries {
  /// Runs, the newest first: `$1` the command, with or without the `control` that it is recorded with, or
  /// NULL, `$2` within how many seconds they began or NULL,
  /// `$3` whether only those that failed or died, `$4` how many, `$5` the one run or NULL.
  ///
  /// `state`: `finished`, `skipped` for one that was left out since another held the lock, `running`,
  /// `died` where its session is gone, `open` where a run of an older version says nothing of it, or a replica
  /// is asked, which has none of the sessions. Who
  /// may not see others' sessions sees their numbers alone.
  package static let list = """
    SELECT * FROM (
      SELECT r.id, r.command, extract(epoch FROM r.started_at)::float8 AS started,
        extract(epoch FROM coalesce(r.finished_at, CASE WHEN r.exit_code IS NULL THEN now() END)
          - r.started_at)::float8 AS seconds,
        r.exit_code, r.changed, r.problems, r.detail::text AS detail, r.role, r.host, r.os_user,
        r.process_id, r.arguments::text AS arguments,
        CASE
          WHEN r.exit_code IS NOT NULL THEN 'finished'
          WHEN r.finished_at IS NOT NULL THEN 'skipped'
          WHEN r.session_pid IS NULL OR pg_is_in_recovery() THEN 'open'
          WHEN EXISTS (
            SELECT FROM pg_stat_activity a WHERE a.pid = r.session_pid
              AND coalesce(a.backend_start = r.session_start, true)) THEN 'running'
          ELSE 'died'
        END AS state
      FROM (
        SELECT NULL::text AS role, NULL::text AS host, NULL::text AS os_user, NULL::int AS process_id,
          NULL::jsonb AS arguments, NULL::int AS session_pid, NULL::timestamptz AS session_start
      ) AS older
      CROSS JOIN LATERAL (
        SELECT id, command, started_at, finished_at, exit_code, changed, problems, detail, role, host,
          os_user, process_id, arguments, session_pid, session_start
        FROM invitectl.run_log
        WHERE ($1::text IS NULL OR command IN ($1, 'control ' || $1))
          AND ($2::float8 IS NULL OR started_at >= now() - make_interval(secs => $2::float8))
          AND ($5::bigint IS NULL OR id = $5::bigint)) AS r
    ) AS runs
    WHERE NOT $3::boolean OR state = 'died' OR exit_code <> 0
    ORDER BY id DESC
    LIMIT $4::int
    """

  /// What a run changed of counts, the first changes first: `$1` the run, `$2` how many. A code that is
  /// not UTF-8 is in ASCII.
  package static func counts(_ backend: BackendSchema, inASCII: Bool) -> String {
    let code = inASCII ? RowQueries.inASCII("c.code") : "c.code"
    return """
      SELECT coalesce(\(code), 'code ' || l.code_id) AS code, l.why, l.used_before, l.used_after,
        l.pushed
      FROM invitectl.redeem_sync_ledger l LEFT JOIN \(backend).redeem_codes c ON c.id = l.code_id
      WHERE l.run_id = $1::bigint
      ORDER BY l.id
      LIMIT $2::int
      """
  }
}
