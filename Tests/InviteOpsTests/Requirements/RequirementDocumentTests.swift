import FoundationEssentials
import Localization
import Testing

@testable import InviteOps
@testable import InviteStorage

/// docs/requirements.md, in both languages, says what the code asks for: the Chinese page in the sentences that
/// the program says in Chinese.
@Suite struct RequirementDocumentTests {
  private static let pages: [(String, Language)] = [
    ("requirements.md", .english), ("zh/requirements.md", .chinese),
  ]

  private func document(_ page: String) throws -> String {
    try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/\(page)"), encoding: .utf8)
  }

  @Test(arguments: pages)
  func `the table of commands is the code's`(page: String, language: Language) throws {
    let text = try document(page)
    for purpose in Purpose.allCases where purpose != .doctor {
      let needs = purpose.requirements.map(\.rawValue).joined(separator: ", ")
      let line = "| `\(purpose.rawValue)` | \(needs) |"
      #expect(text.contains(line), "wanted: \(line)")
    }
  }

  @Test(arguments: pages)
  func `the table of requirements is the code's`(page: String, language: Language) throws {
    let text = try document(page)
    for requirement in Requirement.allCases {
      let why = Speech.$override.withValue(language) { requirement.why }
      let start = "| `\(requirement.rawValue)` | \(why) | `\(requirement.check.rawValue)` |"
      #expect(text.contains(start), "wanted: \(start)")
    }
  }
}
