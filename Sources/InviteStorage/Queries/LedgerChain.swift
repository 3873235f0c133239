/// How lines of `invitectl.redeem_sync_ledger` are chained: each has the number that it is of its code, and a
/// hash over its fields and the hash of the line before it. A code has a chain of its own, whose head is in
/// its row of `redeem_sync`: whoever writes the row has it locked and has read it, so that no line waits for
/// one of another code.
package enum LedgerChain {
  /// What is hashed of a line, as SQL. What may be NULL is told from any value.
  struct Fields {
    var code: String
    var number: String
    var at: String
    var run: String
    var why: String
    var delta: String
    var usedBefore: String
    var usedAfter: String
    var max: String
    var bucket: String
    var pushed: String
    var state: String
    var low: String
    var high: String
    var detail = "NULL::jsonb"
  }

  /// Of a line as it is stored; `table` has the columns ``columns``.
  static func stored(_ table: String) -> Fields {
    Fields(
      code: "\(table).code_id", number: "\(table).line", at: "\(table).at",
      run: "\(table).run_id", why: "\(table).why", delta: "\(table).delta",
      usedBefore: "\(table).used_before", usedAfter: "\(table).used_after",
      max: "\(table).max_uses", bucket: "\(table).bucket_before", pushed: "\(table).pushed",
      state: "\(table).state", low: "\(table).spread_low", high: "\(table).spread_high",
      detail: "\(table).detail")
  }

  /// The hash of a line behind one with the hash `before`, which is NULL for the first.
  ///
  /// As text, so that a person can reckon it in psql; times in microseconds, which no setting of a session
  /// writes in another way, and a time that is none (`infinity`) is a text as well. SQL_ASCII leaves bytes
  /// as they are, whatever the database's encoding.
  static func hash(after before: String, _ line: Fields) -> String {
    """
    sha256(coalesce(\(before), ''::bytea) || convert_to(concat_ws('|', \(line.code), \(line.number),
      trunc(extract(epoch FROM \(line.at)) * 1000000), \(line.run), \(line.why), \(line.delta),
      \(line.usedBefore), \(line.usedAfter), coalesce(\(line.max)::text, '-'),
      coalesce(\(line.bucket)::text, '-'), \(line.pushed), \(line.state), \(line.low), \(line.high),
      coalesce(\(line.detail)::text, '-')), 'SQL_ASCII'))
    """
  }

  /// A line's columns but for its id, in the order in which statements write them.
  static let columns = [
    "run_id", "code_id", "at", "why", "delta", "used_before", "used_after", "max_uses",
    "bucket_before", "pushed", "state", "spread_low", "spread_high", "detail", "line", "hash",
  ]

  /// The begin of a statement that adds lines.
  static let insert =
    "INSERT INTO invitectl.redeem_sync_ledger (\(columns.joined(separator: ", ")))"

  /// The time of all lines of a statement: when it has its tables, so that whoever has had `redeem_sync`
  /// locked against writers saw all lines from before and none from after.
  static let clock = "clock AS MATERIALIZED (SELECT clock_timestamp() AS at)"

  /// What a line of the code `code` continues where no row of `redeem_sync` says so: joins that have
  /// `last.line` and `last.hash` of the last line that is chained, and those of `anchor`, the last that was
  /// deleted. The key finds both; a join over whole tables is never worth it.
  static func end(of code: String) -> String {
    """
    LEFT JOIN LATERAL (
      SELECT p.line, p.hash FROM invitectl.redeem_sync_ledger p
      WHERE p.code_id = \(code) AND p.hash IS NOT NULL ORDER BY p.id DESC LIMIT 1
    ) last ON true
    LEFT JOIN LATERAL (
      SELECT p.line, p.hash FROM invitectl.redeem_sync_anchor p WHERE p.code_id = \(code) LIMIT 1
    ) anchor ON true
    """
  }
}
