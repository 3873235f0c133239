internal import InviteDomain

extension TraceQueries {
  /// Whose invites `redeem retry` has tried again since `$1`, epoch seconds: `code` and `email` as the backend compares
  /// them, the newest first. Where there is no invite_queue of records alone.
  package static func retriedSince(_ backend: BackendSchema) -> String {
    let tables =
      backend.openRows == .none ? ["invite_records"] : ["invite_queue", "invite_records"]
    let rows = tables.map { table in
      "SELECT '\(table)' AS source, id, redeem_code, email FROM \(backend).\(table)"
    }
    return """
      SELECT \(InviteKey.code("i.redeem_code")) AS code, \(InviteKey.email("i.email")) AS email
      FROM invitectl.invite_retry a
      JOIN (\(rows.joined(separator: " UNION ALL "))) AS i
        ON i.source = a.source AND i.id = a.row_id
      WHERE a.created_at >= to_timestamp($1::float8) AND i.redeem_code IS NOT NULL
      ORDER BY a.created_at DESC
      LIMIT 10000
      """
  }
}
