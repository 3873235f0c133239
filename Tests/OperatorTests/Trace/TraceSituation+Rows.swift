/// Statements that write the rows of which situations are made.
extension TraceSituation {
  static let hourAgo = "now() AT TIME ZONE 'utc' - interval '1 hour'"

  static func record(_ status: String, _ team: String, _ more: String = "") -> String {
    """
    INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind,
      error_message)
    SELECT id, 'r@example.com', '\(status)', 'LINUXDO5', \(hourAgo), false, 'said so'
    FROM teams WHERE name = '\(team)'; \(more)
    """
  }

  /// Said as a choice: it may be off on purpose.
  static let switchOn =
    "nothing is to be done, unless the code is to be usable again: in psql UPDATE "
    + "public.redeem_codes SET is_active = true"

  static func row(_ status: String, _ more: String = "0") -> String {
    """
    INSERT INTO invite_queue (email, redeem_code, status, error_message, retry_count, created_at)
    VALUES ('r@example.com', 'LINUXDO5', '\(status)', 'said so', \(more), \(hourAgo))
    """
  }

  /// As the redemption of it has counted it.
  static let use = """
    UPDATE redeem_codes SET used_count = 1, activated_at = \(hourAgo), bound_email = 'r@example.com'
    WHERE code = 'LINUXDO5'
    """

  /// Somebody else was invited by it, too.
  static let other = """
    INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
    SELECT id, 'other@example.com', 'SUCCESS', 'LINUXDO5', \(hourAgo), false
    FROM teams WHERE name = 'roomy'
    """
}
