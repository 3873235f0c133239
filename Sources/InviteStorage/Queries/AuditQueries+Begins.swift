extension AuditQueries {
  /// The first line of each wanted code that the ledger has: `code_id`, `at`, `used_before`, `used_after`. What
  /// lines counted that were deleted for their age is in what this one found.
  static let begins = """
    SELECT DISTINCT ON (l.code_id) l.code_id, l.at, l.used_before, l.used_after
    FROM invitectl.redeem_sync_ledger l JOIN wanted w ON w.id = l.code_id
    ORDER BY l.code_id, l.id
    """
  /// The same without a ledger: no row.
  static let noBegins = """
    SELECT NULL::bigint AS code_id, NULL::timestamptz AS at, NULL::int AS used_before,
      NULL::int AS used_after WHERE false
    """
}
