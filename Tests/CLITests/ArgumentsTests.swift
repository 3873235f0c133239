import TestSupport
import Testing

@testable import invitectl

@Suite struct ArgumentsTests {
  @Test(
    arguments: [
      (
        ["redeem", "--wait=1s", "C", "E", "-o", "json"],
        ["redeem", "C", "E", "-o", "json", "--wait=1s"]
      ),
      (["redeem", "--wait", "C", "E", "-q"], ["redeem", "C", "E", "-q", "--wait"]),
      (["redeem", "C", "E", "--wait", "10m", "-q"], ["redeem", "C", "E", "-q", "--wait=10m"]),
      (
        ["redeem", "--wait=2s", "--", "C", "--wait=3s"],
        ["redeem", "--wait=2s", "--", "C", "--wait=3s"]
      ),
      (["sync-counts", "--wait=1s", "-q"], ["sync-counts", "--wait=1s", "-q"]),
      (["help", "exit-codes"], ["exit-codes"]), ([], []),
    ] as [([String], [String])])
  func `the time of a wait stands last`(typed: [String], parsed: [String]) {
    #expect(Arguments.normalized(typed) == parsed)
  }

  @Test func `a wait that is no time is refused`() async throws {
    let result = try await CommandRun.invitectl([
      "redeem", "C", "a@example.com", "--wait=soon", "-q",
    ])
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("--wait=soon is no time"), "\(result.errors)")
  }
}
