import InviteDomain
import InviteOps
import TestSupport
import Testing

@Suite struct ShellWordTests {
  @Test(arguments: [
    "ABC", "a-b", "-n", "", "a b", "it's", "$(touch x)", "`x`", "a\nb", "redeem:Ü:remaining", "*",
    "~", "a=b", "'", "''", "\\",
  ])
  func `a shell takes it as one word`(word: String) async throws {
    let result = try await CommandRun.run(
      "/bin/sh", ["-c", "printf '<%s>' \(ShellWord.quoted(word))"], environment: [:])
    #expect(result.output == "<\(word)>")
  }
}
