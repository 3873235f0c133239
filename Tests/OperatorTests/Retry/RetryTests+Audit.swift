import LosslessJSON
import TestSupport
import TestWorlds
import Testing

/// What `force-resync audit` makes of an invite that `redeem retry` has tried again.
extension RetryTests {
  @Test func `an audit takes an invite that was tried again for the one use that it has`()
    async throws
  {
    let world = try await RetryWorld()
    // Of two uses one is refused, and of the other nothing came.
    try await world.redeemed("DIRECT10", "a@x.io")
    try await world.redeemed("DIRECT10", "b@x.io")
    try world.refused("a@x.io", "DIRECT10")
    try await world.settle()
    func audited() async throws -> [Int?] {
      let result = try await world.world.invitectl(
        "force-resync", "audit", "DIRECT10", "-o", "json")
      #expect([0, 8].contains(result.exitCode), "\(result)")
      let report = try JSONValue(parsing: result.output)
      let code = try #require(report["worst"]?[0], "\(result)")
      let explained = ["record", "row", "taken", "queued", "outbox", "ledger"].map {
        code["explained"]?[$0]?.int
      }
      return explained + ["uses", "unexplained", "unclaimed"].map { code[$0]?.int }
    }
    let before = try await audited()
    #expect(before[0] == 1 && Array(before.suffix(3)) == [2, 0, 0], "\(before)")
    let run = try await world.retry("--code", "DIRECT10", "--yes")
    #expect(run.exitCode == 0, "\(run)")
    #expect(try world.queued() == 1)
    #expect(try await audited() == before)
    // A worker makes it.
    try world.emptied()
    try world.world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      VALUES (1, 'a@x.io', 'success', 'DIRECT10', now() AT TIME ZONE 'utc', false)
      """)
    #expect(try await audited() == before)
  }
}
