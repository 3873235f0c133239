import FoundationEssentials
import Localization
import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

/// docs/backends.md, in both languages, says what the code does.
@Suite struct BackendDocumentTests {
  private func document(_ language: Language) throws -> String {
    let name = language == .chinese ? "zh/backends.md" : "backends.md"
    return try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/\(name)"), encoding: .utf8)
  }

  @Test(arguments: Language.allCases)
  func `the table of commands is the code's`(language: Language) throws {
    let text = try document(language)
    Speech.$override.withValue(language) {
      for purpose in Purpose.allCases where purpose != .doctor {
        let cells = [BackendCounting.atRequest, .mixed, .onJoin].map {
          purpose.support($0).sentence
        }
        let line = "| `\(purpose.rawValue)` | \(cells.joined(separator: " | ")) |"
        #expect(text.contains(line), "wanted: \(line)")
      }
    }
  }

  @Test(arguments: Language.allCases)
  func `it names each check of the backend`(language: Language) throws {
    let text = try document(language)
    for check in DoctorCheckName.allCases
    where check == .generation || check.rawValue.hasPrefix("backend-") && check != .backendTables {
      #expect(text.contains("| `\(check.rawValue)` |"), "\(check.rawValue)")
    }
  }
}
