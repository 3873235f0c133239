import InviteDomain

/// What tells whose uses were given back.
extension ResyncQueries {
  /// The parameters of ``traces(_:outbox:queue:)``: for each code and person of whom there is a trace `code`, `email`
  /// and `age`, that of the youngest, in seconds; a trillion of one without a finite time, NULL where there are
  /// messages alone, of which nothing tells it.
  package static func people(_ backend: BackendSchema, outbox: Bool, queue: Bool) -> String {
    func age(_ now: String) -> String {
      "CASE WHEN isfinite(t.created_at) THEN extract(epoch FROM \(now) - t.created_at)::float8 ELSE 1e12 END"
    }
    let naive = age("(now() AT TIME ZONE 'utc')")
    var sources = [
      """
      SELECT code, lower(trim(email)), NULL::float8 FROM unnest($2::text[], $3::text[]) AS m (code, email)
      """,
      EvidenceQueries.rows(
        "redeem_code", "w.code, lower(trim(email)), \(naive)", of: "\(backend).invite_records",
        where: "NOT coalesce(is_rebind, false)", backend),
    ]
    if outbox {
      sources.append(
        EvidenceQueries.rows(
          "code", "w.code, lower(trim(email)), \(age("now()"))", of: "invitectl.redeem_outbox",
          where: "flow <> 'rebind' AND state = 'published'", backend))
    }
    if queue {
      sources.append(
        EvidenceQueries.rows(
          "redeem_code", "w.code, lower(trim(email)), \(naive)", of: "\(backend).invite_queue",
          where: "true", backend))
    }
    return """
      WITH wanted AS MATERIALIZED (
        SELECT code, \(InviteKey.code("code")) AS folded FROM unnest($1::text[]) AS w (code)
      )
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
      SELECT id, code, \(AuditQueries.since) AS since FROM \(backend).redeem_codes
      WHERE code = ANY ($1::text[])
    )
    SELECT w.code, sum(-l.delta::bigint)::bigint AS refunds
    FROM invitectl.redeem_sync_ledger l JOIN wanted w ON w.id = l.code_id AND \(AuditQueries.isOfCode)
    WHERE l.delta < 0 AND NOT \(AuditQueries.isResynced)
    GROUP BY 1
    """
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
