import TestSupport
import Testing

/// What programs read is the same, whatever the language: `-o json` is English to the last byte, exit codes
/// are equal. Numbers are left out of the comparison, which say when and how long.
@Suite struct LanguageParityTests {
  private static let looks = [
    "trace DIRECT10 --search-limit 60s", "trace r@example.com --search-limit 60s",
    "trace nobody@example.com --search-limit 60s", "redeem bucket DIRECT10",
    "redeem DIRECT10 a@example.com --explain", "redeem NOSUCHCODE a@example.com --dry-run",
    "redeem DIRECTEXPIRED a@example.com --dry-run", "redeem retry -n", "sync-counts --dry-run",
    "sync-counts history NOSUCHCODE", "force-resync audit --all",
    "cleanup-queue --dry-run", "cleanup-queue --stuck", "cleanup-queue", "migrate status",
    "migrate verify", "migrate plan", "inspect-workers peek invites", "inspect-workers peek nosuch",
    "doctor --only indexes", "doctor --only nosuch", "runs", "runs 4711", "metrics-dump list",
    "config print",
  ]

  @Test func `JSON is the same in each language, and so is the exit code`() async throws {
    let world = try RunbookWorld(.english)
    try world.addQueueRows()
    try world.addPoison()
    try world.initialise("DIRECT10", tokens: 10)
    let environment = world.environment
    for line in Self.looks {
      let words = line.split(separator: " ").map(String.init) + ["-o", "json"]
      let english = try await CommandRun.invitectl(words, environment: environment)
      let chinese = try await CommandRun.invitectl(
        words, environment: environment.merging(["LC_ALL": "zh_CN.UTF-8"]) { $1 })
      #expect(english.exitCode == chinese.exitCode, "\(line): \(chinese.errors)")
      #expect(plain(english.output) == plain(chinese.output), "\(line)")
      #expect(plain(english.errors) == plain(chinese.errors), "\(line)")
      #expect(!EnglishSentences.hasChinese(chinese.output + chinese.errors), "\(line)")
      #expect(!(english.output + english.errors).isEmpty, "\(line)")
    }
  }

  private func plain(_ text: String) -> String {
    text.replacing(/[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h|d)?(?: [0-9]+(?:ms|s|m|h|d))*/, with: "N")
      .replacing("zh_CN.UTF-N", with: "C.UTF-N")
  }
}
