/// Statements about runs that were skipped because another one held the lock. Such a run is a row
/// of `invitectl.run_log` without an exit code that says so in its detail.
package enum SkippedRunQueries {
  private static let isSkip = #"exit_code IS NULL AND detail @> '{"skipped": true}'"#

  /// The end of the last run of a command that came to an end, by id, which goes down the index.
  private static func last(_ command: String) -> String {
    """
    SELECT id, finished_at FROM invitectl.run_log
        WHERE command = \(command) AND exit_code IS NOT NULL ORDER BY id DESC LIMIT 1
    """
  }

  /// Records that a run of `$1` was skipped. One row: `skips` in a row with this one, since a run
  /// of it last came to an end, `finished` (NULL for never).
  package static let record = """
    WITH last AS MATERIALIZED (
      \(last("$1"))
    ), added AS (
      INSERT INTO invitectl.run_log (command, finished_at, changed, problems, detail)
      VALUES ($1, now(), 0, 0, '{"skipped": true}')
    )
    SELECT 1 + count(s.id) AS skips,
      to_char((SELECT finished_at FROM last) AT TIME ZONE 'utc',
        'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS finished
    FROM invitectl.run_log s
    WHERE s.command = $1 AND s.id > coalesce((SELECT id FROM last), 0) AND \(isSkip)
      AND s.started_at > coalesce((SELECT finished_at FROM last), '-infinity')
    """

  /// Records that a run of `$1` ended, where runs of it were skipped since one last did: a row that
  /// is nothing but the end of their number. For commands that do not record each run.
  package static let end = """
    WITH last AS MATERIALIZED (
      \(last("$1"))
    )
    INSERT INTO invitectl.run_log (command, finished_at, exit_code, changed, problems, detail)
    SELECT $1, now(), 0, 0, 0, '{"after_skips": true}'
    WHERE EXISTS (
      SELECT FROM invitectl.run_log s
      WHERE s.command = $1 AND s.id > coalesce((SELECT id FROM last), 0) AND \(isSkip)
        AND s.started_at > coalesce((SELECT finished_at FROM last), '-infinity'))
    """

  /// For each command of `$1`, how many of its runs were skipped since one last came to an end:
  /// `command`, `skips`.
  package static let counts = """
    SELECT w.command, (
        SELECT count(*) FROM invitectl.run_log s
        WHERE s.command = w.command AND s.id > coalesce(l.id, 0) AND \(isSkip)
          AND s.started_at > coalesce(l.finished_at, '-infinity')
      ) AS skips
    FROM unnest($1::text[]) WITH ORDINALITY AS w (command, position)
    LEFT JOIN LATERAL (
        \(last("w.command"))
    ) l ON true
    ORDER BY w.position
    """
}
