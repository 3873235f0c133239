package import InviteDomain

/// What codes have left for somebody who has none of them yet.
extension ForecastQueries {
  /// Whether the code is for one email alone, which has it already. In the first era the direct flow asks for no
  /// email, also where the other one has bound the code; later both do (docs/backends.md).
  private static func isBound(_ counting: BackendCounting?) -> String {
    counting == .atRequest
      ? "(bound_email IS NOT NULL AND NOT \(isDirect))" : "(bound_email IS NOT NULL)"
  }

  private static let isDirect = "coalesce(code_type::text IN ('DIRECT', 'direct'), false)"

  /// Codes that are active and have not expired, a row for those that expire together: `seconds` from now, NULL for
  /// never; `tokens`, uses left of those with a limit, and `unlimited`, how many have none. Both of those that are
  /// bound to nobody; of the others `bound`, uses left for their owners, and `lapsed`, those whose owner's time is over
  /// (`activated_at` and `validity_days`), and `dateless`, those for which the backend fails, since that is no date:
  /// `validity_days` is NULL, or the sum is beyond the dates that Python has. `binding`, those of `tokens` that
  /// the first use of their code leaves to whoever made it. In none of these is `spoilt`, uses of codes that the backend
  /// takes from nobody: it looks for a code in capitals, and fails for one without a `used_count`; nor `untold`, uses of
  /// those of which ``CodeReach`` cannot tell whether it finds them; nor `below`, uses of those with a `used_count` below
  /// 0 for which no bucket can be made. Where the row itself is counted in, uses below 0 are left as well.
  ///
  /// Within a day what expires in the same minute is taken together, within 28 days the same hour, later the same
  /// day, and goes with the first of them; all beyond a year is one row. There may be a million rows of the table: what
  /// kind each is of is reckoned once (OFFSET 0 keeps the planner from writing it into each sum anew), and only the
  /// sums are told apart by it.
  package static func tokens(_ backend: BackendSchema, _ counting: BackendCounting?) -> String {
    """
    SELECT CASE WHEN isfinite(g.first) THEN least(366 * 86400::float8,
        greatest(0, extract(epoch FROM g.first - (now() AT TIME ZONE 'utc'))::float8))
        END AS seconds,
      sum(g.unlimited)::bigint AS unlimited, coalesce(sum(g.tokens), 0)::bigint AS tokens,
      coalesce(sum(g.bound), 0)::bigint AS bound, coalesce(sum(g.lapsed), 0)::bigint AS lapsed,
      coalesce(sum(g.dateless), 0)::bigint AS dateless,
      coalesce(sum(g.binding), 0)::bigint AS binding, coalesce(sum(g.spoilt), 0)::bigint AS spoilt,
      coalesce(sum(g.untold), 0)::bigint AS untold, coalesce(sum(g.below), 0)::bigint AS below
    FROM (
      SELECT k.expires, min(k.first) FILTER (WHERE k.kind IN ('free', 'binds')) AS first,
        coalesce(sum(k.unlimited) FILTER (WHERE k.kind IN ('free', 'binds')), 0) AS unlimited,
        sum(k.uses) FILTER (WHERE k.kind IN ('free', 'binds')) AS tokens,
        sum(k.uses) FILTER (WHERE k.kind = 'bound') AS bound,
        sum(k.uses) FILTER (WHERE k.kind = 'lapsed') AS lapsed,
        sum(k.uses) FILTER (WHERE k.kind = 'dateless') AS dateless,
        sum(k.uses - k.usable) FILTER (WHERE k.kind = 'binds') AS binding,
        sum(k.uses) FILTER (WHERE k.kind = 'spoilt') AS spoilt,
        sum(k.uses) FILTER (WHERE k.kind = 'untold') AS untold,
        sum(k.uses) FILTER (WHERE k.kind = 'below') AS below
      FROM (
        SELECT expires, kind, min(expires_at) AS first, sum(uses) AS uses,
          count(*) FILTER (WHERE uses > 0) AS usable,
          count(*) FILTER (WHERE max_uses = 0) AS unlimited
        FROM (
          SELECT expires_at, max_uses,
            CASE
              WHEN expires_at < (SELECT (now() AT TIME ZONE 'utc') + interval '24 hours')
                THEN date_trunc('minute', expires_at)
              WHEN expires_at < (SELECT (now() AT TIME ZONE 'utc') + interval '672 hours')
                THEN date_trunc('hour', expires_at)
              ELSE expires_at::date END AS expires,
            CASE WHEN max_uses > 0 THEN max_uses::bigint - least(max_uses,
              CASE WHEN \(isBelow(counting)) THEN 0 ELSE coalesce(used_count, 0) END) END AS uses,
            CASE
              WHEN used_count IS NULL AND max_uses > 0 OR \(CodeReach.isLost("code")) THEN 'spoilt'
              WHEN \(CodeReach.isUntold("code")) THEN 'untold'
              WHEN max_uses > 0 AND \(isBelow(counting)) THEN 'below'
              WHEN NOT \(isBound(counting)) THEN CASE WHEN \(binds(counting)) THEN 'binds' ELSE 'free' END
              WHEN activated_at IS NOT NULL AND NOT coalesce(\(RedeemQueries.validUntil)
                BETWEEN \(RedeemQueries.firstDate) AND \(RedeemQueries.lastDate), false) THEN 'dateless'
              WHEN activated_at IS NOT NULL AND \(RedeemQueries.validUntil) <
                (SELECT extract(epoch FROM now() AT TIME ZONE 'utc')::float8) THEN 'lapsed'
              ELSE 'bound' END AS kind
          FROM \(backend).redeem_codes
          WHERE is_active
            AND (expires_at IS NULL OR expires_at > (SELECT now() AT TIME ZONE 'utc'))
          OFFSET 0
        ) AS c
        GROUP BY expires, kind
      ) AS k
      GROUP BY k.expires
    ) AS g
    GROUP BY 1
    """
  }

