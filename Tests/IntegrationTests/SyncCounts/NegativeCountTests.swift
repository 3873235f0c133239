import CountProtocol
import InviteOps
import InviteStorage
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A used_count below 0: no bucket gets more tokens than max_uses, and the code is named by all.
@Suite struct NegativeCountTests {
  private func world() throws -> SyncWorld {
    let world = try SyncWorld()
    try world.postgres.executeScript(OutboxSchema.create, deadline: .soon)
    try world.addSyncedCode("GOOD")
    return world
  }

  private func run(_ world: SyncWorld, _ words: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(words, environment: world.environment)
  }

  /// What stands between the quotes behind `type`, or behind `next:`.
  private func statement(_ text: String) throws -> String {
    let start = try #require(text.firstRange(of: "UPDATE "), "\(text)")
    return String(text[start.lowerBound...].prefix { !"'\n;".contains($0) })
  }

  private func negate(_ code: String, _ world: SyncWorld) throws {
    try world.postgres.execute(
      "UPDATE redeem_codes SET used_count = -3 WHERE code = $1", [code], deadline: .soon)
  }

  @Test(arguments: [true, false])
  func `a synced code is left alone and named, and what is printed mends it`(
    isWhole: Bool
  ) async throws {
    let world = try world()
    try world.addSyncedCode("BELOW")
    try negate("BELOW", world)
    try world.take("BELOW", 2)
    try world.take("GOOD")
    let arguments = isWhole ? ["sync-counts"] : ["sync-counts", "BELOW", "GOOD"]
    for _ in 0..<2 {
      let sync = try await CommandRun.invitectl(arguments, environment: world.environment)
      #expect(sync.exitCode == 8, "\(sync)")
      #expect(sync.output.contains("BELOW: its used_count is below 0"), "\(sync.output)")
    }
    #expect(try world.used("GOOD") == 1)
    #expect(try world.used("BELOW") == -3)
    #expect(try world.tokens("BELOW") == 8)
    for source in ["evidence", "database", "redis"] {
      let resync = try await run(world, "force-resync", "BELOW", "--from", source, "--yes")
      #expect(resync.exitCode == 8, "\(resync)")
      #expect(resync.output.contains("BELOW: its used_count is below 0"), "\(resync.output)")
      #expect(try world.tokens("BELOW") == 8)
    }
    let last = try await run(world, "sync-counts")
    try world.postgres.executeScript(statement(last.output), deadline: .soon)
    let mended = try await run(world, "sync-counts")
    #expect(mended.exitCode == 0, "\(mended)")
    // The takes since are counted, and the bucket holds what is left.
    #expect(try world.used("BELOW") == 2)
    #expect(try world.tokens("BELOW") == 8)
  }

