import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// The ledger is read while lines of it are deleted for their age.
extension LedgerChainTests {
  @Test func `lines that are deleted between two looks of --diff are no increments of others`()
    async throws
  {
    let ledger = try Ledger()
    func moment(_ line: Int) throws -> String {
      try ledger.world.postgres.query(
        """
        SELECT to_char(at AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at FROM saved
        WHERE \(Self.line(line))
        """, deadline: .soon
      ).only().string("at")
    }
    let (early, late) = (try moment(2), try moment(5))
    let old = "now() - make_interval(secs => $1::float8)"
    try #require(OwnCleanupQueries.oldChain.contains(old))
    let deletion = OwnCleanupQueries.oldChain.replacing(old, with: "'\(late)'::timestamptz")
      .replacing("$2", with: "'{}'").replacing("$3", with: "'{}'")
    let script = """
      BEGIN; LOCK TABLE invitectl.redeem_sync_ledger IN ACCESS EXCLUSIVE MODE;
      \(deletion); COMMIT
      """
    let parameters = ledger.world.database.parameters
    let holder = try HeldSession(
      parameters, "BEGIN; LOCK TABLE invitectl.redeem_sync_ledger IN ACCESS EXCLUSIVE MODE")
    let cleaner = try HeldSession(parameters, "SELECT 1")
    let environment = ledger.world.environment
    async let asked = CommandRun.invitectl(
      [
        "sync-counts", "history", "CHAIN2", "--diff", early, "now", "-o", "json", "--timeout",
        "60s",
      ],
      environment: environment)
    // Its first look waits, and behind it who deletes: they have the lock in this order.
    let seen = SeenBackend(holder)
    try seen.waitUntilInTheWay(with: "redeem_sync_ledger")
    async let cleaned: Void = cleaner.run(script)
    try seen.waitUntilInTheWay(of: 2, with: "redeem_sync_ledger")
    holder.release()
    let told = try await asked
    try await cleaned
    #expect(told.exitCode == 0, "\(told)")
    #expect(told.output.contains(#""added_by_others":0,"#), "\(told.output)")
    #expect(told.output.contains(#""change":4,"#), "\(told.output)")
    let left = try ledger.number("SELECT count(*) FROM invitectl.redeem_sync_ledger")
    #expect(left < 18, "nothing was deleted")
  }
}
