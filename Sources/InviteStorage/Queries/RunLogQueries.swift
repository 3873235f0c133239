/// Statements on `invitectl.run_log`, which every run of a command is recorded in.
package enum RunLogQueries {
  /// One row: whether `migrate up` made the table.
  package static let exists = "SELECT to_regclass('invitectl.run_log') IS NOT NULL AS present"

  /// One row: whether the table has the columns of ``beginKnown``, `known`.
  package static let namesWho = """
    SELECT EXISTS (
      SELECT FROM pg_attribute WHERE attrelid = to_regclass('invitectl.run_log')
        AND attname = 'session_start' AND NOT attisdropped) AS known
    """

  /// Per command: `command`, `started` of the last run, `succeeded`, the end of the last good one,
  /// and `completed`, the end of the last one that went through everything, if perhaps without
  /// single parts (exit code 8), in epoch seconds; of the last run that finished `exit_code`,
  /// `duration` in seconds, `changed` and `problems`. All but `started` are of whole runs alone. Commands
  /// are stepped through along the index, a row at a time, since the log grows by a row with every run.
  package static let lastRuns = """
    WITH RECURSIVE commands AS (
      (SELECT command FROM invitectl.run_log ORDER BY command LIMIT 1)
      UNION ALL
      SELECT (
        SELECT l.command FROM invitectl.run_log l WHERE l.command > c.command
        ORDER BY l.command LIMIT 1)
      FROM commands c WHERE c.command IS NOT NULL
    )
    SELECT c.command, extract(epoch FROM latest.started_at)::float8 AS started,
      extract(epoch FROM good.finished_at)::float8 AS succeeded,
      extract(epoch FROM whole.finished_at)::float8 AS completed, done.exit_code,
      extract(epoch FROM done.finished_at - done.started_at)::float8 AS duration,
      done.changed, done.problems
    FROM commands c
    CROSS JOIN LATERAL (
      SELECT started_at FROM invitectl.run_log WHERE command = c.command ORDER BY id DESC LIMIT 1
    ) latest
    LEFT JOIN LATERAL (
      SELECT started_at, finished_at, exit_code, changed, problems FROM invitectl.run_log
      WHERE command = c.command AND exit_code IS NOT NULL AND \(isWhole) ORDER BY id DESC LIMIT 1
    ) done ON true
    LEFT JOIN LATERAL (
      SELECT finished_at FROM invitectl.run_log
      WHERE command = c.command AND exit_code = 0 AND \(isWhole) ORDER BY id DESC LIMIT 1
    ) good ON true
    LEFT JOIN LATERAL (
      SELECT finished_at FROM invitectl.run_log
      WHERE command = c.command AND exit_code IN (0, 8) AND (detail->'resume_after') IS NULL
        AND \(isWhole)
      ORDER BY id DESC LIMIT 1
    ) whole ON true
    ORDER BY c.command
    """

  /// Not a run over things that were named, nor a part of another command's run.
  private static let isWhole = "(detail->'extent') IS NULL"

  /// `$1` the command, `$2` its detail as JSON. One row: `id`.
  package static let begin = """
    INSERT INTO invitectl.run_log (command, detail) VALUES ($1, $2::jsonb) RETURNING id
    """

  /// The same with `$3` the role's login, `$4` the host, `$5` the user there, `$6` the process, `$7` the
  /// arguments as JSON or NULL; from the sixth version of schema invitectl on.
  package static let beginKnown = """
    INSERT INTO invitectl.run_log (command, detail, role, host, os_user, process_id, arguments,
      session_pid, session_start)
    SELECT $1, $2::jsonb, $3, $4, $5, $6::int, $7::jsonb, pg_backend_pid(), (
      SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())
    RETURNING id
    """

  /// Says more in the row of a run that goes on, `$1`: `$2`, a detail as JSON.
  package static let describe = """
    UPDATE invitectl.run_log SET detail = detail || $2::jsonb WHERE id = $1::bigint
    """

  /// `$1` the run, `$2` exit code, `$3` changed, `$4` problems, `$5` detail as JSON, `$6` the detail that
  /// it began with.
  package static let finish = """
    UPDATE invitectl.run_log SET finished_at = now(), exit_code = $2::int, changed = $3::bigint,
      problems = $4::bigint, detail = $5::jsonb || $6::jsonb WHERE id = $1::bigint
    """

  /// Where the last whole run of `$1` was cut short, if it was: `resume_after`.
  package static let resumePoint = """
    SELECT (detail->>'resume_after')::bigint AS resume_after FROM invitectl.run_log
    WHERE command = $1 AND finished_at IS NOT NULL AND exit_code IS NOT NULL AND \(isWhole)
    ORDER BY id DESC LIMIT 1
    """
}