  @Test func `a code that no sync has seen, with a bucket of the backend's or without one`()
    async throws
  {
    let world = try world()
    for code in ["BUCKET", "NONE"] { try world.addCode(code, max: 10, used: -3) }
    // As every version of the backend makes it.
    try world.initialise("BUCKET")
    #expect(try world.tokens("BUCKET") == 13)
    for _ in 0..<2 {
      let outcome = try world.sync()
      #expect(outcome.problems.map(\.code).sorted() == ["BUCKET", "NONE"])
      #expect(outcome.problems.allSatisfy { $0.problem == .negativeCount })
    }
    let metrics = try await run(world, "metrics-dump", "--collectors", "buckets,codes")
    #expect(metrics.output.contains("invitehub_buckets{state=\"ahead\"} 1"), "\(metrics.output)")
    for problem in try world.sync().problems {
      try world.postgres.executeScript(#require(problem.next), deadline: .soon)
    }
    #expect(try world.sync().problems.isEmpty)
    try world.bucket.send("EXPIRE", world.key("BUCKET"), 86_000)
    #expect(try world.sync().problems.isEmpty)
    #expect(try world.tokens("BUCKET") == 10)
    #expect(try world.tokens("NONE") == nil)
  }

  @Test func `no bucket is made of it, and what is printed mends that`() async throws {
    for command in [
      ["redeem", "bucket", "BELOW", "--init"], ["redeem", "BELOW", "a@example.com"],
      ["redeem", "BELOW", "a@example.com", "--explain"],
    ] {
      let world = try world()
      try world.addCode("BELOW", max: 10, used: -3)
      let result = try await CommandRun.invitectl(command, environment: world.environment)
      #expect(result.exitCode == 7, "\(command): \(result)")
      #expect(result.errors.contains("used_count -3 of max_uses 10"), "\(result.errors)")
      #expect(try world.tokens("BELOW") == nil)
      try world.postgres.executeScript(statement(result.errors), deadline: .soon)
      let again = try await CommandRun.invitectl(command, environment: world.environment)
      #expect(again.exitCode == 0, "\(command): \(again)")
      let tokens = try world.tokens("BELOW")
      #expect(tokens == (command.contains("--explain") ? nil : command[1] == "bucket" ? 10 : 9))
    }
  }

  @Test(arguments: [
    "max_uses = NULL", "max_uses = 0", "max_uses = -5", "used_count = NULL",
    "max_uses = NULL, used_count = NULL", "max_uses = 0, used_count = -1",
  ])
  func `numbers of which no bucket can be made`(numbers: String) async throws {
    for words in [
      ["redeem", "bucket", "ODD", "--init"], ["redeem", "ODD", "a@example.com", "--explain"],
      ["redeem", "refund", "ODD", "--task", "t", "--force"],
    ] {
      let world = try world()
      try world.addCode("ODD", max: 10)
      try world.postgres.execute(
        "UPDATE redeem_codes SET \(numbers) WHERE code = 'ODD'", deadline: .soon)
      let result = try await CommandRun.invitectl(words, environment: world.environment)
      #expect(result.exitCode == (words[1] == "ODD" ? 5 : 7), "\(words): \(result)")
      try world.postgres.executeScript(
        statement(result.errors + result.output), deadline: .soon)
      let made = try await run(world, "redeem", "bucket", "ODD", "--init")
      #expect(made.exitCode == 0, "\(words) \(numbers): \(made)")
      #expect(try world.tokens("ODD") == (numbers.hasPrefix("max_uses") ? 1 : 10))
    }
  }

  /// Where the backend's columns are bigint.
  @Test(arguments: [
    (5_000_000_000, 0), (Int.max, -1), (Int.max, Int.min), (Int.min, Int.max), (10, Int.max),
    (10, 5_000_000_000), (Int.min, Int.min), (Int.max, Int.max), (0, Int.max),
  ])
  func `numbers that only a bigint holds are named, and what is printed mends them`(
    max: Int, used: Int
  ) async throws {
    let world = try world()
    try world.postgres.executeScript(
      """
      ALTER TABLE redeem_codes ALTER max_uses TYPE bigint, ALTER used_count TYPE bigint;
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active)
      VALUES ('WIDE', 'DIRECT', '\(max)', '\(used)', true)
      """, deadline: .soon)
    for words in [
      ["redeem", "bucket", "WIDE", "--init"], ["redeem", "WIDE", "a@example.com", "--explain"],
      ["redeem", "WIDE", "a@example.com"], ["force-resync", "WIDE", "-n"],
      ["metrics-dump", "--collectors", "buckets,codes"],
    ] {
      let result = try await CommandRun.invitectl(words, environment: world.environment)
      #expect(result.exitCode.map { $0 <= 8 } == true, "\(words): \(result)")
    }
    // The bucket of a code of ours holds a count, or there is none.
    let value = try world.bucket.send("GET", world.key("WIDE"))
    if !value.isNull { #expect(BucketValue(try value.asBytes()).count != nil) }
    // What is printed for the one number is followed by what is printed for the other.
    for _ in 0..<3 {
      let problems = try world.sync().problems
      #expect(problems.allSatisfy { $0.code == "WIDE" })
      guard let next = problems.first?.next else { break }
      try world.postgres.executeScript(next, deadline: .soon)
    }
    #expect(try world.sync().problems.isEmpty)
    #expect(try world.used("WIDE").map { $0 >= 0 } == true)
  }
}
