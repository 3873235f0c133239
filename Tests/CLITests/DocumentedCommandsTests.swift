import ArgumentParser
import Foundation
import Testing

@testable import invitectl

/// A command line that a page, a help text or an error message tells people to type must be one
/// that the program understands.
@Suite struct DocumentedCommandsTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private struct Line: CustomStringConvertible {
    let file: String
    let text: String
    var description: String { "\(file): invitectl \(text)" }

    /// As a shell would split it, up to a comment, a pipe, or the end of the command.
    var words: [String] {
      var words: [String] = []
      var rest = text[...]
      for end in ["  ", " | ", " > ", " >>", " && ", "; ", " # ", " \\"] {
        if let range = rest.range(of: end) { rest = rest[..<range.lowerBound] }
      }
      for word in rest.split(separator: " ") {
        words.append(word.filter { $0 != "\"" && $0 != "'" })
      }
      return words
    }

    /// Placeholders have no value that an option could check.
    var hasPlaceholder: Bool {
      words.contains { word in word.wholeMatch(of: /[A-Z]{2,}[A-Z0-9]*|.*X.*/) != nil }
    }
  }

  private static func lines(ofPage file: String, _ text: String) -> [Line] {
    var found: [Line] = []
    var isFenced = false
    var isPicture = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.trimmingPrefix(while: { $0 == " " }).hasPrefix("```") {
        isFenced.toggle()
        isPicture = isFenced && line.contains("mermaid")
      } else if isPicture || !line.contains("invitectl ") {
        continue
      } else if isFenced {
        // A prompt, variables, and cron's fields may come first.
        let command = /(?:[ \/=]|^)invitectl (?<rest>[a-z-].*)$/
        if line.contains(
          /^ *(\$ |sudo |[A-Z_]+=|[*0-9\/]+ [*0-9]|ExecStart=|\/?[a-z\/]*invitectl )/),
          let match = line.firstMatch(of: command)
        {
          found.append(Line(file: file, text: String(match.rest)))
        }
      } else {
        for match in line.matches(of: /`[^`]*?invitectl (?<rest>[a-z-][^`]*)`/) {
          found.append(Line(file: file, text: String(match.rest)))
        }
      }
    }
    return found
  }

  private static func lines(ofSource file: String, _ text: String) -> [Line] {
    var found: [Line] = []
    for line in text.split(separator: "\n") where line.contains("invitectl ") {
      // What is put in, and where it stands in a translation.
      let line = line.replacing(/\\\([^()]*(\([^()]*\)[^()]*)*\)/, with: "X")
        .replacing(/\{[0-9]+\}/, with: "X")
      for match in line.matches(of: /'invitectl (?<rest>[a-z-][^']*)'/) {
        found.append(Line(file: file, text: String(match.rest)))
      }
      if let match = line.firstMatch(of: /^ +(\S+ \| )?invitectl (?<rest>[a-z-].*)$/) {
        found.append(Line(file: file, text: String(match.rest)))
      }
    }
    return found
  }

  private static func read(_ folder: String, _ suffix: String) throws -> [(String, String)] {
    let url = root.appending(path: folder)
    return try FileManager.default.subpathsOfDirectory(atPath: url.path)
      .filter { $0.hasSuffix(suffix) && !$0.hasPrefix("performance") }
      .map { ($0, try String(contentsOf: url.appending(path: $0), encoding: .utf8)) }
  }

  private func check(_ lines: [Line]) {
    var seen: Set<[String]> = []
    for line in lines where seen.insert(line.words).inserted {
      do {
        let words = SpokenLanguage(line.words) { _ in nil }.arguments
        _ = try Invitectl.parseAsRoot(Arguments.normalized(words))
      } catch {
        guard Invitectl.exitCode(for: error) != .success else { continue }
        let message = Invitectl.message(for: error)
        let isOwnFault = ["Unknown option", "Unexpected argument", "Missing"].contains {
          message.contains($0)
        }
        #expect(line.hasPlaceholder && !isOwnFault, "\(line): \(message)")
      }
    }
  }

  private static func pages() throws -> [(String, String)] {
    try ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"].map {
      ($0, try String(contentsOf: root.appending(path: $0), encoding: .utf8))
    } + read("docs", ".md") + read("monitoring", ".yml")
  }

  @Test func `every command line of the pages is understood`() throws {
    let lines = try Self.pages().flatMap { Self.lines(ofPage: $0, $1) }
    #expect(lines.count > 80)
    check(lines)
  }

  /// Who copies an example does not show the figures to the whole network.
  @Test func `what listens in an example is reached from this machine alone`() throws {
    let texts =
      try Self.pages() + Self.read("Sources", ".swift") + Self.read("man", ".1")
      + Self.read("completions", "") + Self.read("monitoring", ".service")
      + Self.read("packaging", ".service") + Self.read("packaging", "cron.d")
    var found = 0
    for (file, text) in texts where text.contains("--listen") {
      for match in text.matches(of: /--listen[ =](?<address>[^\s'"`]*[0-9:\[][^\s'"`]*)/) {
        found += 1
        let isLocal = match.address.contains(/^(127\.0\.0\.1|localhost|\[::1\]):/)
        #expect(isLocal, "\(file): \(match.output.0)")
      }
    }
    #expect(found > 5)
  }

  @Test func `every command line of the messages and help texts is understood`() throws {
    let lines = try Self.read("Sources", ".swift").flatMap { Self.lines(ofSource: $0, $1) }
    #expect(lines.count > 60)
    check(lines)
  }
}
