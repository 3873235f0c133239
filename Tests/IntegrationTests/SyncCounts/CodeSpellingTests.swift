import InviteOps
import InviteStorage
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A code is reached by its own spelling, and by any spelling where only the one in capitals is stored.
@Suite struct CodeSpellingTests {
  private func world(_ codes: [String]) throws -> SyncWorld {
    let world = try SyncWorld()
    try world.postgres.executeScript(OutboxSchema.create, deadline: .soon)
    for code in codes { try world.addCode(code, max: 10) }
    return world
  }

  private func run(
    _ world: SyncWorld, _ words: [String], input: String = ""
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      words, environment: world.environment, input: input)
  }

  @Test func `a code in small letters is reached by every command that takes one`() async throws {
    let world = try world(["small-1"])
    let made = try await run(world, ["redeem", "bucket", "small-1", "--init", "-o", "json"])
    #expect(made.exitCode == 0, "\(made)")
    #expect(try JSONValue(parsing: Array(made.output.utf8))["code"]?.string == "small-1")
    #expect(try world.tokens("small-1") == 10)
    try world.bucket.send("EXPIRE", world.key("small-1"), 86_000)
    #expect(try await run(world, ["sync-counts", "small-1"]).exitCode == 0)
    // But by redeem: the backend looks for the one in capitals alone.
    for words in [
      ["redeem", "small-1", "a@example.com", "--no-limit"],
      ["redeem", "small-1", "a@example.com", "--explain"],
    ] {
      let refused = try await run(world, words)
      #expect(refused.exitCode == 5, "\(words): \(refused)")
      #expect(refused.output.contains("INVALID_CODE"), "\(refused)")
    }
    try world.take("small-1", 3)
    let synced = try await run(world, ["sync-counts", "small-1"])
    #expect(synced.exitCode == 0, "\(synced)")
    #expect(try world.used("small-1") == 3)
    for words in [
      ["force-resync", "small-1", "-n"], ["force-resync", "history", "small-1"],
      ["redeem", "bucket", "small-1"],
    ] {
      let result = try await run(world, words)
      #expect(result.exitCode == 0, "\(words): \(result)")
    }
    // The bucket of the same name in capitals belongs to nobody.
    #expect(try world.tokens("SMALL-1") == nil)
  }

  @Test func `a token is given back to the code that the task took it of`() async throws {
    let world = try world(["Twin", "TWIN"])
    for code in ["Twin", "TWIN"] { try world.initialise(code) }
    let id = "0f0e0d0c-0000-4000-8000-000000000001"
    let taken = try await run(
      world, ["redeem", "twin", "a@example.com", "--id", id, "--no-limit"])
    #expect(taken.exitCode == 0, "\(taken)")
    let wrong = try await run(world, ["redeem", "refund", "Twin", "--task", id, "--force"])
    #expect(wrong.exitCode == 7, "\(wrong)")
    let right = try await run(world, ["redeem", "refund", "TWIN", "--task", id, "--force"])
    #expect(right.exitCode == 0, "\(right)")
    #expect(try world.tokens("Twin") == 10)
    #expect(try world.tokens("TWIN") == 10)
  }

  @Test func `of two codes that differ in case each is synced by its spelling`() async throws {
    let world = try world(["Twin", "TWIN"])
    for code in ["Twin", "TWIN"] { try world.initialise(code) }
    try world.sync()
    // Redeemed is the one in capitals, as the backend has it, however it is typed.
    for (index, typed) in ["Twin", "TWIN", "twin", " tWIN"].enumerated() {
      let result = try await run(
        world, ["redeem", typed, "\(index)@example.com", "--no-limit"])
      #expect(result.exitCode == 0, "\(typed): \(result)")
      #expect(try world.tokens("TWIN") == 9 - index, "\(typed)")
    }
    try world.take("Twin", 1)
    #expect(try world.sync { $0.codes = ["Twin"] }.usesAdded == 1)
    #expect(try world.used("TWIN") == 0)
    #expect(try world.sync { $0.codes = ["twin", "TWIN"] }.usesAdded == 4)
    #expect(try world.used("Twin") == 1)
  }

  @Test func `a code that is stored in capitals is reached in any case`() async throws {
    let world = try world(["CAPITALS"])
    for words in [
      ["redeem", "bucket", "capitals", "--init"], ["sync-counts", " Capitals"],
      ["force-resync", "capitals", "-n"], ["force-resync", "history", "cAPITALS"],
      ["redeem", "Capitals ", "a@example.com", "--no-limit"],
    ] {
      let result = try await run(world, words)
      #expect(result.exitCode == 0 || words[0] == "force-resync", "\(words): \(result)")
      #expect(!result.errors.contains("there is no code"), "\(words): \(result)")
    }
    #expect(try world.tokens("CAPITALS") == 9)
  }

  @Test(arguments: ["tWin", "it's", "\\"])
  func `what is stored otherwise is refused by name, and what is printed shows it`(
    typed: String
  ) async throws {
    // Neither as it was typed nor in capitals.
    let stored = " " + typed.lowercased() + "\t"
    let world = try world([stored])
    for words in [
      ["sync-counts"], ["force-resync", "-n"], ["force-resync", "history"], ["redeem", "bucket"],
      ["redeem", "bucket", "--init"], ["redeem", "refund", "--task", "t", "--force"],
    ] {
      let result = try await run(world, words + ["--", typed])
      #expect(result.exitCode == (words[0] == "redeem" ? 1 : 2), "\(words): \(result)")
      #expect(result.errors.contains("there is no code"), "\(words): \(result)")
      let next = try #require(result.errors.split(separator: "\n").first { $0.contains("next: ") })
      let start = try #require(next.firstRange(of: "SELECT "))
      let end = try #require(next.firstRange(of: " shows other spellings"))
      let found = try world.postgres.query(
        String(next[start.lowerBound..<end.lowerBound]), deadline: .soon)
      #expect(try found.map { try $0.string("code") } == [stored], "\(next)")
    }
    let redeem = try await run(world, ["redeem", "--", typed, "a@example.com"])
    #expect(redeem.exitCode == 5)
    #expect(redeem.output == "INVALID_CODE\n", "\(redeem)")
  }
}
