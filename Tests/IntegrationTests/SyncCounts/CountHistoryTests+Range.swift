import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// What is not known of a change between two moments.
extension CountHistoryTests {
  private func now(_ world: SyncWorld) throws -> String {
    try world.postgres.query(
      """
      SELECT to_char(clock_timestamp() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
      """, deadline: .soon
    ).only().string("at")
  }

  @Test func `a take that the next line counts is a range wherever a moment lies before that line`()
    async throws
  {
    let world = try SyncWorld()
    try world.addSyncedCode("TAKEN")
    let first = try now(world)
    try world.take("TAKEN")
    let second = try now(world)
    try world.sync()
    let end = try now(world)
    func run(_ words: String...) async throws -> String {
      let result = try await CommandRun.invitectl(
        ["sync-counts", "history", "TAKEN"] + words, environment: world.environment)
      #expect(result.exitCode == 0, "\(result)")
      return result.output
    }
    let within = try await run("--diff", first, second)
    #expect(within.contains("change   0 to +1, by what the next line counts\n"), "\(within)")
    #expect(within.contains("no line between") && !within.contains("no change"), "\(within)")
    let across = try await run("--diff", second, end)
    #expect(
      across.contains("change   0 to +1: when tokens were taken is not known\n"), "\(across)")
    let at = try await run("--at", second)
    #expect(at.contains("between  +1 by tokens, as the next look found\n"), "\(at)")
    for text in [within, across, at] {
      for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
    let json = try await run("--diff", first, second, "-o", "json")
    for field in [#""change_at_least":0"#, #""change_at_most":1"#, #""added_by_others":0"#] {
      #expect(json.contains(field), "\(field): \(json)")
    }
    #expect(!json.contains(#""change":"#), "\(json)")
    // From line to line it is what the lines say.
    let lines = try CountHistory(world.context()).lines(of: "TAKEN", limit: 2).lines
    try #require(lines.count == 2)
    let exact = try await run("--diff", lines[1].at, lines[0].at)
    #expect(exact.contains("change   +1\n"), "\(exact)")
    // Behind the last one nobody has looked at the bucket.
    let behind = try await run("--diff", lines[0].at, end)
    #expect(behind.contains("no line between") && !behind.contains("no change"), "\(behind)")
  }

  /// The one use of others comes between the first and the second of three instants behind the same line.
  @Test func `what others add between two lines is a range wherever a moment lies between them`()
    async throws
  {
    let world = try SyncWorld()
    try world.addSyncedCode("BETWEEN")
    let first = try now(world)
    try world.increment("BETWEEN")
    let second = try now(world)
    try world.sync()
    try world.take("BETWEEN")
    try world.sync()
    let end = try now(world)
    func run(_ words: String...) async throws -> String {
      let result = try await CommandRun.invitectl(
        ["sync-counts", "history", "BETWEEN", "--diff"] + words, environment: world.environment)
      #expect(result.exitCode == 0, "\(result)")
      return result.output
    }
    let within = try await run(first, second)
    #expect(
      within.contains("change   0 to +1, by others up to the next line\n"), "\(within)")
    #expect(!within.contains("no change") && within.contains("0 to +1\n"), "\(within)")
    let across = try await run(second, end)
    #expect(
      across.contains("change   +1 to +2: when others counted is not known\n"), "\(across)")
    for text in [within, across] {
      for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
    let chinese = try await run(first, second, "--lang", "zh")
    #expect(chinese.contains("0 到 +1，由他人在下一行之前改动\n"), "\(chinese)")
    // Nothing lies between a moment and itself.
    let none = try await run(second, second)
    #expect(none.contains("change   0\n") && none.contains("no change"), "\(none)")
    let json = try await run(first, second, "-o", "json")
    for field in [#""change_at_least":0"#, #""change_at_most":1"#] {
      #expect(json.contains(field), "\(json)")
    }
    #expect(!json.contains(#""change":0"#), "\(json)")
  }
}
