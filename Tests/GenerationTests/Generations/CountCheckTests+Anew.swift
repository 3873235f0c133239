import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// A code that was deleted and made again with the same text.
extension CountCheckTests {
  @Test func `E6: invites from before the code was made set no count of it`() async throws {
    let database = try TestDatabase(generation: .g026)
    let redis = try TestRedis()
    let past = "now() - interval '2 days'"
    try database.run(
      "DELETE FROM invite_records; DELETE FROM redeem_codes;"
        + GenerationWorld.countedOnJoin
        + code("ANEW", used: 0, age: "1 hour")
        + records(2, of: "ANEW", consumed: past, accepted: past, age: "3 days")
        // Of one that is as old as its invites they are its own, and so where nobody knows its age.
        + code("OWN", used: 0, age: "3 days")
        + records(2, of: "OWN", consumed: past, accepted: past, age: "3 days")
        + code("UNDATED", used: 0, age: nil)
        + records(2, of: "UNDATED", consumed: past, accepted: past, age: "3 days")
        // Nor where it has no count yet: what joined since is one.
        + code("NULLED", used: nil, age: "1 hour")
        + records(2, of: "NULLED", consumed: past, accepted: past, age: "3 days")
        + records(1, of: "NULLED", consumed: "NULL", accepted: past, age: "20 days")
        + records(1, of: "NULLED", age: "30 minutes"))
    let settled = try await run(database, redis, "force-resync", "--all", "--yes")
    #expect(settled.exitCode == 0, "\(settled)")
    let counts = try database.connect().query(
      "SELECT string_agg(code || used_count, ' ' ORDER BY id) AS text FROM redeem_codes",
      deadline: .soon
    ).only().string("text")
    #expect(counts == "ANEW0 OWN2 UNDATED2 NULLED1", "\(settled)")
  }
}
