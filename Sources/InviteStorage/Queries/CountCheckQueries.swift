/// Statements that only compare counts, where invitectl moves none.
package enum CountCheckQueries {
  /// Every code of $1, or all, with what says how often it was used, by id: `id`, `code`,
  /// `max_uses`, `used_count`, `is_active`, `is_bound`; `counted`, the invites that were counted on
  /// join; `unmarked`, those from before anything was: they may have been counted at the
  /// request, when the backend did that; and `older`, those of either that are older than the code (``CodeAge``), which
  /// may be of another one and are among neither. `has_all_records`: whether no use was counted without one.
  /// Of a code that can be used no more 'cleanup-queue --invite-records' may have deleted some, and
  /// before uses were counted on join every later direct use of a code was counted and left none
  /// (revision 019 to 023: its reservation is not committed, and the worker writes over nothing).
  ///
  /// Since when uses were counted on join says ``begun(_:)``.
  ///
  /// A member who was removed is counted no more; `pending` are members whom a distributor added
  /// again. (Revision 024: member sync, distributors.)
  package static func onJoin(_ backend: BackendSchema) -> String {
    let isCounted =
      "r.consumed_at IS NOT NULL AND lower(r.status::text) IN ('success', 'pending')"
    let isUnmarked = "r.consumed_at IS NULL AND (r.created_at < b.first) IS NOT FALSE"
    let isOlder = CodeAge.isOlder("r.created_at::timestamptz")
    return """
      WITH begun AS MATERIALIZED (\(begun(backend))), uses AS (
        SELECT r.redeem_code,
          count(*) FILTER (WHERE \(isCounted) AND NOT \(isOlder)) AS counted,
          count(*) FILTER (WHERE \(isUnmarked) AND NOT \(isOlder)) AS unmarked,
          count(*) FILTER (WHERE (\(isUnmarked) OR \(isCounted)) AND \(isOlder)) AS older,
          coalesce(bool_or(r.created_at < b.first OR \(isOlder)), false) AS is_older
        FROM \(backend).invite_records r CROSS JOIN begun b
          LEFT JOIN (SELECT code, \(CodeAge.since) AS since FROM \(backend).redeem_codes) w
            ON w.code = r.redeem_code
        WHERE r.redeem_code IS NOT NULL AND r.is_rebind IS NOT TRUE
          AND ($1::text[] IS NULL OR r.redeem_code = ANY ($1::text[]))
        GROUP BY r.redeem_code
      )
      SELECT c.id, c.code, c.max_uses, c.used_count, c.is_active IS TRUE AS is_active,
        c.bound_email IS NOT NULL AS is_bound, coalesce(u.counted, 0) AS counted,
        coalesce(u.unmarked, 0) AS unmarked, coalesce(u.older, 0) AS older,
        c.is_active IS TRUE
          AND (c.expires_at > (now() AT TIME ZONE 'utc')) IS NOT FALSE
          AND (c.created_at >= b.first) IS TRUE AND (c.activated_at < b.first) IS NOT TRUE
          AND u.is_older IS NOT TRUE AS has_all_records
      FROM \(backend).redeem_codes c CROSS JOIN begun b LEFT JOIN uses u ON u.redeem_code = c.code
      WHERE $1::text[] IS NULL OR c.code = ANY ($1::text[])
      ORDER BY c.id
      """
  }

  /// One row, `first`: a moment at which uses were counted on join for sure, the earliest that the rows
  /// show, in the type of the column; NULL without one. The member sync marks an invite when it sees the
  /// member, which is after the invite was accepted, or in the moment in which it gives the code its
  /// `activated_at`. A mark that is as old as the record or its `accepted_at` may be one that somebody set
  /// while upgrading. (Revision 024: member sync.)
  static func begun(_ backend: BackendSchema) -> String {
    """
    SELECT min(r.consumed_at) AS first
    FROM \(backend).invite_records r LEFT JOIN \(backend).redeem_codes c ON c.code = r.redeem_code
    WHERE r.consumed_at > r.created_at AND (r.accepted_at IS NULL
      OR r.consumed_at > r.accepted_at OR r.consumed_at = c.activated_at)
    """
  }

  /// The codes of $1, or all, by id: `id`, `code`, `max_uses`, `used_count`, `is_active`,
  /// `is_bound`.
  package static func plain(_ backend: BackendSchema) -> String {
    """
    SELECT c.id, c.code, c.max_uses, c.used_count, c.is_active IS TRUE AS is_active,
      c.bound_email IS NOT NULL AS is_bound
    FROM \(backend).redeem_codes c
    WHERE $1::text[] IS NULL OR c.code = ANY ($1::text[])
    ORDER BY c.id
    """
  }

  /// Sets the count of code `$1` to `$2`, if it still is `$3`.
  package static func correct(_ backend: BackendSchema) -> String {
    """
    UPDATE \(backend).redeem_codes SET used_count = $2::integer
    WHERE id = $1::bigint AND used_count IS NOT DISTINCT FROM $3::integer
    """
  }

  /// The same in run `$4`, with a row of the ledger: without one nothing is set. `$5` how much is
  /// known of it, `$6` and `$7` how many uses fewer and more there may have been.
  ///
  /// - Parameter isChained: whether the ledger is of a version whose lines are chained. Who changes a count
  ///   has its row locked, so that nobody else continues the same line.
  package static func record(_ backend: BackendSchema, isChained: Bool) -> String {
    let done = """
      WITH done AS (
        \(correct(backend))
        RETURNING id, max_uses
      )
      """
    guard isChained else {
      return """
        \(done)
        INSERT INTO invitectl.redeem_sync_ledger (run_id, code_id, why, delta, used_before,
          used_after, max_uses, pushed, state, spread_low, spread_high, detail)
        SELECT $4::bigint, id, 'joined', \(joinedDelta), coalesce($3::integer, 0), $2::integer,
          max_uses, 0, $5::text, $6::bigint, $7::bigint, \(joinedDetail)
        FROM done
        """
    }
    return """
      \(done), \(LedgerChain.clock), given AS MATERIALIZED (
        SELECT d.id AS code_id, d.max_uses, clock.at,
          coalesce(last.line, anchor.line, 0) + 1 AS line,
          coalesce(last.hash, anchor.hash) AS before
        FROM done d CROSS JOIN clock
        \(LedgerChain.end(of: "d.id"))
      ), fresh AS MATERIALIZED (
        SELECT i.*, \(LedgerChain.hash(after: "i.before", joined)) AS hash FROM given i
      ), head AS (
        UPDATE invitectl.redeem_sync s SET ledger_line = f.line, ledger_hash = f.hash
        FROM fresh f WHERE s.code_id = f.code_id
      )
      \(LedgerChain.insert)
      SELECT $4::bigint, code_id, at, 'joined', \(joinedDelta), coalesce($3::integer, 0), $2::integer,
        max_uses, NULL::bigint, 0, $5::text, $6::bigint, $7::bigint, \(joinedDetail), line, hash
      FROM fresh
      """
  }

  private static let joinedDelta = """
    greatest(least($2::bigint - coalesce($3::integer, 0), \(Int32.max)), \(Int32.min))::integer
    """
  private static let joinedDetail = """
    CASE WHEN $3::integer IS NULL THEN '{"used_before": null}'::jsonb END
    """
  private static let joined = LedgerChain.Fields(
    code: "i.code_id", number: "i.line", at: "i.at", run: "$4::bigint", why: "'joined'::text",
    delta: joinedDelta, usedBefore: "coalesce($3::integer, 0)", usedAfter: "$2::integer",
    max: "i.max_uses", bucket: "NULL::bigint", pushed: "0", state: "$5::text",
    low: "$6::bigint", high: "$7::bigint", detail: "(\(joinedDetail))")

  /// One row: whether lines of the ledger are chained, `chained`. An older invitectl made one whose lines
  /// are not, and beside this backend nothing else needs `migrate up`.
  package static let isChained = """
    SELECT to_regclass('invitectl.redeem_sync_anchor') IS NOT NULL AND EXISTS (
      SELECT FROM pg_attribute WHERE attrelid = to_regclass('invitectl.redeem_sync_ledger')
        AND attname = 'hash' AND NOT attisdropped) AS chained
    """

  /// Divides by zero unless the count of code `$1` is `$2`.
  package static func isCount(_ backend: BackendSchema) -> String {
    """
    SELECT 1 / count(*) FROM \(backend).redeem_codes
    WHERE id = $1::bigint AND used_count IS NOT DISTINCT FROM $2::integer
    """
  }

  /// For a person to type: sets a count that still is as it was seen.
  package static func correction(
    id: Int, from: Int?, to: Int, in backend: BackendSchema
  ) -> String {
    let seen = from.map { "= \($0)" } ?? "IS NULL"
    return "UPDATE \(backend).redeem_codes SET used_count = \(to) "
      + "WHERE id = \(id) AND used_count \(seen)"
  }
}
