import FoundationEssentials
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A code that was deleted and made again with the same text.
extension ForceResyncTests {
  /// Two uses of an older code two days ago, and one of the younger one, by the first person of the two.
  private func madeAnew() throws -> SyncWorld {
    let world = try SyncWorld(
      redis: PrivateRedis(["--appendonly", "yes"]), believesFirstSight: false)
    try world.outliveStart()
    try leaveTraces(world, "A", records: 2)
    try world.postgres.execute(
      "UPDATE invite_records SET created_at = (now() AT TIME ZONE 'utc') - interval '2 days'",
      deadline: .soon)
    try world.addCode("A", max: 20)
    try world.initialise("A")
    try world.bucket.send("EXPIRE", world.key("A"), 86_000)
    try world.take("A")
    try leaveTraces(world, "A", records: 1)
    try world.sync()
    return world
  }

  @Test func `traces of an older code of the same text make no count of the younger one`()
    async throws
  {
    let world = try madeAnew()
    #expect(try world.used("A") == 1)
    let operation = try resync(world)
    let plan = try operation.plan()
    let item = try #require(plan.items.first)
    #expect(item.evidence.records == 3 && item.evidence.older == 2, "\(item)")
    #expect(item.evidence.emails == 1 && item.evidence.most == nil, "\(item)")
    #expect(item.newUsed == 1 && item.verdict != .settled, "\(item)")
    let note = try #require(plan.notes.first)
    #expect(note.hasPrefix("A: 2 traces from more than 24 hours before"), "\(note)")
    #expect(note.contains("force-resync A --from database"), "\(note)")
    #expect(note.contains("force-resync A --from redis"), "\(note)")
    let json = try String(decoding: JSONEncoder().encode(plan), as: UTF8.self)
    #expect(json.contains(#""notes":["A: 2 traces "#), "\(json)")
    _ = try operation.apply(plan)
    #expect(try world.used("A") == 1)
    #expect(try world.tokens("A") == 19)
    #expect(try world.standing("A").hasPrefix("baseline"))
    let word = try resync(world, .database)
    _ = try word.apply(word.plan())
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.used("A") == 1)
    #expect(try world.tokens("A") == 19)
  }

  @Test(arguments: ["created_at - interval '25 hours'", "NULL"])
  func `what is no more than 24 hours older, or of a code without a time, is its own`(
    change: String
  ) throws {
    let world = try madeAnew()
    try world.postgres.execute(
      "UPDATE redeem_codes SET created_at = \(change)", deadline: .soon)
    let item = try #require(try resync(world).plan().items.first)
    #expect(item.evidence.older == 0 && item.evidence.emails == 2, "\(item)")
    #expect(item.newUsed == 2, "\(item)")
  }

  @Test func `a trace without a time is of no older code, and may be of a refunded use`() throws {
    let world = try madeAnew()
    try world.postgres.execute(
      "UPDATE invite_records SET created_at = NULL WHERE email = 'r2@x.com'", deadline: .soon)
    let item = try #require(try resync(world).plan().items.first)
    #expect(item.evidence.older == 1 && item.evidence.emails == 2, "\(item)")
    #expect(item.evidence.refunded == 1 && item.newUsed == 1, "\(item)")
    #expect(item.verdict != .settled, "\(item)")
  }
}
