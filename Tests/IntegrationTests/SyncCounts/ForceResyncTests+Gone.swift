import CountProtocol
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What a person says of a code while its bucket is gone is of the moment when it is said.
extension ForceResyncTests {
  /// A whole run looks closely at a few codes, one of codes by name at what may be news.
  @Test(arguments: [false, true], [[], ["A"]])
  func `what was said of an inactive code is exact no more once it is active without a bucket`(
    _ isSeenBefore: Bool, _ names: [String]
  ) async throws {
    let world = try SyncWorld()
    func sync() throws { try world.sync { $0.codes = names } }
    try world.addCode("A", max: 10, used: 3)
    try world.postgres.execute("UPDATE redeem_codes SET is_active = false", deadline: .soon)
    let said = try await CommandRun.invitectl(
      ["force-resync", "A", "--from", "database", "--yes"], environment: world.environment)
    #expect(said.exitCode == 0, "\(said)")
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.tokens("A") == nil)
    try sync()
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    try world.postgres.execute("UPDATE redeem_codes SET is_active = true", deadline: .soon)
    if isSeenBefore { try sync() }
    // A bucket of which nobody hears. A backend may have read the code before the word was given: max_uses - 0.
    try world.initialise("A")
    try world.take("A", 2)
    try world.bucket.send("DEL", world.key("A"))
    try sync()
    #expect(try world.standing("A") == "vanished -3 +10 held 0")
    // Nor does evidence call it so.
    #expect(try resync(world).plan().items.map(\.newCertainty.state) == [.vanished])
    // Once is enough, however often it is looked at; a limit that is raised makes more of it possible.
    try sync()
    #expect(try world.standing("A") == "vanished -3 +10 held 0")
    try world.postgres.execute("UPDATE redeem_codes SET max_uses = 15", deadline: .soon)
    try sync()
    #expect(try world.standing("A") == "vanished -3 +12 held 0")
  }

  @Test func `what was said before the first bucket that a run sees is exact no more`() async throws
  {
    let world = try SyncWorld()
    try world.addCode("A", max: 10, used: 3)
    try world.postgres.execute("UPDATE redeem_codes SET is_active = false", deadline: .soon)
    let said = try await CommandRun.invitectl(
      ["force-resync", "A", "--from", "database", "--yes"], environment: world.environment)
    #expect(said.exitCode == 0, "\(said)")
    try world.postgres.execute("UPDATE redeem_codes SET is_active = true", deadline: .soon)
    // Two of a bucket that a start of the backend sets anew.
    try world.initialise("A")
    try world.take("A", 2)
    try world.bucket.send("DEL", world.key("A"))
    try world.initialise("A")
    try world.take("A")
    try world.sync()
    #expect(try world.used("A") == 4)
    #expect(try world.standing("A").hasPrefix("reinitialised -"))
  }
}