  /// Whether the code's tokens would be more than `max_uses`, so that no bucket is made of the count
  /// (docs/guarantees.md). Where uses are counted on join nobody takes tokens.
  private static func isBelow(_ counting: BackendCounting?) -> String {
    counting == .onJoin ? "false" : "(used_count < 0 AND \(isDirect))"
  }

  /// Whether the first use binds a code that is bound to nobody.
  private static func binds(_ counting: BackendCounting?) -> String {
    counting == .atRequest ? "NOT \(isDirect)" : "true"
  }

  /// One row: `uses`, invites of the last 28 days that were sent or have a seat reserved, and that nobody has joined
  /// by, of codes that are bound. In the era that counts on join the request binds.
  package static func openUsesOfBound(_ backend: BackendSchema) -> String {
    """
    SELECT count(*) AS uses
    FROM \(backend).invite_records AS r JOIN \(backend).redeem_codes AS c ON c.code = r.redeem_code
    WHERE r.created_at > (now() AT TIME ZONE 'utc') - interval '672 hours'
      AND r.created_at <= (now() AT TIME ZONE 'utc')
      AND r.accepted_at IS NULL AND r.is_rebind IS NOT TRUE AND c.bound_email IS NOT NULL
      AND r.status = ANY (ARRAY(
        SELECT s FROM unnest(enum_range(NULL::\(backend).invitestatus)) AS s
        WHERE lower(s::text) IN ('success', 'reserved')))
    """
  }

  /// One row: `rows`, of the queue table that wait or are worked on. By the index on `status`.
  package static func openRows(_ backend: BackendSchema) -> String {
    """
    SELECT count(*) AS rows FROM \(backend).invite_queue
    WHERE status = ANY (ARRAY(
      SELECT s FROM unnest(enum_range(NULL::\(backend).invitequeuestatus)) AS s
      WHERE lower(s::text) IN ('pending', 'processing', 'waiting')))
    """
  }

  /// The same of codes that are bound.
  package static func openRowsOfBound(_ backend: BackendSchema) -> String {
    """
    SELECT count(*) AS rows
    FROM \(backend).invite_queue AS q JOIN \(backend).redeem_codes AS c ON c.code = q.redeem_code
    WHERE c.bound_email IS NOT NULL AND q.status = ANY (ARRAY(
      SELECT s FROM unnest(enum_range(NULL::\(backend).invitequeuestatus)) AS s
      WHERE lower(s::text) IN ('pending', 'processing', 'waiting')))
    """
  }

  /// Rows of the queue table that wait for a seat, a row for each group: `group_name`, NULL for those that take one of
  /// any team; `rows`.
  package static func waitingRows(_ backend: BackendSchema) -> String {
    """
    SELECT g.name::text AS group_name, count(*) AS rows
    FROM \(backend).invite_queue q LEFT JOIN \(backend).team_groups g ON g.id = q.group_id
    WHERE q.status = ANY (ARRAY(
      SELECT s FROM unnest(enum_range(NULL::\(backend).invitequeuestatus)) AS s
      WHERE lower(s::text) = 'waiting'))
    GROUP BY g.name
    """
  }
}
