import FoundationEssentials
import TestSupport
import Testing

@Suite struct CompletionTests {
  @Test(arguments: [("bash", "invitectl.bash"), ("zsh", "_invitectl"), ("fish", "invitectl.fish")])
  func `the committed completions are the commands' own`(shell: String, file: String) async throws {
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let committed = try String(
      contentsOf: repository.appending(path: "completions/\(file)"), encoding: .utf8)
    let result = try await CommandRun.invitectl(["--generate-completion-script", shell])
    #expect(result.exitCode == 0)
    #expect(result.output == committed + "\n" || result.output == committed, "run make docs")
  }
}
