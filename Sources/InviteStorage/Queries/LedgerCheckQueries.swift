/// What `sync-counts history --verify` looks for: lines that do not continue the one before them.
package enum LedgerCheckQueries {
  /// The last code of the next part: `$1` the last id seen, `$2` about how many lines. `last`, NULL where the
  /// rest is a part. The key alone says so.
  package static let reach = """
    SELECT (
      SELECT code_id FROM invitectl.redeem_sync_ledger WHERE code_id > $1::bigint
      ORDER BY code_id OFFSET $2::int LIMIT 1
    ) AS last
    """

  /// `first`: the id of the first line that is chained, of whichever code; NULL without one. Ids are of one
  /// sequence, and whoever chains holds the lock of all who write lines: none behind it is from before.
  package static let first = """
    SELECT least(
      (SELECT min(id) FROM invitectl.redeem_sync_ledger WHERE hash IS NOT NULL),
      (SELECT min(id) FROM invitectl.redeem_sync_anchor WHERE hash IS NOT NULL)) AS first
    """

  /// All codes behind the id `$1` and up to `$2`, lines, anchors and heads as one snapshot has them: how many
  /// `codes`, lines that are `chained` and `unchained` (from before, and not added later), and codes whose chain is `broken`; `named`, the ids of
  /// the first `$3` of those; chains that are `open`: no row says with which line they end. `$4` is ``first``.
  package static let check = """
    WITH line AS (
      \(judged("l.code_id > $1::bigint AND l.code_id <= $2::bigint", first: "$4"))
    ), code AS (
      SELECT code_id, count(*) FILTER (WHERE hash IS NOT NULL) AS chained,
        count(*) FILTER (WHERE hash IS NULL AND NOT is_late) AS unchained, bool_or(is_broken) AS is_broken,
        max(line) FILTER (WHERE is_last) AS line, max(encode(hash, 'hex')) FILTER (WHERE is_last) AS hash
      FROM line GROUP BY code_id
    ), anchor AS (
      SELECT k.code_id, k.line, k.hash, \(isAnchorBroken) AS is_broken
      FROM invitectl.redeem_sync_anchor k
      WHERE k.code_id > $1::bigint AND k.code_id <= $2::bigint
    ), head AS (
      SELECT code_id, ledger_line, ledger_hash, true AS is_there FROM invitectl.redeem_sync
      WHERE code_id > $1::bigint AND code_id <= $2::bigint
    ), whole AS (
      SELECT code_id, coalesce(c.chained, 0) AS chained, coalesce(c.unchained, 0) AS unchained,
        (c.chained > 0 OR a.hash IS NOT NULL) AND h.is_there IS NULL AS is_open,
        coalesce(c.is_broken, false) OR coalesce(a.is_broken, false)
          OR h.ledger_line <> coalesce(c.line, a.line, 0)
          OR h.ledger_line IS NOT NULL AND encode(h.ledger_hash, 'hex')
            IS DISTINCT FROM coalesce(c.hash, encode(a.hash, 'hex')) AS is_broken
      FROM code c FULL JOIN anchor a USING (code_id) FULL JOIN head h USING (code_id)
    )
    SELECT count(*) AS codes, coalesce(sum(chained), 0)::bigint AS chained,
      coalesce(sum(unchained), 0)::bigint AS unchained, count(*) FILTER (WHERE is_broken) AS broken,
      count(*) FILTER (WHERE is_open) AS open,
      (coalesce(array_agg(code_id ORDER BY code_id) FILTER (WHERE is_broken), '{}'))[1:$3::int] AS named
    FROM whole
    """

  /// Lines, each with what it should be: `before`, the hash that it continues, `expected`, its number, and
  /// whether it is broken. Lines from before there were chains come first, and are none. A time that is none
  /// is nobody's clock.
  private static func judged(_ condition: String, first: String) -> String {
    """
    SELECT j.*, NOT isfinite(j.at) OR CASE WHEN j.hash IS NULL THEN j.is_late
        ELSE j.line IS DISTINCT FROM j.expected
        OR j.hash IS DISTINCT FROM \(LedgerChain.hash(after: "j.before", LedgerChain.stored("j"))) END
        AS is_broken
      FROM (
        SELECT l.*, coalesce(lag(l.hash) OVER w, a.hash) AS before,
          coalesce(lag(l.line) OVER w, a.line, 0) + 1 AS expected,
          lag(l.used_after) OVER w AS left_at, lead(l.id) OVER w IS NULL AS is_last,
          count(l.hash) OVER w > 0 OR a.hash IS NOT NULL
            OR coalesce(l.id > \(first)::bigint, false) AS is_late
        FROM invitectl.redeem_sync_ledger l
          LEFT JOIN invitectl.redeem_sync_anchor a ON a.code_id = l.code_id
        WHERE \(condition)
        WINDOW w AS (PARTITION BY l.code_id ORDER BY l.id)
      ) j
    """
  }

  private static let isAnchorBroken = """
    (k.hash IS NOT NULL
      AND k.hash IS DISTINCT FROM \(LedgerChain.hash(after: "k.before", LedgerChain.stored("k"))))
    """

  /// The first line of the code with id `$1` that is broken, with what the line or the head behind it says
  /// of it; `$2` is ``first``. No row where all lines are whole; ``end`` has the rest.
  ///
  /// `is_skipped`: a line behind it continues the line before it. `is_beyond`: the chain ends with the line
  /// before it. `is_followed`:
  /// what comes behind it continues it as it says it is, so that its hash is the one that was written.
  /// `is_renumbered`: with the number that was expected its hash is right. `is_timeless`: its time is none.
  package static let fault = """
    WITH line AS MATERIALIZED (
      \(judged("l.code_id = $1::bigint", first: "$2"))
    ), broken AS (
      SELECT * FROM line WHERE is_broken ORDER BY id LIMIT 1
    ), following AS (
      SELECT l.* FROM line l JOIN broken b ON l.id > b.id ORDER BY l.id LIMIT 1
    )
    SELECT b.id, b.line, b.expected, \(LedgerQueries.text("b.at")) AS at, b.run_id, b.why,
      b.used_before, b.used_after, b.left_at, f.used_before AS found_at,
      encode(b.hash, 'hex') AS hash, encode(\(computed), 'hex') AS computed,
      coalesce(\(renumbered) = b.hash, false) AS is_renumbered, NOT isfinite(b.at) AS is_timeless,
      EXISTS (SELECT FROM line l WHERE l.id > b.id AND l.line = b.expected AND l.hash = \(continued))
        AS is_skipped,
      coalesce(h.ledger_line = b.expected - 1 AND h.ledger_hash IS NOT DISTINCT FROM b.before, false)
        AS is_beyond,
      CASE WHEN f.id IS NULL THEN coalesce(h.ledger_hash = b.hash, false)
        ELSE coalesce(f.hash = \(followed), false) END AS is_followed
    FROM broken b LEFT JOIN following f ON true
      LEFT JOIN invitectl.redeem_sync h ON h.code_id = b.code_id
    """

  private static let computed = LedgerChain.hash(after: "b.before", LedgerChain.stored("b"))
  private static let continued = LedgerChain.hash(after: "b.before", LedgerChain.stored("l"))
  private static let followed = LedgerChain.hash(after: "b.hash", LedgerChain.stored("f"))
  private static let renumbered: String = {
    var fields = LedgerChain.stored("b")
    fields.number = "b.expected"
    return LedgerChain.hash(after: "b.before", fields)
  }()

  /// The end of the chain of the code with id `$1`: its last line as the ledger has it, the anchor for want
  /// of one, and as the code's row has it, if there is one; whether the anchor is broken, and the count that the
  /// first line behind it found (`begins_at`).
  package static let end = """
    SELECT coalesce(l.line, k.line, 0) AS line, encode(coalesce(l.hash, k.hash), 'hex') AS hash,
      coalesce(l.used_after, k.used_after) AS left_at, f.used_before AS begins_at,
      h.ledger_line AS head_line, encode(h.ledger_hash, 'hex') AS head_hash, h.u_after AS found_at,
      coalesce(\(isAnchorBroken), false) AS is_anchor_broken,
      k.line AS anchor_line, \(LedgerQueries.text("k.at")) AS anchor_at,
      encode(k.hash, 'hex') AS anchor_hash
    FROM (SELECT $1::bigint AS code_id) c
      LEFT JOIN invitectl.redeem_sync_anchor k ON k.code_id = c.code_id
      LEFT JOIN invitectl.redeem_sync h ON h.code_id = c.code_id
      LEFT JOIN LATERAL (
        SELECT line, hash, used_after FROM invitectl.redeem_sync_ledger
        WHERE code_id = c.code_id ORDER BY id DESC LIMIT 1
      ) l ON true
      LEFT JOIN LATERAL (
        SELECT used_before FROM invitectl.redeem_sync_ledger
        WHERE code_id = c.code_id ORDER BY id LIMIT 1
      ) f ON true
    """
}
