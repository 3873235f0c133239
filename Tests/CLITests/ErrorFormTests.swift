import Foundation
import InviteDomain
import LosslessJSON
import TestSupport
import Testing

@testable import invitectl

/// Errors as programs read them, whoever finds them: `-o json` stands anywhere.
@Suite struct ErrorFormTests {
  @Test(arguments: [
    ["doctor", "--bogus", "-o", "json"], ["-o", "json", "doctor"], ["doctr", "--output=json"],
    ["sync-counts", "--every", "1s", "-qo", "jsonl"],
    ["sync-counts", "--output", "json", "--every"],
    ["help", "doctr", "-o", "json"], ["doctor", "-o", "json", "--lang", "fr"],
    ["redeem", "CODE", "-o=json"], ["metrics-dump", "list", "-o", "json", "more"],
    ["config", "print", "-o", "json", "--config", "/no/such"],
    ["config", "print", "-o", "json", "--timeout", "soon"],
    ["config", "print", "-o", "json", "--redis-url", ""],
  ])
  func `a mistake is one object`(arguments: [String]) async throws {
    let result = try await CommandRun.invitectl(arguments, environment: ["LANG": "zh_CN.UTF-8"])
    #expect(result.exitCode == 2 && result.output.isEmpty, "\(result)")
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 1, "\(result.errors)")
    let error = try JSONValue(parsing: Array(result.errors.utf8))["error"]
    #expect(error?["kind"]?.string == "usage" && error?["exit_code"]?.int == 2, "\(result.errors)")
    #expect(error?["message"]?.string?.isEmpty == false)
    #expect(result.errors.allSatisfy { $0.isASCII }, "\(result.errors)")
  }

  @Test(
    arguments: [
      (["doctor", "-o", "json"], .json), (["-qo", "jsonl", "doctor"], .jsonl),
      (["doctor", "--output=json"], .json), (["doctor", "-o=jsonl"], .jsonl),
      (["doctor", "-o", "json", "-o", "text"], .text), (["redeem", "--", "-o", "json"], .text),
      (["doctor", "-o"], .text), (["doctor", "-o", "yaml"], .text), ([], .text),
    ] as [([String], OutputFormat)])
  func `the format is known before the options are read`(
    typed: [String], format: OutputFormat
  ) {
    #expect(OutputFormat.typed(in: typed) == format)
  }

  @Test func `what the parser says becomes a message and what to type`() {
    let failure = FailureRendering.failure(
      ofParser: """
        Error: Unexpected argument 'redis://:hunter2@cache'
        Usage: invitectl doctor [options]
          See 'invitectl doctor --help' for more information.
        """)
    #expect(failure.message == "Unexpected argument 'redis://:***@cache'")
    #expect(failure.hint == "invitectl doctor --help" && failure.kind == .usage)
  }

  @Test func `what was typed is repeated without its password`() async throws {
    for word in ["redis://:hunter2@cache/0", "host=db password=hunter2"] {
      let result = try await CommandRun.invitectl(["doctor", word])
      #expect(result.exitCode == 2 && result.errors.contains("***"), "\(result.errors)")
      #expect(!result.errors.contains("hunter2"), "\(result.errors)")
    }
  }

  /// In a window of no columns, or of fewer than a description needs.
  @Test(arguments: ["0", "-1", "10", "30"])
  func `help has its texts, however narrow it is`(columns: String) async throws {
    let result = try await CommandRun.invitectl(
      ["doctor", "--help"], environment: ["COLUMNS": columns])
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.output.contains("Make only"), "\(result.output)")
  }

  /// Its own answers would be its next lines, without end.
  @Test func `a batch is not answered into itself`() async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("lines.csv")
    try Data("CODE,a@example.com\n".utf8).write(to: URL(filePath: file))
    let result = try await CommandRun.run(
      "/bin/bash",
      ["-c", #"exec "$0" redeem --batch "$1" >> "$1""#, CommandRun.invitectlPath, file],
      environment: ["REDIS_URL": "redis://127.0.0.1:1/0"])
    #expect(result.exitCode == 2, "\(result)")
    #expect(result.errors.contains("which the batch is read from"), "\(result.errors)")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "CODE,a@example.com\n")
  }
}
