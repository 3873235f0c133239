internal import InviteDomain

extension TraceQueries {
  /// Whose invites `redeem retry` has tried again since `$1`, epoch seconds: `code` and `email` as the backend compares
  /// them, the newest first.
  package static func retriedSince(_ backend: BackendSchema) -> String {
    """
    SELECT \(InviteKey.code("i.redeem_code")) AS code, \(InviteKey.email("i.email")) AS email
    FROM invitectl.invite_retry a
    JOIN (SELECT 'invite_queue' AS source, id, redeem_code, email FROM \(backend).invite_queue
      UNION ALL SELECT 'invite_records', id, redeem_code, email FROM \(backend).invite_records) AS i
      ON i.source = a.source AND i.id = a.row_id
    WHERE a.created_at >= to_timestamp($1::float8) AND i.redeem_code IS NOT NULL
    ORDER BY a.created_at DESC
    LIMIT 10000
    """
  }
}
