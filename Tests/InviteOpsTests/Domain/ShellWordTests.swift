import InviteDomain
import InviteOps
import TestSupport
import Testing

@Suite struct ShellWordTests {
  @Test(arguments: [
    "ABC", "a-b", "-n", "", "a b", "it's", "$(touch x)", "`x`", "redeem:Ü:remaining", "*",
    "~", "a=b", "'", "''", "\\",
  ])
  func `a shell takes it as one word`(word: String) async throws {
    let result = try await CommandRun.run(
      "/bin/sh", ["-c", "printf '<%s>' \(ShellWord.quoted(word))"], environment: [:])
    #expect(result.output == "<\(word)>")
    let bare = ShellWord.unquoted(word)
    let same = try await CommandRun.run(
      "/bin/sh", ["-c", "printf '<%s>' \(bare)"], environment: [:])
    #expect(same.output == "<\(word)>", "\(bare)")
    // Of no word nothing but quotes tells; one within a word is no quote.
    #expect(word.isEmpty || !bare.replacing("\\'", with: "").contains("'"), "\(bare)")
  }

  /// What a terminal would not show as it is.
  @Test(arguments: [
    "a\nb", "\n", "a\u{1B}[31mb", "tab\tb", "\u{202E}olleh", "\u{7F}", "it's\n\\", "\u{1}2",
    "é\u{200B}",
    "\r", "-\n",
  ])
  func `a word that cannot be shown is printed in ASCII`(word: String) async throws {
    let quoted = ShellWord.quoted(word)
    let hasUnsafe = quoted.unicodeScalars.contains { $0.isUnsafeToShow }
    #expect(!hasUnsafe, "\(quoted)")
    let result = try await CommandRun.run(
      "/bin/bash", ["-c", "printf '<%s>' \(quoted)"], environment: ["LC_ALL": "C.UTF-8"])
    #expect(result.output == "<\(word)>")
  }
}
