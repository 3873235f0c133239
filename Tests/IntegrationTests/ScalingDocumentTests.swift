import ClientSupport
import Foundation
import PostgresClient
import TestSupport
import Testing

@Suite struct ScalingDocumentTests {
  /// The SQL of docs/scaling.md, block by block, as it is printed there.
  private func blocks() throws -> [String] {
    let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: repository.appendingPathComponent("docs/scaling.md"), encoding: .utf8)
    return text.components(separatedBy: "```sql\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
  }

  /// `INVITECTL_SCALING_ROWS=2000000` is the size that docs/scaling.md speaks of.
  @Test func `the partitioning that is documented works there and back, and loses no row`() throws {
    let variable = ProcessInfo.processInfo.environment["INVITECTL_SCALING_ROWS"] ?? ""
    let rows = Int(variable) ?? 20_000
    let database = try TestDatabase.inviteHub()
    try database.fill(records: rows)
    let connection = try database.connect()
    func digest() throws -> String {
      try connection.query(
        """
        SELECT count(*) || ' ' || sum(hashtextextended(r::text, 0)::numeric) AS digest
        FROM invite_records r
        """, deadline: .after(.seconds(120))
      ).only().string("digest")
    }
    /// How long a block takes.
    func run(_ block: String) throws -> Duration {
      let start = ContinuousClock.now
      try connection.executeScript(block, deadline: .after(.seconds(120)))
      return start.duration(to: .now)
    }
    let before = try digest()
    let blocks = try blocks()
    try #require(blocks.count == 5)
    print("blocks of docs/scaling.md over \(rows) rows: \(try blocks.prefix(3).map(run))")
    #expect(try digest() == before)
    // New rows go on with the numbers and find their month.
    let row = try connection.query(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      VALUES ((SELECT min(id) FROM teams), 'x@example.com', 'PENDING', '2027-01-15')
      RETURNING id > \(rows) AS goes_on, tableoid::regclass::text AS partition
      """, deadline: .soon
    ).only()
    #expect(try row.bool("goes_on"))
    #expect(try row.string("partition") == "invite_records_2027_01")
    print("and back: \(try blocks.suffix(2).map(run))")
    #expect(try digest() == before)
    let indexes = try connection.query(
      "SELECT count(*) AS n FROM pg_indexes WHERE tablename = 'invite_records'", deadline: .soon
    ).only().int("n")
    #expect(indexes == 6)
  }
}
