internal import CountProtocol
package import InviteDomain

/// Statements of `force-resync audit`, which only reads.
package enum AuditQueries {
  /// What there is to read, and how the backend counts.
  package struct Sources: Sendable {
    package var counting: BackendCounting
    /// invite_queue, which no migration makes.
    package var queue = false
    /// invitectl's outbox.
    package var outbox = false
    /// What `redeem retry` has tried again.
    package var retries = false
    /// invitectl's rows of counts, their ledger, and the log of runs.
    package var ledger = false
    /// The last lines that were deleted for their age.
    package var anchor = false

    package init(_ counting: BackendCounting) {
      self.counting = counting
    }
  }

  /// The codes with ids from `$1` to `$2`, those of `$3` or all, with each of their traces, by id and then
  /// by email. `$4` to `$7` are messages: ids of codes, whether taken, emails, ids of tasks; `$8` and `$9` the
  /// ``Spellings`` of codes that are named, NULL for all. All of it is of one instant.
  ///
  /// Of the code: `id`, `code`, `used`, `max_uses`; `made`, seconds since 1970, NULL where nobody
  /// knows; `is_old`, whether the backend may have cleaned rows up since; `is_cleaned`, whether
  /// `cleanup-queue` has deleted some; `is_before_joins`, whether uses may have been counted at the request; `is_direct`, whether tokens are taken of it.
  /// `word` is what a person said last of the count, `counted` what runs have counted since, `evidenced` what
  /// of it `force-resync` did, and `refunded` what was taken off for tokens given back; `begun` and `reached`
  /// are `used_count` before and after the first line of the ledger that is left, `by_evidence` says whether
  /// `force-resync` wrote it; `is_pruned`, whether lines before it were deleted for their age; `state`, `epoch_ms`, `held`, `expected` (tokens) and `is_pending` are the sync's.
  ///
  /// Of a trace, NULL where a code has none: `kind` (of `UseTrace.Kind`), `email`, `task`, `is_sure`,
  /// `age` (of `UseTrace.Age`; by the word, or else that line, or else now), `seconds` (how old it is), `flies`, whether it is of an
  /// invite that has not joined, `is_passed_on` (``isPassedOn(_:_:)``), `is_failed`; `is_older`, whether it is of
  /// an older code of the same text (``CodeAge``); and `waited`, of
  /// its person: how many of their redemptions waited when the word was said, NULL where nobody knows.
  package static func traces(_ backend: BackendSchema, _ sources: Sources) -> String {
    let isOnJoin = sources.counting == .onJoin
    return """
      WITH wanted AS MATERIALIZED (
        SELECT id, code, folded, since,
          row_number() OVER (PARTITION BY folded ORDER BY code COLLATE "C", id) AS place
        FROM (
          SELECT id, code, \(InviteKey.code("code")) AS folded, \(CodeAge.since) AS since
          FROM \(backend).redeem_codes
          WHERE id BETWEEN $1::bigint AND $2::bigint
            AND ($3::text[] IS NULL OR code = ANY ($3::text[]))
        ) AS c
      ),
      begun AS MATERIALIZED (
        SELECT b.first::timestamptz AS first FROM (
          \(isOnJoin ? CountCheckQueries.begun(backend) : "SELECT NULL::timestamptz AS first")
        ) AS b
      ),
      cleaned AS MATERIALIZED (\(sources.ledger ? cleaned : "SELECT NULL::timestamptz AS last")),
      words AS (\(sources.ledger ? words : noWords)),
      counted AS (\(sources.ledger ? counted : noCounted)),
      begins AS (\(sources.ledger ? begins : noBegins)),
      traces (id, kind, email, task, at, is_sure, flies, is_passed_on, is_failed) AS (
      \(parts(backend, sources).joined(separator: "\nUNION ALL\n"))
      )
      SELECT c.id, c.code, coalesce(c.used_count, 0) AS used, coalesce(c.max_uses, 0) AS max_uses,
        CASE WHEN isfinite(c.created_at) THEN extract(epoch FROM c.created_at)::bigint END AS made,
        (c.created_at::timestamptz > now() - \(EvidenceLife.rows)) IS NOT TRUE AS is_old,
        (c.created_at::timestamptz > cleaned.last) IS NOT TRUE AND cleaned.last IS NOT NULL
          AS is_cleaned,
        (c.created_at::timestamptz >= begun.first) IS NOT TRUE AS is_before_joins,
        \(isOnJoin ? "false" : SyncQueries.isTaken) AS is_direct,
        d.used_after AS word, coalesce(l.net, 0) AS counted, coalesce(l.found, 0) AS evidenced,
        coalesce(l.refunded, 0) AS refunded,
        b.used_before AS begun, b.used_after AS reached, b.by_evidence,
        \(sources.anchor ? "k.code_id IS NOT NULL" : "false") AS is_pruned,
        \(sources.ledger ? standing : noStanding),
        t.kind, t.email, t.task, t.is_sure, \(age) AS age, t.flies, t.is_passed_on, t.is_failed,
        CASE WHEN isfinite(t.at) THEN extract(epoch FROM now() - t.at)::float8 END AS seconds,
        \(CodeAge.isOlder("t.at")) AS is_older, \(waited) AS waited
      FROM wanted w JOIN \(backend).redeem_codes c ON c.id = w.id
        CROSS JOIN begun CROSS JOIN cleaned
        LEFT JOIN words d ON d.code_id = c.id
        LEFT JOIN counted l ON l.code_id = c.id
        LEFT JOIN begins b ON b.code_id = c.id
        \(sources.ledger ? "LEFT JOIN invitectl.redeem_sync s ON s.code_id = c.id" : "")
        \(sources.anchor ? "LEFT JOIN invitectl.redeem_sync_anchor k ON k.code_id = c.id" : "")
        LEFT JOIN traces t ON t.id = c.id
      ORDER BY c.id, t.email COLLATE "C"
      """
  }

  private static func parts(_ backend: BackendSchema, _ sources: Sources) -> [String] {
    let isOnJoin = sources.counting == .onJoin
    var selects = [
      """
      SELECT m.id, CASE WHEN m.taken THEN 'taken' ELSE 'queued' END, lower(trim(m.email)), m.task,
        NULL::timestamptz, true, \(isOnJoin), \(isOfRetry(sources)), false
      FROM unnest($4::bigint[], $5::boolean[], $6::text[], $7::text[]) AS m (id, taken, email, task)
      """,
      isOnJoin ? joined(backend, sources) : requested(backend, sources),
    ]
    if sources.outbox {
      // Where uses are counted on join what is published goes on as a row.
      selects.append(
        row(
          "code",
          "'outbox', lower(trim(t.email)), t.task_id, t.created_at, "
            + "t.state = 'published', \(isOnJoin), false, false", of: "invitectl.redeem_outbox",
          where: "t.flow <> 'rebind' AND t.state IN ('recorded'\(isOnJoin ? "" : ", 'published'"))",
          backend))
    }
    if sources.queue {
      selects.append(
        row(
          "redeem_code",
          "'row', coalesce(lower(trim(t.email)), ''), NULL, t.created_at::timestamptz, true, "
            + "\(isOnJoin), \(isPassedOn("invite_queue", sources)), \(isFailed)",
          of: "\(backend).invite_queue",
          where: isOnJoin ? "\(isUse) AND \(isOpen)" : "true", backend))
    }
    return selects
  }

  /// Of a row `t` of both tables; in the queue of older backends nothing says it.
  private static let isUse = "NOT coalesce(t.is_rebind, false)"
  /// Of a row `t` of the queue: whether its invite may be under way.
  private static let isOpen = "lower(t.status::text) IN ('waiting', 'processing', 'pending')"
  /// A member who was removed gave the use back (revision 014 and later), so the record `t` is of none.
  private static let isKept = "lower(t.status::text) IS DISTINCT FROM 'removed'"

  private static func requested(_ backend: BackendSchema, _ sources: Sources) -> String {
    row(
      "redeem_code",
      "'record', coalesce(lower(trim(t.email)), ''), NULL, t.created_at::timestamptz, true, false, "
        + "\(isPassedOn("invite_records", sources)), \(isFailed)",
      of: "\(backend).invite_records",
      where: "\(isUse) AND \(isKept)", backend)
  }

  /// As ``CountCheckQueries/onJoin(_:)``: counted, perhaps counted before anything was on join, in flight.
  private static func joined(_ backend: BackendSchema, _ sources: Sources) -> String {
    let status = "lower(t.status::text)"
    let isCounted = "t.consumed_at IS NOT NULL AND \(status) IN ('success', 'pending')"
    let isNew = "(t.created_at::timestamptz < begun.first) IS FALSE OR \(status) = 'reserved'"
    let flies =
      "t.consumed_at IS NULL AND (\(isNew)) AND \(status) IN ('reserved', 'success', 'pending')"
    let isOlder = "t.consumed_at IS NULL AND (\(isNew)) IS NOT TRUE AND \(isKept)"
    return row(
      "redeem_code",
      "'record', coalesce(lower(trim(t.email)), ''), NULL, t.created_at::timestamptz, "
        + "(\(isOlder)) IS NOT TRUE, (\(flies)) IS TRUE, \(isPassedOn("invite_records", sources)), \(isFailed)",
      of: "begun CROSS JOIN \(backend).invite_records",
      where: "\(isUse) AND (\(isCounted) OR \(flies) OR \(isOlder))",
      backend)
  }

  private static func row(
    _ column: String, _ values: String, of table: String, where condition: String,
    _ backend: BackendSchema
  ) -> String {
    EvidenceQueries.rows(
      column, "w.id, \(values)", of: table,
      where: "\(isSpelled("t.\(column)", "$8", "$9")) AND (\(condition))", alike: "w.place = 1",
      backend)
  }

  private static let cleaned = """
    SELECT max(r.started_at) AS last FROM invitectl.run_log r WHERE \(EvidenceLife.hasCleaned)
    """

  private static let counted = """
    SELECT l.code_id, sum(l.delta::bigint)::bigint AS net,
      sum(l.delta::bigint) FILTER (WHERE l.delta > 0 AND \(isResynced))::bigint AS found,
      sum(-l.delta::bigint) FILTER (WHERE \(EvidenceLife.isRefund))::bigint AS refunded
    FROM invitectl.redeem_sync_ledger l JOIN wanted w ON w.id = l.code_id AND \(CodeAge.isOfCode)
      LEFT JOIN words d ON d.code_id = l.code_id
    WHERE d.id IS NULL OR l.id > d.id
    GROUP BY l.code_id
    """
  private static let noCounted = """
    SELECT NULL::bigint AS code_id, NULL::bigint AS net, NULL::bigint AS found,
      NULL::bigint AS refunded
    WHERE false
    """

  /// What no sync wrote says nothing of the bucket.
  private static let standing = """
    s.state, s.epoch_ms, s.held, s.pending IS NOT NULL AS is_pending,
      CASE WHEN s.x_mark BETWEEN \(least) AND \(most) AND s.cum_mark BETWEEN \(least) AND \(most)
        AND NOT s.gone THEN s.x_mark + s.cum_mark END AS expected
    """
  private static let noStanding = """
    NULL::text AS state, NULL::bigint AS epoch_ms, NULL::bigint AS held, NULL::boolean AS is_pending,
      NULL::bigint AS expected
    """
  private static let least = "'\(SyncBounds.counts.lowerBound)'::bigint"
  private static let most = "'\(SyncBounds.counts.upperBound)'::bigint"

  /// For the session: nothing is compiled for one statement, and of all codes none is looked up by itself,
  /// whatever the planner believes of tables that were never analysed.
  package static func planner(isWhole: Bool) -> String {
    """
    SELECT set_config('jit', 'off', false),
      set_config('enable_nestloop', '\(isWhole ? "off" : "on")', false)
    """
  }

  /// The codes of $1: `id`, `code`.
  package static func ids(_ backend: BackendSchema) -> String {
    "SELECT id, code FROM \(backend).redeem_codes WHERE code = ANY ($1::text[])"
  }

  /// One row: how many rows that may be of uses name a code that there is not, `strangers`.
  package static func strangers(_ backend: BackendSchema, _ sources: Sources) -> String {
    func count(_ table: String, _ condition: String) -> String {
      """
      (SELECT count(*) FROM \(backend).\(table) t
      WHERE t.redeem_code IS NOT NULL AND \(condition) AND NOT EXISTS (
        SELECT FROM \(backend).redeem_codes c
        WHERE \(InviteKey.code("c.code")) = \(InviteKey.code("t.redeem_code"))))
      """
    }
    let records = count("invite_records", "\(isUse) AND \(isKept)")
    let inQueue = sources.counting == .onJoin ? "\(isUse) AND \(isOpen)" : "true"
    let rows = sources.queue ? " + " + count("invite_queue", inQueue) : ""
    return "SELECT \(records)\(rows) AS strangers"
  }
}
