import TestSupport
import Testing

@testable import InviteDomain

@Suite struct StatementTextTests {
  @Test(arguments: [
    ("SELECT * FROM t WHERE a = 'x'' y' AND b = 12.5", "SELECT * FROM t WHERE a = '…' AND b = …"),
    (#"SELECT E'it\'s', U&'a'"#, "SELECT E'…', U&'…'"),
    ("SELECT $$secret$$, $tag$ $$ secret $tag$, $1", "SELECT '…', '…', $1"),
    ("SELECT 1 -- secret\n, a /* secret */ FROM t2", "SELECT … , a FROM t2"),
    ("  SELECT\n\t x  ", "SELECT x "),
    ("UPDATE t SET a = 'cut off in the mid", "UPDATE t SET a = '…'"),
    ("SELECT $$cut", "SELECT '…'"),
    (#"WHERE path = 'C:\' AND a = 'SECRET'"#, "WHERE path = '…' AND a = '…'"),
    ("COPY t FROM stdin", "COPY t FROM stdin"), ("", ""),
  ])
  func `values go and the rest stays`(sql: String, shown: String) {
    #expect(StatementText.redacted(sql) == shown)
  }

  @Test(arguments: [
    ("LIMIT 500 OFFSET $1", "LIMIT 500 OFFSET $1"),
    ("Index Scan  (cost=0.29..8.30 rows=1)", "Index Scan (cost=0.29..8.30 rows=1)"),
    ("Filter: (email = 'a@x.io'::text)", "Filter: (email = '…'::text)"),
  ])
  func `numbers of a plan stay`(sql: String, shown: String) {
    #expect(StatementText.redacted(sql, showsNumbers: true) == shown)
  }

  @Test func `no constant gets through, wherever the server cut the text`() {
    var random = SeededGenerator()
    for _ in 0..<500 {
      let secret = "SECRET" + random.nastyText(upTo: 10).replacing("'", with: "''")
      let sql = "UPDATE t SET a = '\(secret)', b = $q$\(secret)$q$ WHERE c = '\(secret)'"
      let cut = Int.random(in: 0...sql.count, using: &random)
      #expect(!StatementText.redacted(String(sql.prefix(cut)), limit: 1000).contains("SECRET"))
    }
  }

  @Test func `long statements are cut`() {
    #expect(StatementText.redacted(String(repeating: "a ", count: 200), limit: 10) == "a a a a a …")
  }
}
