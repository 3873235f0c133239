/// Statements about the session and the server as a whole.
enum SessionQueries {
  /// Limits for a session that only runs short statements.
  static let defaultTimeouts = """
    SET statement_timeout = '10s';
    SET idle_in_transaction_session_timeout = '11s'
    """
}
