import PostgresClient
import TestSupport
import Testing

@testable import InviteDomain
@testable import InviteStorage

/// Which stored codes the backend finds, as a statement says it.
@Suite struct CodeReachTests {
  /// As `code.strip().upper()` would leave it.
  private static func isFound(_ code: String) -> Bool {
    PythonText.stripped(code).uppercased().utf8.elementsEqual(code.utf8)
  }

  private static func lost(
    _ codes: [String], _ connection: PostgresConnection
  ) throws -> Set<Int> {
    let rows = try connection.query(
      """
      SELECT t.place FROM unnest($1::text[]) WITH ORDINALITY AS t (code, place)
      WHERE \(CodeReach.isLost("t.code"))
      """, [PostgresArray.literal(codes)], deadline: .soon)
    return Set(try rows.map { try $0.int("place") - 1 })
  }

  @Test func `each character counts as Python takes it, whatever the collation`() throws {
    let scalars = (UInt32(1)...0x1FFFF).compactMap { Unicode.Scalar($0) }
    // Blanks are among the first of them.
    let first = scalars.filter { $0.value < 0x3100 }
    let codes = scalars.map { "A\($0)B" } + first.map { "AB\($0)" } + first.map { "\($0)AB" }
    let expected = Set(codes.indices.filter { !Self.isFound(codes[$0]) })
    #expect(expected.count > 1400)
    for options in ["", "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"] {
      let database = try TestDatabase(options: options)
      let lost = try Self.lost(codes, try database.connect())
      let wrong = lost.symmetricDifference(expected).prefix(20).map {
        codes[$0].unicodeScalars.map { String($0.value, radix: 16) }
      }
      #expect(wrong.isEmpty, "\(wrong)")
    }
  }

  @Test func `where escapes mean other characters nothing is said of what is beyond ASCII`() throws
  {
    let database = try TestDatabase(options: "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    let row = try database.connect().query(
      """
      SELECT count(*) FILTER (WHERE \(CodeReach.isLost("code"))) AS lost,
        count(*) FILTER (WHERE \(CodeReach.isUntold("code"))) AS untold
      FROM unnest($1::text[]) AS t (code)
      """, [PostgresArray.literal(["ABC", "abc", "ABC\t", "AB\u{E4}", "AB\u{C4}"])],
      deadline: .soon
    ).only()
    #expect(try row.int("lost") == 2)
    #expect(try row.int("untold") == 2)
  }
}
