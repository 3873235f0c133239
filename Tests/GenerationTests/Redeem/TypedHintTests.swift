import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Hints about a code that was typed have the code, and do what they say when they are typed.
@Suite struct TypedHintTests {
  private static let codes = [
    "PLAIN", "TWO WORDS", "O'NEIL", "-DASH", "--", "$HOME", "中文", "A\\B", "small", "Mixed",
    " blanks ",
  ]

  /// What stands between the quotes of the hint, quotes of its own included.
  private func command(_ errors: String) throws -> String {
    let line = try #require(errors.split(separator: "\n").first { $0.contains("next:") })
    let start = try #require(line.firstRange(of: "'invitectl"))
    let end = try #require(line.lastIndex(of: "'"))
    return String(line[line.index(after: start.lowerBound)..<end])
  }

  private func run(_ words: [String], _ world: SyncWorld) async throws -> CommandResult {
    try await CommandRun.invitectl(words, environment: world.environment)
  }

  @Test(arguments: codes) func `a bucket that holds no count`(code: String) async throws {
    let world = try SyncWorld()
    try world.addCode(code, max: 10)
    try world.bucket.send("SETEX", world.key(code), 80_000, "x")
    for words in [
      ["redeem", "bucket", "--", code], ["redeem", "refund", "--task", "t", "--force", "--", code],
    ] {
      let result = try await run(words, world)
      #expect(result.exitCode == 7, "\(words) \(result.output) \(result.errors)")
      try world.bucket.send("SETEX", world.key(code), 80_000, "x")
      try await TypedCommand.run(command(result.errors), world)
      #expect(try world.tokens(code) == 10)
      try world.bucket.send("SETEX", world.key(code), 80_000, "x")
    }
  }

  @Test(arguments: codes) func `a bucket that is missing`(code: String) async throws {
    let world = try SyncWorld()
    try world.addCode(code, max: 10)
    let result = try await run(
      ["redeem", "refund", "--task", "t", "--force", "--", code], world)
    #expect(result.exitCode == 7, "\(result.output) \(result.errors)")
    try await TypedCommand.run(command(result.errors), world)
    #expect(try world.tokens(code) == 10)
  }

  @Test(arguments: codes) func `a refusal`(code: String) async throws {
    let world = try SyncWorld()
    try world.addCode(code, max: 10, active: false)
    let result = try await run(["redeem", "--", code, "o'neil@example.com"], world)
    #expect(result.exitCode == 5, "\(result.output) \(result.errors)")
    #expect(result.errors.contains("next: add --explain to the same command"), "\(result.errors)")
    let shown = try await run(["redeem", "--explain", "--", code, "o'neil@example.com"], world)
    #expect(shown.exitCode == 5, "\(shown.output) \(shown.errors)")
    // The backend looks for codes in capitals, without the blanks around them.
    let isReached = !code.contains { $0.isLowercase } && !code.hasPrefix(" ")
    #expect(shown.output.contains(isReached ? "not active" : "no such code"), "\(shown.output)")
  }

  @Test(arguments: codes) func `a code that the sync refuses`(code: String) async throws {
    let world = try SyncWorld()
    try world.addSyncedCode(code)
    try world.postgres.executeScript(
      "ALTER TABLE redeem_codes ADD CONSTRAINT low CHECK (used_count < 1)", deadline: .soon)
    try world.take(code, 2)
    let result = try await run(["sync-counts"], world)
    #expect(result.exitCode == 8, "\(result.output) \(result.errors)")
    let text = result.output + result.errors
    let start = try #require(text.firstRange(of: "then run '"))
    let rest = text[start.upperBound...].prefix { $0 != "\n" }
    let end = try #require(rest.lastIndex(of: "'"))
    try world.postgres.executeScript(
      "ALTER TABLE redeem_codes DROP CONSTRAINT low", deadline: .soon)
    try await TypedCommand.run(String(rest[..<end]), world)
    #expect(try world.used(code) == 2)
  }
}
