import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `force-resync` moves no bound on evidence that it could not see whole.
@Suite struct ResyncGapTests {
  /// Three uses that no sync has seen lie in the queue, and the bucket is gone.
  private func world(form: String) async throws -> SyncWorld {
    let world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    try world.addSyncedCode("A")
    try world.take("A", 3)
    try await CeleryPublisher.publish(
      (0..<3).map { .init("p\($0)@x.com", $0 == 0 ? "a" : "A", form: form) }, on: world.redis)
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    try world.sync()
    return world
  }

  @Test(arguments: ["plain", "zlib", "bzip2", "protocol1", "callback"])
  func `queued uses count in whatever form they are queued`(form: String) async throws {
    let world = try await world(form: form)
    let result = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"], environment: world.environment)
    #expect(result.exitCode == 0, "\(result)")
    #expect(try world.used("A") == 3)
    #expect(try world.tokens("A") == 7)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  @Test(arguments: ["pickle", "pickle-protocol1", "lzma", "starmap"])
  func `with queued uses that cannot be read the bounds stay and no bucket is made`(
    form: String
  ) async throws {
    let world = try await world(form: form)
    let before = try world.standing("A")
    let result = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"], environment: world.environment)
    #expect(result.exitCode == 8, "\(result)")
    #expect(result.output.contains("3 messages in invites\\x06\\x163 cannot be read here"))
    #expect(try world.tokens("A") == nil)
    #expect(try world.standing("A") == before)
    #expect(before.hasPrefix("vanished"))
    // A person's word needs no evidence.
    let word = try await CommandRun.invitectl(
      ["force-resync", "A", "--from", "database", "--yes"], environment: world.environment)
    #expect(word.exitCode == 0)
    #expect(try world.tokens("A") == 10)
  }
}
