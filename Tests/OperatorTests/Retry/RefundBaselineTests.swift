import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `redeem refund` of a use that `used_count` has: its token is not given to a bucket that the next sync lowers.
@Suite(.timeLimit(.minutes(15))) struct RefundBaselineTests {
  private let world: TraceWorld

  init() throws {
    world = try TraceWorld()
  }

  private func run(_ words: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(words, environment: world.environment)
  }

  private func refund(_ code: String) async throws -> CommandResult {
    try await run("redeem", "refund", code, "--task", TraceSituation.task, "--force")
  }

  private func used(_ code: String) throws -> Int? {
    try world.redeem.postgres.query(
      "SELECT used_count FROM redeem_codes WHERE code = $1", [code], deadline: .soon
    ).first?.int("used_count")
  }

  @Test(arguments: ["LINUXDO5", "DIRECT10"])
  func `a bucket that no sync has met gets no token, and one that it met does`(
    code: String
  ) async throws {
    try world.run("UPDATE redeem_codes SET used_count = max_uses WHERE code = '\(code)'")
    let most = try #require(try used(code))
    let none = try await refund(code)
    #expect(none.exitCode == 7, "\(none)")
    #expect(
      none.errors.contains(
        "type 'invitectl redeem bucket \(code) --init && invitectl sync-counts \(code)', then"),
      "\(none)")
    #expect(try await run("redeem", "bucket", code, "--init").exitCode == 0)
    let early = try await refund(code)
    #expect(early.exitCode == 7, "\(early)")
    #expect(early.errors.contains("type 'invitectl sync-counts \(code)'"), "\(early)")
    #expect(try world.redeem.tokens(code) == 0)
    for _ in 0..<2 {
      let synced = try await run("sync-counts", code)
      #expect(synced.exitCode == 0, "\(synced)")
      let given = try await refund(code)
      #expect(given.exitCode == 0, "\(given)")
    }
    let after = try await run("sync-counts", code)
    #expect(after.exitCode == 0, "\(after)")
    #expect(try used(code) == most - 1)
    #expect(try world.redeem.tokens(code) == 1)
  }

  @Test func `a bucket that is newer than the last sync is none that it met`() async throws {
    let code = "LINUXDO5"
    try world.run("UPDATE redeem_codes SET used_count = max_uses WHERE code = '\(code)'")
    try world.redeem.bucket.send("SETEX", "redeem:\(code):remaining", 86_000, 0)
    #expect(try await run("sync-counts", code).exitCode == 0)
    try world.redeem.bucket.send("SETEX", "redeem:\(code):remaining", 86_300, 0)
    let early = try await refund(code)
    #expect(early.exitCode == 7 && early.errors.contains("sync-counts"), "\(early)")
    #expect(try world.redeem.tokens(code) == 0)
  }
}
