/// What `sync-counts history` reads of the ledger.
package enum LedgerQueries {
  /// `$1` a time, or NULL and `$2` how many seconds ago: `at` as text that keeps its microseconds, and whether
  /// it `is_future`.
  package static let moment = """
    WITH m AS MATERIALIZED (
      SELECT coalesce($1::timestamptz, clock_timestamp() - make_interval(secs => $2::float8)) AS at
    )
    SELECT \(text("m.at")) AS at, m.at > clock_timestamp() AS is_future FROM m
    """

  /// The count of the code with id `$1` at `$2`, `now` as its `place`: the last line up to then, or the
  /// anchor where it was deleted; and the line behind it, `next`. No `now` where the code had no line yet, or
  /// none is known; then the anchor may be `next`. `used_now`: `used_count`, by the same snapshot.
  ///
  /// Lines of a code have times in the order of their ids: each is written by whoever has read the one before.
  package static func at(_ backend: BackendSchema) -> String {
    """
    WITH line AS MATERIALIZED (
      SELECT \(line(isAnchor: false)) FROM invitectl.redeem_sync_ledger l
      WHERE l.code_id = $1::bigint AND l.at <= $2::timestamptz ORDER BY l.id DESC LIMIT 1
    ), kept AS MATERIALIZED (
      SELECT \(line(isAnchor: true)) FROM invitectl.redeem_sync_anchor l
      WHERE l.code_id = $1::bigint AND l.at <= $2::timestamptz AND NOT EXISTS (SELECT FROM line)
    ), chosen AS (
      SELECT * FROM line UNION ALL SELECT * FROM kept
    ), following AS MATERIALIZED (
      SELECT \(line(isAnchor: false)) FROM invitectl.redeem_sync_ledger l
      WHERE l.code_id = $1::bigint AND l.id > coalesce((SELECT c.id FROM chosen c), 0)
      ORDER BY l.id LIMIT 1
    ), later AS MATERIALIZED (
      SELECT \(line(isAnchor: true)) FROM invitectl.redeem_sync_anchor l
      WHERE l.code_id = $1::bigint AND NOT EXISTS (SELECT FROM chosen)
    ), behind AS (
      SELECT * FROM (SELECT * FROM following UNION ALL SELECT * FROM later) b ORDER BY b.id LIMIT 1
    ), used AS MATERIALIZED (
      SELECT (SELECT coalesce(used_count, 0) FROM \(backend).redeem_codes WHERE id = $1::bigint) AS used_now
    )
    SELECT 'now' AS place, u.used_now, \(shown("c")) FROM chosen c CROSS JOIN used u
    UNION ALL
    SELECT 'next', u.used_now, \(shown("f")) FROM behind f CROSS JOIN used u
    """
  }

  /// The last lines of the code with id `$1`, `$2` at most, the latest first, and its anchor behind all of
  /// them.
  package static let lines = """
    SELECT 'line' AS place, \(shown("c"))
    FROM (
      (SELECT \(line(isAnchor: false)) FROM invitectl.redeem_sync_ledger l
        WHERE l.code_id = $1::bigint ORDER BY l.id DESC LIMIT $2::int)
      UNION ALL
      (SELECT \(line(isAnchor: true)) FROM invitectl.redeem_sync_anchor l
        WHERE l.code_id = $1::bigint)
    ) c
    ORDER BY c.id DESC LIMIT $2::int
    """

  /// What was counted of the code with id `$1` behind the line with id `$2` and up to that with id `$3`:
  /// `why`, how many `lines`, and their `delta`; in the order in which each was first the reason.
  package static let between = """
    SELECT why, count(*) AS lines, sum(delta) AS delta FROM invitectl.redeem_sync_ledger
    WHERE code_id = $1::bigint AND id > $2::bigint AND id <= $3::bigint
    GROUP BY why ORDER BY min(id)
    """

  private static func line(isAnchor: Bool) -> String {
    "l.id, \(LedgerChain.columns.map { "l.\($0)" }.joined(separator: ", ")), \(isAnchor) AS is_anchor"
  }

  /// What is told of a line; `is_anchor` where it was deleted from the ledger.
  private static func shown(_ line: String) -> String {
    """
    \(line).id, \(text("\(line).at")) AS at, \(line).run_id, \(line).why, \(line).delta,
      CASE WHEN \(line).detail -> 'used_before' = 'null' THEN NULL ELSE \(line).used_before END
        AS used_before, \(line).used_after, \(line).max_uses, \(line).bucket_before, \(line).pushed,
      \(line).state, \(line).spread_low, \(line).spread_high, \(line).line, \(line).is_anchor
    """
  }

  /// RFC 3339 in UTC, with the microseconds that the server keeps; `infinity`, which somebody may have written,
  /// as that.
  static func text(_ time: String) -> String {
    """
    CASE WHEN isfinite(\(time))
      THEN to_char(\(time) AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE \(time)::text END
    """
  }
}
