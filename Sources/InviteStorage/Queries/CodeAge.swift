/// What is too old to be of a code: a code that was deleted and made again has the text of the older one, and may have
/// its id. Rows name a code by its text, lines of the ledger by its id, so that nothing but time tells the two apart.
///
/// `w` is the code, of a list that has ``since`` as `w.since`.
enum CodeAge {
  /// Since when there can be traces of a code, and lines of the ledger: from 24 hours before it was made, for two
  /// clocks are compared, one of which may be in local time. NULL where nobody knows. `created_at` is the code's, of
  /// any type of time. There are 24 hours before it: the first date that PostgreSQL has is in 4714 BC.
  static let since = """
    CASE WHEN isfinite(created_at) AND created_at > '4000-01-01 BC'
      THEN created_at::timestamptz - interval '24 hours' END
    """

  /// Whether something of that time is of an older code, as long as nobody has changed `created_at`. Without a finite
  /// time it says nothing.
  ///
  /// - Parameter time: of type timestamptz.
  static func isOlder(_ time: String) -> String {
    "(((\(time)) > '-infinity' AND (\(time)) < w.since) IS TRUE)"
  }

  /// Whether the line `l` of the ledger is of the code `w`, and not of an older one that had its id.
  static let isOfCode = "(l.at < w.since) IS NOT TRUE"
}
