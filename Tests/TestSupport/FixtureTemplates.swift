internal import ClientSupport
internal import PostgresClient

/// Databases of the sandbox that hold files of Tests/Fixtures already, to be copied: that takes less
/// than to run the files, and the test processes share them.
///
/// Only schemas: rows that are made with now() would get old in a sandbox that stays up.
enum FixtureTemplates {
  /// The template's name; it is made when nobody has.
  ///
  /// - Parameter more: statements behind the files, each run by itself.
  static func name(of files: [String], more: [String] = []) throws -> String {
    let content = try files.map { try Fixture.sql($0) } + more
    // By content, so that a changed file makes another one.
    let name = "fixture_" + TemplateDatabase.hash(content.joined(separator: "\0"))
    return try TemplateDatabase.named(name) { draft in
      let connection = try PostgresConnection.connect(
        Sandbox.postgres().with("dbname", draft), deadline: .soon)
      defer { connection.close() }
      for sql in content {
        try connection.executeScript(sql, deadline: .after(.seconds(120)))
      }
    }
  }
}
