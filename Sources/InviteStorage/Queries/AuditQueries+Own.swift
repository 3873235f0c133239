extension AuditQueries {
  /// Each of the tables `$1` in schema invitectl that is there: `name`, and whether this role may read it,
  /// `readable`: the table, or each of its columns.
  package static let readable = """
    SELECT c.relname AS name,
      has_schema_privilege(n.oid, 'USAGE') AND (has_table_privilege(c.oid, 'SELECT') OR NOT EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND NOT has_column_privilege(c.oid, a.attnum, 'SELECT'))) AS readable
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'invitectl' AND c.relname = ANY ($1::text[])
    """

  /// Whether the invite of a row `t` of a table went on as another task, which takes no use of its own. The
  /// backend's job leaves a row `processing` for ever whose invite it has sent on (retry_failed_invites, from
  /// 9e96e8d on); `cleanup-queue --stuck` makes one `pending` that it sends, and `success` whose record it has
  /// seen, while a backend writes neither; `redeem retry` leaves a failed one as it is, or has it wait again:
  /// then it is no such row.
  static func isPassedOn(_ table: String, _ sources: Sources) -> String {
    var signs: [String] = []
    if table == "invite_queue" {
      signs.append("lower(t.status::text) IN ('processing', 'pending', 'success')")
    }
    if sources.retries {
      signs.append(
        """
        t.id::bigint IN (SELECT a.row_id FROM invitectl.invite_retry a WHERE a.source = '\(table)'
          AND (a.state <> 'waiting' OR a.source = 'invite_records'))
        """)
    }
    return signs.isEmpty ? "false" : "coalesce(\(signs.joined(separator: " OR ")), false)"
  }

  /// The same of a message `m`: `redeem retry` made it.
  static func isOfRetry(_ sources: Sources) -> String {
    guard sources.retries else { return "false" }
    return "m.task IN (SELECT a.task_id FROM invitectl.invite_retry a WHERE a.task_id IS NOT NULL)"
  }

  /// Whether the invite of a row `t` failed.
  static let isFailed = "lower(t.status::text) IS NOT DISTINCT FROM 'failed'"
}
