import TestSupport
import TestWorlds
import Testing

extension TraceSituation {
  /// The first situation of each state that a trace can end in: a line of the runbook's table each.
  static let ofEachState: [TraceSituation] = {
    var seen: Set<String> = []
    return TraceSituation.all.filter { seen.insert($0.state).inserted }
  }()
}

/// `trace` under `LC_ALL=zh_CN.UTF-8`, for each state that docs/operations.md has a line of.
@Suite struct TraceLanguageTests {
  @Test(arguments: TraceSituation.ofEachState)
  func `where an invite is, is said in Chinese`(situation: TraceSituation) async throws {
    let rule = EnglishSentences(try await CommandTree.load())
    let world = try TraceWorld()
    try situation.plant(world)
    let environment = world.environment.merging(["LC_ALL": "zh_CN.UTF-8"]) { $1 }
    let result = try await CommandRun.invitectl(
      ["trace", situation.who, "--search-limit", "60s"], environment: environment)
    #expect(result.exitCode == situation.exit, "\(result.output)\(result.errors)")
    #expect(EnglishSentences.hasChinese(result.output + result.errors), "\(result.output)")
    // What the backend has noted in these rows, and an exception of Python's.
    let said = (result.output + result.errors).replacing("said so", with: "…")
      .replacing("InviteError: no", with: "…")
    #expect(rule.left(in: said) == [], "\(result.output)\(result.errors)")
  }

  @Test func `they are more than a few`() {
    #expect(TraceSituation.ofEachState.count >= 8)
  }
}
