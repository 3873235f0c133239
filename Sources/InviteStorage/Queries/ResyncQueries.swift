internal import InviteDomain

/// Statements of `force-resync`.
package enum ResyncQueries {
  /// `$1` codes wanted, or NULL for those whose count is less than exact and those
  /// with the ids `$2`: `id`. Without a base it has never had a bucket, and there is none to be made.
  package static func subjects(_ backend: BackendSchema) -> String {
    """
    SELECT c.id FROM \(backend).redeem_codes c LEFT JOIN invitectl.redeem_sync s ON s.code_id = c.id
    WHERE CASE WHEN $1::text[] IS NULL
      THEN s.state <> 'exact' OR s.held <> 0 OR s.gone AND s.base_ms <> 0 OR c.id = ANY ($2::bigint[])
      ELSE c.code = ANY ($1::text[]) END
    ORDER BY c.id
    """
  }

  /// One row: whether `migrate up` made the outbox yet.
  package static let hasOutbox =
    "SELECT to_regclass('invitectl.redeem_outbox') IS NOT NULL AS present"

  /// One row: whether the backend's create_all made the queue table.
  package static func hasQueue(_ backend: BackendSchema) -> String {
    "SELECT \(backend.regclass("invite_queue")) IS NOT NULL AS present"
  }

  /// `$1` codes, `$2` and `$3` the codes and emails of messages: for each code of which there is a
  /// trace `code`, `outbox`, `queue_rows`, `records`; `older`, how many of these three are of an older code of the same
  /// text (``CodeAge``); and `emails`, the different ones among all but those.
  ///
  /// - A row of the outbox is a redemption by invitectl that used one or may have; its email counts
  ///   when it was published.
  /// - For a row of the queue table, whatever became of it, a token was taken.
  /// - A rebind uses none.
  ///
  /// Which code a trace is of: ``EvidenceQueries/rows(_:_:of:where:alike:_:)``.
  ///
  /// Counted by the server, since after a flush of Redis all codes are asked for.
  package static func traces(_ backend: BackendSchema, outbox: Bool, queue: Bool) -> String {
    let isOlder = CodeAge.isOlder("t.created_at::timestamptz")
    var sources = [
      """
      SELECT code, lower(trim(email)), 0, 0, 0, false
      FROM unnest($2::text[], $3::text[]) AS m (code, email)
      """,
      EvidenceQueries.rows(
        "redeem_code", "w.code, lower(trim(email)), 0, 0, 1, \(isOlder)",
        of: "\(backend).invite_records", where: "NOT coalesce(is_rebind, false)", backend),
    ]
    if outbox {
      sources.append(
        EvidenceQueries.rows(
          "code",
          "w.code, CASE WHEN state = 'published' THEN lower(trim(email)) END, 1, 0, 0, \(isOlder)",
          of: "invitectl.redeem_outbox",
          where: "flow <> 'rebind' AND state IN ('recorded', 'published')", backend))
    }
    if queue {
      sources.append(
        EvidenceQueries.rows(
          "redeem_code", "w.code, lower(trim(email)), 0, 1, 0, \(isOlder)",
          of: "\(backend).invite_queue", where: "true", backend))
    }
    return """
      WITH wanted AS MATERIALIZED (\(wanted(backend)))
      SELECT code COLLATE "C" AS code, sum(outbox) AS outbox, sum(queue_rows) AS queue_rows,
        sum(records) AS records, count(*) FILTER (WHERE is_older) AS older,
        count(DISTINCT email COLLATE "C") FILTER (WHERE NOT is_older) AS emails
      FROM (
      \(sources.joined(separator: "\nUNION ALL\n"))
      ) AS traces (code, email, outbox, queue_rows, records, is_older)
      GROUP BY 1
      """
  }

  /// The codes `$1` as ``EvidenceQueries/rows(_:_:of:where:alike:_:)`` wants them, with what ``CodeAge`` asks for.
  static func wanted(_ backend: BackendSchema) -> String {
    """
    SELECT w.code, \(InviteKey.code("w.code")) AS folded, \(CodeAge.since) AS since
    FROM unnest($1::text[]) AS w (code) LEFT JOIN \(backend).redeem_codes c ON c.code = w.code
    """
  }

  /// `$1` codes: those made within 30 days, of whose evidence cleanup_old_invite_queue has deleted
  /// nothing yet, since when no cleanup-queue of ours has either, no command of ours has taken messages
  /// away, and since when (`$2`, seconds since 1970) the broker has lost no message; a second later, for
  /// two clocks are compared. One that says it is made in the future may be of any age.
  package static func young(_ backend: BackendSchema) -> String {
    """
    SELECT code FROM \(backend).redeem_codes c WHERE code = ANY ($1::text[])
      AND created_at > (now() AT TIME ZONE 'utc') - \(EvidenceLife.rows)
      AND created_at <= (now() AT TIME ZONE 'utc')
      AND extract(epoch FROM created_at) >= $2::float8 + 1
      AND NOT EXISTS (SELECT 1 FROM invitectl.run_log r
        WHERE \(EvidenceLife.hasTaken) AND r.started_at >= c.created_at AT TIME ZONE 'utc')
    """
  }

  /// One row: whether this role may see which server answers, `readable`.
  package static let maySeeSystem = """
    SELECT has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') AS readable
    """

  /// `$1` a code or NULL, `$2` how many: the changes of runs of force-resync, latest first: `id`.
  package static func changes(_ backend: BackendSchema) -> String {
    """
    SELECT l.id
    FROM invitectl.redeem_sync_ledger l
    JOIN invitectl.run_log r ON r.id = l.run_id AND r.command = 'force-resync'
    LEFT JOIN \(backend).redeem_codes c ON c.id = l.code_id
    WHERE $1::text IS NULL OR c.code = $1::text
    ORDER BY l.id DESC LIMIT $2::int
    """
  }

  /// The changes `$1`, latest first.
  ///
  /// - Parameter inASCII: whether codes are given as ``RowQueries/inASCII(_:)`` has them.
  package static func history(_ backend: BackendSchema, inASCII: Bool) -> String {
    """
    SELECT l.run_id, to_char(l.at AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
      coalesce(\(inASCII ? RowQueries.inASCII("c.code") : "c.code"), '#' || l.code_id) AS code, l.why, l.delta,
      CASE WHEN l.detail -> 'used_before' = 'null' THEN NULL ELSE l.used_before END AS used_before, l.used_after,
      l.bucket_before, l.pushed, l.state, l.spread_low, l.spread_high
    FROM invitectl.redeem_sync_ledger l
    LEFT JOIN \(backend).redeem_codes c ON c.id = l.code_id
    WHERE l.id = ANY ($1::bigint[])
    ORDER BY l.id DESC
    """
  }
}
