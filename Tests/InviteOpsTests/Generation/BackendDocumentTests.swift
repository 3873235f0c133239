import FoundationEssentials
import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

/// docs/backends.md, in both languages, says what the code does.
@Suite struct BackendDocumentTests {
  private func document(_ name: String) throws -> String {
    try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/\(name)"), encoding: .utf8)
  }

  @Test(arguments: ["backends.md", "backends.zh-CN.md"])
  func `the table of commands is the code's`(name: String) throws {
    let text = try document(name)
    for purpose in Purpose.allCases where purpose != .doctor {
      let cells = [BackendCounting.atRequest, .mixed, .onJoin].map {
        purpose.support($0).sentence
      }
      let line = "| `\(purpose.rawValue)` | \(cells.joined(separator: " | ")) |"
      #expect(text.contains(line), "wanted: \(line)")
    }
  }

  @Test(arguments: ["backends.md", "backends.zh-CN.md"])
  func `it names each check of the backend`(name: String) throws {
    let text = try document(name)
    for check in DoctorCheckName.allCases
    where check == .generation || check.rawValue.hasPrefix("backend-") && check != .backendTables {
      #expect(text.contains("| `\(check.rawValue)` |"), "\(check.rawValue)")
    }
  }
}
