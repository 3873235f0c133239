import FoundationEssentials
import Testing

/// The rules of CONTRIBUTING.md that a compiler does not check.
@Suite struct ArchitectureTests {
  private struct Source {
    let path: String
    let text: String
  }

  private let sources: [Source]

  init() throws {
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let root = repository.appending(path: "Sources").path
    let files = try FileManager.default.subpathsOfDirectory(atPath: root)
    sources = try files.filter { $0.hasSuffix(".swift") }.map { path in
      Source(
        path: path,
        text: try String(contentsOf: URL(filePath: "\(root)/\(path)"), encoding: .utf8))
    }
    try #require(sources.count > 50)
  }

  private func paths(below folder: String = "", where matches: (String) -> Bool) -> [String] {
    sources.filter { $0.path.hasPrefix(folder) && matches($0.text) }.map(\.path)
  }

  @Test(arguments: [
    ("CLibpq", "PostgresClient/"), ("CHiredis", "RedisClient/"), ("COpenSSL", "SocketStream/"),
    ("CZlib", "Gzip/"), ("CBzip2", "Bzip2/"),
  ])
  func `a C library has one importer`(module: String, folder: String) {
    let importers = paths { $0.contains("import \(module)\n") }
    #expect(!importers.isEmpty)
    #expect(importers.allSatisfy { $0.hasPrefix(folder) }, "\(importers)")
  }

  @Test func `the clients do not know what they are used for`() {
    for folder in ["ClientSupport/", "SocketStream/", "PostgresClient/", "RedisClient/"] {
      #expect(paths(below: folder) { $0.contains("import InviteOps") } == [])
    }
  }

  @Test func `the library never prints, exits or reads stdin`() {
    let calls = [" print(", "\nprint(", "debugPrint(", "readLine(", " exit(", "fatalError("]
    #expect(paths(below: "InviteOps/") { text in calls.contains { text.contains($0) } } == [])
  }

  @Test func `SQL lives in Queries`() {
    // Built from parts, so that prose about SQL is not taken for it.
    let starts = ["SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "WITH", "ALTER", "TRUNCATE"]
    let outside = sources.filter { source in
      source.path.hasPrefix("InviteOps/") && !source.path.hasPrefix("InviteOps/Queries/")
        && source.text.split(separator: "\n").contains { line in
          let trimmed = line.drop { $0 == " " }
          return !trimmed.hasPrefix("//")
            && starts.contains { trimmed.hasPrefix("\($0) ") && trimmed.contains(" FROM ") }
        }
    }
    #expect(outside.map(\.path) == [])
  }

  @Test func `the backend's tables are never named without their schema`() throws {
    let table = try Regex(
      #"\b(FROM|JOIN|UPDATE|INTO|TABLE|LIKE|public\.) ?"#
        + #"(redeem_codes|invite_records|invite_queue|team_members|team_groups|teams|alembic_version)\b"#
    )
    let bare = sources.filter { $0.path.hasPrefix("InviteOps/Queries/") }.flatMap { source in
      source.text.split(separator: "\n").filter { line in
        !line.drop { $0 == " " }.hasPrefix("//") && line.contains(table)
      }.map { "\(source.path): \($0)" }
    }
    #expect(bare == [])
  }

  @Test func `a promise that the compiler cannot check is rare`() {
    #expect(paths { $0.contains("@unchecked Sendable {") }.count <= 2)
    #expect(paths { $0.contains("nonisolated(unsafe)") } == [])
    #expect(paths { $0.contains("try!") } == [])
  }

  @Test func `files stay small`() {
    let lines = sources.map {
      $0.text.split(separator: "\n", omittingEmptySubsequences: false).count
    }
    .sorted()
    #expect(lines[lines.count / 2] <= 120)
    #expect(lines[lines.count * 9 / 10] <= 300)
  }
}
