import InviteDomain
import InviteStorage
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Fault F23: errors masked the very word that one had typed.
@Suite struct TypedOnScreenTests {
  private let world: SyncWorld

  init() throws {
    world = try SyncWorld()
    try world.postgres.executeScript(OutboxSchema.create, deadline: .soon)
  }

  @Test func `a screen shows what was typed on it`() async throws {
    let session = try await TerminalSession(
      columns: 160, rows: 40,
      environment: world.environment.merging([
        "TERM": "xterm-256color", "IV": CommandRun.invitectlPath,
      ]) { $1 })
    for (end, command, message) in [
      ("left1=", "sync-counts NO-SUCH-CODE", "there is no code NO-SUCH-CODE, neither as typed"),
      (
        "left2=", "redeem NO-SUCH-CODE who@example.com",
        "NO-SUCH-CODE for who@example.com is refused: "
      ),
    ] {
      try await session.press("$IV \(command); echo \(end)$?", "Enter")
      let lines = try await session.wait(for: "the end of \(command)") { lines in
        lines.contains { $0.hasPrefix(end) }
      }
      #expect(lines.contains { $0.hasPrefix("error: \(message)") }, "\(lines)")
      if command.hasPrefix("sync-counts") {
        #expect(lines.joined().contains("btrim('NO-SUCH-CODE'"), "\(lines)")
      }
    }
  }

  /// Where it may be kept, by cron or a log, it is masked.
  @Test func `what is no screen gets it masked`() async throws {
    let code = Masking.code("NO-SUCH-CODE")
    let email = Masking.email("who@example.com")
    for (words, message) in [
      (["sync-counts", "NO-SUCH-CODE"], "there is no code \(code), neither"),
      (["redeem", "NO-SUCH-CODE", "who@example.com"], "\(code) for \(email) is refused: "),
    ] {
      let result = try await CommandRun.invitectl(words, environment: world.environment)
      let line = try #require(result.errors.split(separator: "\n").first)
      #expect(line.hasPrefix("error: \(message)"), "\(result)")
      #expect(!line.contains("NO-SUCH-CODE") && !line.contains("who@example.com"), "\(result)")
    }
    // Nor is it in what is to be typed next.
    for words in [
      ["sync-counts", "NO-SUCH-CODE"], ["sync-counts", "history", "NO-SUCH-CODE"],
      ["force-resync", "audit", "NO-SUCH-CODE"],
    ] {
      let result = try await CommandRun.invitectl(words, environment: world.environment)
      #expect(result.errors.contains(" shows other spellings"), "\(words): \(result)")
      #expect(!result.errors.contains("NO-SUCH-CODE"), "\(words): \(result)")
    }
  }
}
