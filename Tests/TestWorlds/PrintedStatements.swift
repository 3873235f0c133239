package import TestSupport
package import Testing

/// The statements that an error prints to be typed: lines of their own, behind ` next:`.
package struct PrintedStatements {
  package let all: [String]

  package init(_ result: CommandResult, sourceLocation: SourceLocation = #_sourceLocation) throws {
    all = result.errors.split(separator: "\n")
      .filter { $0.hasPrefix("       ") && $0.hasSuffix(";") }
      .map { String($0.drop { $0 == " " }) }
    #expect(!all.isEmpty, "\(result.errors)", sourceLocation: sourceLocation)
  }

  /// Types one into psql as it stands.
  ///
  /// - Parameter word: what it begins with.
  package func type(_ word: String, into database: TestDatabase) async throws {
    let statement = try #require(all.first { $0.hasPrefix(word) }, "\(all)")
    let psql = try await CommandRun.run(
      "/usr/bin/env",
      ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", database.url(), "-c", statement])
    #expect(psql.exitCode == 0, "\(statement): \(psql.errors)")
  }
}
