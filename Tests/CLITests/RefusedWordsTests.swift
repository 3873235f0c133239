import Foundation
import TestSupport
import Testing

/// What is typed and would be passed over is a mistake, in the one form of all mistakes.
@Suite struct RefusedWordsTests {
  @Test(
    arguments: [
      (["help", "nosuch"], "there is no command 'nosuch'", "invitectl help"),
      (
        ["help", "migrate", "nosuch"], "there is no command 'nosuch' of 'invitectl migrate'",
        "invitectl help migrate"
      ),
      (
        ["help", "inspect-workers", "control", "x"],
        "there is no command 'x' of 'invitectl inspect-workers control'",
        "invitectl help inspect-workers control"
      ),
    ] as [([String], String, String)])
  func `help for what there is not`(words: [String], message: String, hint: String) async throws {
    let result = try await CommandRun.invitectl(words)
    #expect(result.exitCode == 2)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("error: \(message)\n next: \(hint) lists them"))
    let typed = try await CommandRun.invitectl(
      hint.split(separator: " ").dropFirst().map(String.init))
    #expect(typed.exitCode == 0 && typed.output.contains("SUBCOMMANDS"), "\(typed.output)")
  }

  @Test(
    arguments: [
      (["migrat"], "Unexpected argument 'migrat'. Did you mean 'migrate'?"),
      (["mirgate", "up"], "Did you mean 'migrate'?"),
      (["migrate", "statsu"], "Unexpected argument 'statsu'. Did you mean 'status'?"),
      (["inspect-workers", "control", "dran"], "Did you mean 'drain'?"),
      (["control", "pause", "invites"], "Did you mean 'inspect-workers control'?"),
      (["probe", "invites", "--wait", "1s"], "Did you mean 'inspect-workers probe'?"),
      (
        ["control", "pause", "invites", "--yes"], "'--yes'. Did you mean 'inspect-workers control'?"
      ),
      (["help", "migrat"], "there is no command 'migrat'. Did you mean 'migrate'?"),
    ] as [([String], String)])
  func `a slip in a command's name is answered with the name`(
    words: [String], answer: String
  ) async throws {
    let result = try await CommandRun.invitectl(words)
    #expect(result.exitCode == 2)
    #expect(
      result.errors.hasPrefix("error: ") && result.errors.contains(answer), "\(result.errors)")
  }

  @Test(arguments: [["xyz"], ["up"], ["trace", "a@example.com", "statsu"]])
  func `what is no slip is not guessed at`(words: [String]) async throws {
    let result = try await CommandRun.invitectl(words)
    #expect(!result.errors.contains("Did you mean"), "\(result.errors)")
  }

  @Test(arguments: [
    ["help"], ["help", "migrate"], ["help", "migrate", "up"], ["help", "exit-codes"],
    ["help", "environment"], ["help", "config"], ["help", "config", "print"],
    ["help", "redeem", "bucket"], ["help", "help"], ["help", "--help"],
  ])
  func `help for what there is`(words: [String]) async throws {
    let result = try await CommandRun.invitectl(words)
    #expect(result.exitCode == 0, "\(words): \(result.errors)")
    #expect(result.errors == "")
  }

  @Test(
    arguments: [
      (["--stuck", "--archive", "d"], "--archive"),
      (["--stuck", "--older-than", "1d"], "--older-than"),
      (["--stuck", "--invite-records", "1d"], "--invite-records"),
      (["--stuck", "--rate", "1"], "--rate"),
      (["--stuck", "--keep-logs", "1d"], "--keep-logs"), (["--min-age", "1m"], "--min-age"),
      (["--show", "-n"], "--show"),
    ] as [([String], String)])
  func `an option of the other half of cleanup-queue`(words: [String], option: String) async throws
  {
    let result = try await CommandRun.invitectl(["cleanup-queue", "--yes"] + words)
    #expect(result.exitCode == 2)
    #expect(
      result.errors.hasPrefix("error: ") && result.errors.contains(option), "\(result.errors)")
  }

  @Test func `an archive that is not there is a path to correct`() async throws {
    let result = try await CommandRun.invitectl(["cleanup-queue", "restore", "/nosuch/a.ndjson.gz"])
    #expect(result.exitCode == 1)
    #expect(result.errors.contains(" next: correct the path"), "\(result.errors)")
  }

  @Test func `no default is said twice`() async throws {
    for words in [
      ["sync-counts"], ["cleanup-queue"], ["migrate", "up"], ["redeem"], ["metrics-dump"],
    ] {
      let help = try await CommandRun.invitectl(words + ["--help"]).output
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
      for part in help.components(separatedBy: " --").dropFirst() {
        #expect(!(part.contains("Default: ") && part.contains("default: ")), "--\(part)")
      }
    }
  }
}
