import Testing

@testable import InviteOps
@testable import Telemetry

@Suite struct StatementTextTests {
  @Test(arguments: [
    ("SELECT  1\n  FROM t", "SELECT 1 FROM t"),
    ("WHERE a = 'x' AND b = $1", "WHERE a = '…' AND b = $1"),
    ("'it''s' || 'b'", "'…' || '…'"),
    ("E'a\\'b', 'c'", "E'…', '…'"),
    ("'not closed", "'…'"),
    ("", ""),
  ]) func `texts are left out and white space is one blank`(sql: String, shown: String) {
    #expect(StatementText.redacted(sql) == shown)
  }

  @Test func `a long statement is cut`() {
    let text = StatementText.redacted(String(repeating: "x", count: 10_000))
    #expect(text.count == StatementText.limit + 1)
  }
}
