import Foundation
import Glibc
import TestSupport
import TestWorlds
import Testing

/// The commands of docs/operations.md under `LC_ALL=zh_CN.UTF-8`, in the states that its runbooks are about: no
/// English sentence is left, and nothing but the language differs from what they do in English.
@Suite struct RunbookLanguageTests {
  @Test(arguments: RunbookSituation.all)
  func `a runbook speaks Chinese, and does what it does in English`(
    situation: RunbookSituation
  ) async throws {
    let rule = EnglishSentences(try await CommandTree.load())
    let chinese = try RunbookWorld(.chinese)
    let english = situation.comparesEnglish ? try RunbookWorld(.english) : nil
    var kept = try situation.plant(chinese)
    if let english { kept += try situation.plant(english) }
    for step in situation.steps {
      try step.before?(chinese)
      async let speaking = chinese.invitectl(step.words)
      if let english {
        try step.before?(english)
        let said = try await english.invitectl(step.words)
        let spoken = try await speaking
        check(step, rule, spoken)
        compare(step, rule, said, spoken)
      } else {
        check(step, rule, try await speaking)
      }
    }
    if let english {
      let log = try chinese.runLog()
      let said = try english.runLog()
      #expect(said == log, "\(said)\n\(log)")
      #expect(!log.contains { EnglishSentences.hasChinese($0) }, "\(log)")
    }
    withExtendedLifetime(kept) {}
  }

  private func check(_ step: RunbookStep, _ rule: EnglishSentences, _ spoken: CommandResult) {
    let command = step.words.joined(separator: " ")
    if !step.isForPrograms {
      #expect(rule.left(in: spoken.output) == [], "\(command)")
    }
    #expect(rule.left(in: spoken.errors) == [], "\(command)")
  }

  private func compare(
    _ step: RunbookStep, _ rule: EnglishSentences, _ said: CommandResult, _ spoken: CommandResult
  ) {
    let command = step.words.joined(separator: " ")
    let english = said.output + said.errors
    let chinese = spoken.output + spoken.errors
    #expect(said.exitCode == spoken.exitCode, "\(command): \(english)\(chinese)")
    #expect(step.says.isEmpty || english.contains(step.says), "\(command): \(english)")
    // The rule sees what it is to see, and it is said in Chinese.
    if !step.isForPrograms, !rule.left(in: english).isEmpty {
      #expect(EnglishSentences.hasChinese(chinese), "\(command)")
    }
  }

  /// `sync-counts --follow` goes on until it is stopped.
  @Test func `a follower speaks Chinese, and its run is logged in English`() async throws {
    let rule = EnglishSentences(try await CommandTree.load())
    let world = try RunbookWorld(.chinese)
    try world.initialise("DIRECT10", tokens: 10)
    let result = try await CommandRun.invitectl(
      ["sync-counts", "--follow", "--every", "200ms"], environment: world.environment,
      following: { pid, said in
        try await eventually("it follows") { said().contains("正在跟随") }
        kill(pid, SIGTERM)
      })
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(rule.left(in: result.output + result.errors) == [])
    let log = try world.runLog()
    #expect(!log.isEmpty && !log.contains { EnglishSentences.hasChinese($0) }, "\(log)")
  }

  /// Statements are no sentences; what stands between them is.
  @Test func `grants are the same, and explained in Chinese`() async throws {
    let rule = EnglishSentences(try await CommandTree.load())
    func printed(_ language: RunbookWorld.Language) async throws -> [String] {
      let world = try RunbookWorld(language)
      let result = try await world.invitectl(["doctor", "--grants"])
      #expect(result.exitCode == 0 && result.errors.isEmpty, "\(result.errors)")
      return result.output.split(separator: "\n").map(String.init)
    }
    func isComment(_ line: String) -> Bool { line.hasPrefix("--") || line.hasPrefix("#") }
    // Channels are of a database, and each of the two has its own.
    func compared(_ lines: [String]) -> [String] {
      lines.filter { !isComment($0) }.map { $0.replacing(/\/\d+\.celery/, with: "/DB.celery") }
    }
    let english = try await printed(.english)
    let chinese = try await printed(.chinese)
    #expect(compared(english) == compared(chinese))
    let comments = chinese.filter { isComment($0) }
    #expect(comments.count { EnglishSentences.hasChinese($0) } > 10, "\(comments)")
    #expect(rule.left(in: comments.joined(separator: "\n")) == [])
  }

  /// A command that is added to a runbook is run here, too.
  @Test func `every command of the runbooks is among these`() async throws {
    let tree = try await CommandTree.load()
    let steps =
      RunbookSituation.all.flatMap(\.steps).map(\.words)
      // In tests of their own, above.
      + [["sync-counts", "--follow"], ["doctor", "--grants"]]
    let documented = try RunbookCommands.all()
    #expect(documented.count > 70)
    for words in documented {
      // JSON is English, as its lines are in a batch.
      guard !words.contains("-o") else { continue }
      let (path, options) = (tree.path(of: words), RunbookCommands.options(words))
      let isRun = steps.contains { step in
        tree.path(of: step) == path && options.isSubset(of: RunbookCommands.options(step))
      }
      #expect(isRun, "no situation has: invitectl \(words.joined(separator: " "))")
    }
  }
}
