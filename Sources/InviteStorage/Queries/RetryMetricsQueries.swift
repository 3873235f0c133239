/// Statements of `metrics-dump` about `redeem retry`. The tables are those that `migrate up` makes.
package enum RetryMetricsQueries {
  /// One row: `has_attempts`, `has_runs`, whether the tables are there.
  package static let present = """
    SELECT to_regclass('invitectl.invite_retry') IS NOT NULL AS has_attempts,
      to_regclass('invitectl.run_log') IS NOT NULL AS has_runs
    """

  /// Runs of the command `$1` that began within a day: `result`, `runs`.
  package static let runs = """
    SELECT CASE WHEN exit_code = 0 THEN 'complete' WHEN exit_code = 8 THEN 'partial'
        WHEN exit_code IS NOT NULL THEN 'failed'
        WHEN detail @> '{"skipped": true}' THEN 'skipped' ELSE 'unfinished' END AS result,
      count(*) AS runs
    FROM invitectl.run_log WHERE command = $1 AND started_at > now() - interval '24 hours'
    GROUP BY 1
    """

  /// Rows of the backend that were tried again: `source`, their table; `state`, that of the last attempt;
  /// `rows`.
  package static let rows = """
    SELECT source, state, count(*) AS rows FROM (
      SELECT DISTINCT ON (source, row_id) source, state FROM invitectl.invite_retry
      ORDER BY source, row_id, attempt DESC) AS last
    GROUP BY source, state
    """

  /// The attempts of a day by what came of them: `outcome` (invited, failed, open), `attempts`. Where there is no
  /// invite_queue of those at records alone: of others nothing tells whose they were.
  package static func outcomes(_ backend: BackendSchema) -> String {
    let hasQueue = backend.openRows != .none
    let queued = """
      SELECT t.at, \(InviteKey.email("q.email")) AS mail, \(InviteKey.code("q.redeem_code")) AS code
      FROM tried t JOIN \(backend).invite_queue q ON t.source = 'invite_queue' AND q.id = t.row_id
      UNION ALL
      """
    let failed = """
      UNION ALL
      SELECT \(InviteKey.email("email")), \(InviteKey.code("redeem_code")), created_at, false
      FROM \(backend).invite_queue
      WHERE created_at >= (SELECT min(at) FROM tried) AND upper(status::text) = 'FAILED'
      """
    return """
      WITH tried AS MATERIALIZED (
        SELECT source, row_id, created_at AT TIME ZONE 'utc' AS at FROM invitectl.invite_retry
        WHERE created_at > now() - interval '24 hours'
      ), named AS MATERIALIZED (
        \(hasQueue ? queued : "")
        SELECT t.at, \(InviteKey.email("r.email")) AS mail, \(InviteKey.code("r.redeem_code")) AS code
        FROM tried t JOIN \(backend).invite_records r ON t.source = 'invite_records' AND r.id = t.row_id
      ), since AS MATERIALIZED (
        SELECT \(InviteKey.email("email")) AS mail, \(InviteKey.code("redeem_code")) AS code, created_at,
          upper(status::text) IN ('SUCCESS', 'REMOVED') OR accepted_at IS NOT NULL AS invited
        FROM \(backend).invite_records
        WHERE created_at >= (SELECT min(at) FROM tried)
          AND (upper(status::text) IN ('SUCCESS', 'REMOVED', 'FAILED') OR accepted_at IS NOT NULL)
        \(hasQueue ? failed : "")
      )
      SELECT outcome, count(*) AS attempts FROM (
        SELECT CASE
          WHEN EXISTS (SELECT FROM since s WHERE s.mail = n.mail AND s.code = n.code
            AND s.created_at >= n.at AND s.invited) THEN 'invited'
          WHEN EXISTS (SELECT FROM since s WHERE s.mail = n.mail AND s.code = n.code
            AND s.created_at >= n.at) THEN 'failed'
          ELSE 'open' END AS outcome
        FROM named n) AS judged
      GROUP BY outcome
      """
  }
}
