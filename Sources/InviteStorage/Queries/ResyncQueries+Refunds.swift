import InviteDomain

/// What tells whose uses were given back.
extension ResyncQueries {
  /// The parameters of ``traces(_:outbox:queue:)``: for each code and person of whom there is a trace `code`, `email`
  /// and `age`, that of the youngest, in seconds; a trillion of one without a finite time, NULL where there are
  /// messages alone, of which nothing tells it. Of an older code of the same text (``CodeAge``) there is none of them.
  package static func people(_ backend: BackendSchema, outbox: Bool, queue: Bool) -> String {
    func age(_ now: String) -> String { "coalesce(\(seconds(now, "t.created_at")), 1e12)" }
    let naive = age(utc)
    let isOfCode = "NOT \(CodeAge.isOlder("t.created_at::timestamptz"))"
    var sources = [
      """
      SELECT code, lower(trim(email)), NULL::float8 FROM unnest($2::text[], $3::text[]) AS m (code, email)
      """,
      EvidenceQueries.rows(
        "redeem_code", "w.code, lower(trim(email)), \(naive)", of: "\(backend).invite_records",
        where: "NOT coalesce(is_rebind, false) AND \(isOfCode)", backend),
    ]
    if outbox {
      sources.append(
        EvidenceQueries.rows(
          "code", "w.code, lower(trim(email)), \(age("now()"))",
          of: "invitectl.redeem_outbox",
          where: "flow <> 'rebind' AND state = 'published' AND \(isOfCode)", backend))
    }
    if queue {
      sources.append(
        EvidenceQueries.rows(
          "redeem_code", "w.code, lower(trim(email)), \(naive)", of: "\(backend).invite_queue",
          where: isOfCode, backend))
    }
    return """
      WITH wanted AS MATERIALIZED (\(wanted(backend)))
      SELECT code COLLATE "C" AS code, email COLLATE "C" AS email, min(age) AS age
      FROM (
      \(sources.joined(separator: "\nUNION ALL\n"))
      ) AS traces (code, email, age)
      WHERE email IS NOT NULL
      GROUP BY 1, 2
      """
  }

  /// `$1` codes: for each of which the ledger has some `code` and `refunds`, the tokens that syncs saw given back.
  /// A person's word makes them no others: of the traces nothing was taken away by it.
  package static func refunds(_ backend: BackendSchema) -> String {
    """
    WITH wanted AS MATERIALIZED (
      SELECT id, code, \(CodeAge.since) AS since FROM \(backend).redeem_codes
      WHERE code = ANY ($1::text[])
    )
    SELECT w.code, sum(-l.delta::bigint)::bigint AS refunds
    FROM invitectl.redeem_sync_ledger l JOIN wanted w ON w.id = l.code_id AND \(CodeAge.isOfCode)
    WHERE \(EvidenceLife.isRefund)
    GROUP BY 1
    """
  }

  /// `$1` codes: each line that syncs wrote of them, those of a code in their order: `code`, `why`, `delta`, 0 of
  /// one that counts by evidence or by a word, and `age` in seconds, NULL without a finite time. None of codes that
  /// differ in case alone: marks do not say which of them they are of.
  package static func lines(_ backend: BackendSchema) -> String {
    """
    WITH wanted AS MATERIALIZED (
      SELECT id, code, since FROM (
        SELECT id, code, \(CodeAge.since) AS since, \(InviteKey.code("code")) AS folded
        FROM \(backend).redeem_codes WHERE code = ANY ($1::text[])
      ) c
      WHERE NOT EXISTS (SELECT FROM \(backend).redeem_codes o
        WHERE \(InviteKey.code("o.code")) = c.folded AND o.id <> c.id)
    )
    SELECT w.code, l.why, CASE WHEN \(AuditQueries.isResynced) THEN 0 ELSE l.delta END AS delta,
      \(seconds("now()", "l.at")) AS age
    FROM invitectl.redeem_sync_ledger l JOIN wanted w ON w.id = l.code_id AND \(CodeAge.isOfCode)
    ORDER BY l.code_id, l.id
    """
  }

  /// `$1` codes: each row that a redemption of them left: `code`, `age` in seconds, NULL without a finite time, and
  /// whether it `is_entry` of the outbox. Those of an older code of the same text are among them: of what was taken
  /// between two lines of this one they are none by their time.
  package static func rows(_ backend: BackendSchema, outbox: Bool, queue: Bool) -> String {
    var sources = [
      EvidenceQueries.rows(
        "redeem_code", "w.code, \(seconds(utc, "t.created_at")), false",
        of: "\(backend).invite_records", where: "NOT coalesce(is_rebind, false)", backend)
    ]
    if outbox {
      sources.append(
        EvidenceQueries.rows(
          "code", "w.code, \(seconds("now()", "t.created_at")), true",
          of: "invitectl.redeem_outbox",
          where: "flow <> 'rebind' AND state IN ('recorded', 'published')", backend))
    }
    if queue {
      sources.append(
        EvidenceQueries.rows(
          "redeem_code", "w.code, \(seconds(utc, "t.created_at")), false",
          of: "\(backend).invite_queue", where: "true", backend))
    }
    return """
      WITH wanted AS MATERIALIZED (
        SELECT code, \(InviteKey.code("code")) AS folded FROM unnest($1::text[]) AS w (code)
      )
      SELECT code, age, is_entry FROM (
      \(sources.joined(separator: "\nUNION ALL\n"))
      ) AS traces (code, age, is_entry)
      """
  }

  /// As backends write times.
  private static let utc = "(now() AT TIME ZONE 'utc')"

  private static func seconds(_ now: String, _ time: String) -> String {
    "CASE WHEN isfinite(\(time)) THEN extract(epoch FROM \(now) - \(time))::float8 END"
  }

  /// `$1` codes: those made since the server of the buckets has lost no key (`$2`, seconds since 1970), nor a mark of
  /// a refund; a second later, for two clocks are compared.
  package static func remembered(_ backend: BackendSchema) -> String {
    """
    SELECT code FROM \(backend).redeem_codes WHERE code = ANY ($1::text[])
      AND created_at <= (now() AT TIME ZONE 'utc') AND extract(epoch FROM created_at) >= $2::float8 + 1
    """
  }
}
