import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

extension BatchTests {
  @Test func `two codes that differ in bytes alone have a row and a bucket each`() async throws {
    let codes = [(code: "T\u{C9}99", uses: 3), (code: "TE\u{301}99", uses: 2)]
    for (code, uses) in codes {
      try world.postgres.execute(
        """
        INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active)
        VALUES ($1, 'DIRECT', $2::int, 0, true)
        """, [code, String(uses)], deadline: .soon)
    }
    // In turns, four of each.
    let input = (0..<8).map { "\(codes[$0 % 2].code),u\($0)@example.com" }
    let (lines, result) = try await batch(input.joined(separator: "\n"))
    #expect(result.exitCode == 8, "\(result)")
    let verdicts = lines.map { ($0["reason"] ?? $0["status"])?.string ?? "" }
    #expect(
      verdicts == ["queued", "queued", "queued", "queued", "queued"]
        + ["CODE_USED_UP", "CODE_USED_UP", "CODE_USED_UP"], "\(result)")
    for (code, _) in codes { #expect(try world.tokens(code) == 0, "\(result)") }
    #expect(try world.queued() == 5)
  }
}
