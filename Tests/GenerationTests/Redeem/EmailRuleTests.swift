import Foundation
import TestSupport
import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import LosslessJSON

/// The native rule for addresses against the packages that the backend uses.
@Suite struct EmailRuleTests {
  /// The refusals of ours that docs/redeem.md names: what the Swift library has no tables for.
  private static let documented = [
    "from right to left", "stands for another character", "has a capital sigma",
    "the name before the <",
  ]

  private static func file(_ name: String) -> String {
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/oracle/" + name
  }

  private func oracle(_ texts: [String]) async throws -> [String?] {
    let input = JSONValue.array(texts.map { .string($0) })
    let result = try await CommandRun.run(
      Sandbox.variable("INVITECTL_TEST_PYTHON"), [Self.file("email_oracle.py")],
      input: String(decoding: input.pythonJSON, as: UTF8.self))
    try #require(
      result.exitCode == 0,
      "run scripts/bootstrap venvs, which installs email-validator: \(result.errors)")
    return try #require(JSONValue(parsing: Array(result.output.utf8)).array).map(\.string)
  }

  private static func ours(_ text: String) -> Result<String, EmailProblem> {
    Result { () throws(EmailProblem) in try EmailAddress.normalized(text) }
  }

  /// - Returns: how many both take, and how many only the backend takes.
  private func compare(_ texts: [String]) async throws -> (taken: Int, onlyTheirs: Int) {
    var counts = (taken: 0, onlyTheirs: 0)
    let answers = try await oracle(texts)
    try #require(answers.count == texts.count)
    for (text, theirs) in zip(texts, answers) {
      switch (Self.ours(text), theirs) {
      case (.success(let mine), let theirs?):
        counts.taken += 1
        // By scalars: for == e and a combining accent are the letter é.
        #expect(
          Array(mine.unicodeScalars) == Array(theirs.unicodeScalars), "\(text.debugDescription)")
      case (.success(let mine), nil) where Self.isYoung(mine) || Self.isYoung(text): break
      case (.success(let mine), nil):
        Issue.record("taken as \(mine), and the backend refuses it: \(text.debugDescription)")
      case (.failure(let problem), let theirs?):
        counts.onlyTheirs += 1
        #expect(
          Self.documented.contains { problem.description.contains($0) },
          "\(text.debugDescription) is \(theirs) to the backend, and here: \(problem)")
      case (.failure, nil): break
      }
    }
    return counts
  }

  /// Whether it has a letter that the Unicode of Python 3.11 (14.0) does not have.
  private static func isYoung(_ text: String) -> Bool {
    text.unicodeScalars.contains { ($0.properties.age?.major ?? 99) > 14 }
  }

  @Test func `the corpus is judged and stored as by the backend's own packages`() async throws {
    let lines = try String(contentsOfFile: Self.file("emails.jsonl"), encoding: .utf8)
    let texts = try lines.split(separator: "\n").map { line in
      try #require(JSONValue(parsing: Array(line.utf8)).string)
    }
    #expect(texts.count > 700)
    let counts = try await compare(texts)
    #expect(counts.taken > 200)
    #expect(texts.count - counts.taken - counts.onlyTheirs > 300)
  }

  @Test func `so are generated ones`() async throws {
    var random = SeededGenerator(test: "email rule")
    let pieces =
      [
        "a", "b", "Z", "0", ".", ".", "-", "--", "_", "+", "@", "@", "example", ".com", ".test",
        "xn--",
      ]
      + ["kva", "bcher", "é", "e\u{301}", "ß", "ü", "中", "\u{3002}", "ς", "·", "l", "・", "ア", "א"]
      + [
        " ", "\"", "<", ">", "'", "!", "\u{200B}", "\u{1}", "１", "Ω", "ा", "क", "्", "가", "ᄀ", "ﬁ",
      ]
    let texts = (0..<20_000).map { _ in
      (0..<Int.random(in: 1...9, using: &random)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }.joined() + (Bool.random(using: &random) ? "@example.com" : "")
    }
    let counts = try await compare(texts)
    #expect(counts.taken > 500)
  }

  @Test func `so are encoded domains`() async throws {
    var random = SeededGenerator(test: "email punycode")
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789-")
    let texts = (0..<20_000).map { _ in
      let label = (0..<Int.random(in: 1...9, using: &random)).map { _ in
        letters[Int.random(in: 0..<letters.count, using: &random)]
      }
      return "a@xn--\(String(label)).com"
    }
    let counts = try await compare(texts)
    #expect(counts.taken > 500)
  }

  @Test func `every letter of the first plane is judged alike in a domain and before the @`()
    async throws
  {
    // A seventh of them a run; which one is printed with the seed.
    var random = SeededGenerator(test: "email letters")
    let offset = UInt32.random(in: 0..<7, using: &random)
    let scalars = stride(from: 0x80 + offset, to: 0x1_0000, by: 7).compactMap(Unicode.Scalar.init)
    _ = try await compare(scalars.map { "a@x\($0)y.com" })
    _ = try await compare(scalars.map { "x\($0)y@example.com" })
  }
}
