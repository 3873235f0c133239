import LosslessJSON
import TestSupport
import TestWorlds
import Testing

/// `--explain` and `--dry-run` promise what the redemption then does.
@Suite struct ExplainOnJoinTests {
  private let looks = [["--explain"], ["--dry-run"]]

  private func redeem(
    _ world: GenerationWorld, _ code: String, _ more: [String]
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["redeem", code, "new@x.io"] + more, environment: world.environment)
  }

  @Test func `who would wait is told so`() async throws {
    let world = try await GenerationWorld(.g026)
    let free = try await redeem(world, "DIRECT10", ["--explain"])
    #expect(free.exitCode == 0 && free.output.contains("would be queued"), "\(free)")
    try world.run("UPDATE teams SET max_seats = 0")
    let full = try await redeem(world, "DIRECT10", ["--explain"])
    #expect(full.exitCode == 0 && full.output.contains("would wait for a free seat"), "\(full)")
    #expect(!full.output.contains("would be queued"), "\(full)")
    let json = try await redeem(world, "DIRECT10", ["--explain", "-o", "json"])
    #expect(try JSONValue(parsing: json.output)["prospect"]?.string == "waiting")
    #expect(try await redeem(world, "DIRECT10", []).output.contains("waits for a free seat"))
    let waits = try await redeem(world, "DIRECT10", ["--dry-run"])
    #expect(waits.output.contains("waits already"), "\(waits)")
  }

  @Test func `where nobody can wait, or the backend fails, both say so as the redemption does`()
    async throws
  {
    let world = try await GenerationWorld(.g023)
    let upgrade = try await world.alembic("upgrade", "024_add_invite_consumed_and_queue_rebind")
    try #require(upgrade.exitCode == 0, "\(upgrade.errors.suffix(2000))")
    for (change, words) in [
      ("UPDATE teams SET max_seats = 0", "nobody can wait"),
      ("UPDATE teams SET max_seats = NULL WHERE id = 1", "has no max_seats"),
    ] {
      try world.run("ALTER TABLE teams ALTER max_seats DROP NOT NULL; " + change)
      let redeemed = try await redeem(world, "DIRECT10", [])
      #expect(redeemed.exitCode == 7, "\(redeemed)")
      #expect(redeemed.errors.contains(words), "\(redeemed)")
      for look in looks {
        let result = try await redeem(world, "DIRECT10", look)
        #expect(result.exitCode == 7, "\(look): \(result)")
        #expect(result.errors == redeemed.errors, "\(look): \(result)")
        #expect(!result.output.contains("would"), "\(look): \(result)")
      }
    }
  }

  @Test func `a queue that the broker does not know is told before`() async throws {
    let world = try await GenerationWorld(.g026)
    let broker = try TestRedis.connect(world.redis.broker)
    try broker.send("FLUSHDB")
    let redeemed = try await redeem(world, "DIRECT10", [])
    for look in looks {
      let result = try await redeem(world, "DIRECT10", look)
      #expect(result.exitCode == redeemed.exitCode && result.exitCode != 0, "\(look): \(result)")
      let new = try await redeem(world, "DIRECT10", look + ["--new-queue"])
      #expect(new.exitCode == 0, "\(look): \(new)")
    }
    // Who waits needs no message of ours.
    try world.run("UPDATE teams SET max_seats = 0")
    #expect(try await redeem(world, "DIRECT10", ["--explain"]).exitCode == 0)
    #expect(try await redeem(world, "DIRECT10", []).exitCode == 0)
  }

  @Test(arguments: ["infinity", "-infinity", "0044-03-15 BC", "12026-01-01"])
  func `an activated_at that is no date is named as what it is`(moment: String) async throws {
    let world = try await GenerationWorld(.g026)
    try world.run(
      """
      UPDATE redeem_codes SET activated_at = '\(moment)', bound_email = 'new@x.io'
      WHERE code = 'DIRECT10'
      """)
    for look in looks + [[]] {
      let result = try await redeem(world, "DIRECT10", look)
      #expect(result.exitCode == 7, "\(look): \(result)")
      #expect(result.errors.contains("set activated_at of the code"), "\(look): \(result)")
    }
    try world.run(
      """
      UPDATE redeem_codes SET activated_at = now() AT TIME ZONE 'utc', validity_days = NULL
      WHERE code = 'DIRECT10'
      """)
    let result = try await redeem(world, "DIRECT10", [])
    #expect(result.errors.contains("set validity_days of the code"), "\(result)")
  }
}
