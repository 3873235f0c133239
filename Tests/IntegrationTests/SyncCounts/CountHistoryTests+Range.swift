import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// What is not known of a change between two moments.
extension CountHistoryTests {
  /// The one use of others comes between the first and the second of three instants behind the same line.
  @Test func `what others add between two lines is a range wherever a moment lies between them`()
    async throws
  {
    let world = try SyncWorld()
    try world.addSyncedCode("BETWEEN")
    func now() throws -> String {
      try world.postgres.query(
        """
        SELECT to_char(clock_timestamp() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
        """, deadline: .soon
      ).only().string("at")
    }
    let first = try now()
    try world.increment("BETWEEN")
    let second = try now()
    try world.take("BETWEEN")
    try world.sync()
    let end = try now()
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
