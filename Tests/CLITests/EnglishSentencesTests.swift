import Localization
import TestSupport
import Testing

@testable import invitectl

/// The rule by which tests find English in Chinese, and what it finds in the catalogue and in the help.
@Suite struct EnglishSentencesTests {
  private static let chinese = ["LC_ALL": "zh_CN.UTF-8"]

  private struct Page: Sendable {
    let words: [String]
    let result: CommandResult
  }

  @Test func `it sees sentences, and neither names nor what others said`() async throws {
    let rule = EnglishSentences(try await CommandTree.load())
    for text in [
      "done: 3 of 5", "no worker answered", "错误：could not read the codes", "兑换码  is gone",
      "A   nothing here", "错误：无法读取 codes that are",
    ] {
      #expect(!rule.left(in: text).isEmpty, "\(text)")
    }
    for text in [
      "建议：invitectl inspect-workers control resume invites --yes",
      "见 'some words of a command'",
      "错误：无法读取兑换码：permission denied for table redeem_codes (SQLSTATE 42501)",
      "无法打开 /x：No such file or directory", "ACTIVE  taken  lost",
      "SELECT a FROM the_table of it;", "用 migrate up 建立 schema invitectl",
      "12.5 MB，p3 worker，invites, sync, celery",
      "d p x  已关闭", "拒绝：NOPERM this user has no permissions to run the command",
    ] {
      #expect(rule.left(in: text) == [], "\(text)")
    }
  }

  /// A rule that sees nothing would pass whatever is said.
  @Test func `it sees the English of the catalogue, and none in its Chinese`() async throws {
    let rule = EnglishSentences(try await CommandTree.load())
    let catalogue = try Catalogue(ChineseCatalogue.areas)
    var (long, seen) = (0, 0)
    for key in catalogue.keys {
      if key.matches(of: /\b[a-z]+\b/).count >= 5 {
        long += 1
        if !rule.left(in: key).isEmpty { seen += 1 }
      }
      // What is put in is no word.
      let text = (catalogue[key] ?? "").replacing(/\{[0-9]+\}/, with: "§")
      #expect(rule.left(in: text) == [], "\(key)")
    }
    // All but those that are a command, or have names alone.
    #expect(long > 1000 && seen * 100 > long * 99, "\(seen) of \(long)")
  }

  @Test func `two counts of cells agree on all that is said in Chinese`() throws {
    let catalogue = try Catalogue(ChineseCatalogue.areas)
    for key in catalogue.keys {
      for line in (catalogue[key] ?? "").split(separator: "\n") {
        #expect(TerminalCells.of(line) == DisplayWidth.of(line), "\(line)")
      }
    }
  }

  @Test func `the help of every command is Chinese, and no line is broken by the terminal`()
    async throws
  {
    let tree = try await CommandTree.load()
    let rule = EnglishSentences(tree)
    let pages = tree.commands.map { $0 + ["--help"] } + [["environment"], ["exit-codes"]]
    #expect(pages.count > 50)
    // A process each, as many at once as there may be processors.
    for start in stride(from: 0, to: pages.count, by: 4) {
      let part = Array(pages[start..<min(start + 4, pages.count)])
      let shown = try await withThrowingTaskGroup(of: Page.self, returning: [Page].self) { group in
        for words in part {
          group.addTask {
            let result = try await CommandRun.invitectl(words, environment: Self.chinese)
            return Page(words: words, result: result)
          }
        }
        var pages: [Page] = []
        for try await page in group { pages.append(page) }
        return pages
      }
      for page in shown {
        let (words, result) = (page.words, page.result)
        #expect(result.exitCode == 0 && result.errors.isEmpty, "\(words): \(result.errors)")
        #expect(EnglishSentences.hasChinese(result.output), "\(words)")
        #expect(rule.left(in: result.output) == [], "\(words)")
        guard words.last == "--help" else { continue }
        for line in result.output.split(separator: "\n") {
          #expect(DisplayWidth.of(line) <= 79, "\(words): \(line)")
        }
      }
    }
  }
}
