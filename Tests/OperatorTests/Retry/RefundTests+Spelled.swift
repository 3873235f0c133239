import CeleryProtocol
import RedisClient
import TestSupport
import TestWorlds
import Testing

extension RefundTests {
  /// Of a code of type LINUXDO: its redemption leaves an entry, and no mark.
  @Test func `a task of which an entry alone tells is meant in letters of either kind`()
    async throws
  {
    let id = CeleryID.random().uppercased()
    let made = try await run("redeem", "LINUXDO5", "i@example.com", "--flow", "redeem", "--id", id)
    #expect(made.exitCode == 0, "\(made)")
    try world.broker.send("DEL", RedeemWorld.queue, "invitectl:redeem:\(id)")
    #expect(try await run("redeem", "bucket", "DIRECT10", "--init").exitCode == 0)
    let tokens = try #require(try world.tokens("DIRECT10"))
    let other = try await refund(id.lowercased(), "--force")
    #expect(other.exitCode == 7, "\(other)")
    #expect(other.errors.contains("task \(id) is not one of"), "\(other)")
    #expect(other.errors.contains("it took another's token"), "\(other)")
    #expect(try world.tokens("DIRECT10") == tokens)
  }
}
