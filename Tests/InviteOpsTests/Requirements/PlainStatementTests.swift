import Foundation
import Testing

/// The text of every statement is ASCII, comments in it as well: a database of another encoding than UTF-8
/// refuses a statement with a character that it does not have.
@Suite struct PlainStatementTests {
  @Test func `statements and scripts are of ASCII alone`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    var read = 0
    for folder in ["Queries", "Scripts"] {
      let path = root.appending(path: "Sources/InviteStorage/\(folder)").path
      for name in try FileManager.default.contentsOfDirectory(atPath: path)
      where name.hasSuffix(".swift") {
        let text = try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
        read += 1
        for line in text.split(separator: "\n") where !line.allSatisfy(\.isASCII) {
          let isComment = line.drop { $0 == " " }.hasPrefix("//")
          #expect(isComment, "\(name): \(line)")
        }
      }
    }
    #expect(read > 40)
  }
}
