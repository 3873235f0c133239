import FoundationEssentials
import Testing

@testable import InviteOps
@testable import InviteStorage

/// docs/requirements.md says what the code asks for.
@Suite struct RequirementDocumentTests {
  private func document() throws -> String {
    try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/requirements.md"), encoding: .utf8)
  }

  @Test func `the table of commands is the code's`() throws {
    let text = try document()
    for purpose in Purpose.allCases where purpose != .doctor {
      let needs = purpose.requirements.map(\.rawValue).joined(separator: ", ")
      let line = "| `\(purpose.rawValue)` | \(needs) |"
      #expect(text.contains(line), "wanted: \(line)")
    }
  }

  @Test func `the table of requirements is the code's`() throws {
    let text = try document()
    for requirement in Requirement.allCases {
      let start =
        "| `\(requirement.rawValue)` | \(requirement.why) | `\(requirement.check.rawValue)` |"
      #expect(text.contains(start), "wanted: \(start)")
    }
  }
}
