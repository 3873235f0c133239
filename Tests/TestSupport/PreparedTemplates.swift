internal import ClientSupport
internal import Glibc
internal import PostgresClient

/// Databases in which `invitectl migrate up` ran, to be copied: hundreds of tests want schema invitectl, and few
/// are about how it comes to be (decision 0174).
enum PreparedTemplates {
  /// The name of a copy of the template `base` in which it ran; it is made when nobody has.
  ///
  /// Those of a program that was built anew since would only take up room, and go.
  static func name(of base: String) throws -> String {
    let kind = "prepared_" + TemplateDatabase.hash(base)
    let name = try "\(kind)_\(TemplateDatabase.hash(program()))"
    return try TemplateDatabase.named(name, copying: base) { draft in
      let server = try Sandbox.connect()
      defer { server.close() }
      let older = try server.query(
        "SELECT datname::text AS name FROM pg_database WHERE datname LIKE $1 AND datname <> $2",
        [kind + "\\_%", draft], deadline: .soon)
      for row in older {
        try server.execute(
          "DROP DATABASE IF EXISTS \(row.string("name")) WITH (FORCE)", deadline: .soon)
      }
      try Preparation.run(["DATABASE_URL": Sandbox.url(of: draft)])
    }
  }

  /// The binary that is there, told from every other one by what changes when it is linked.
  private static func program() throws -> String {
    var file = stat()
    guard stat(CommandRun.invitectlPath, &file) == 0 else {
      throw Sandbox.Missing(description: "no \(CommandRun.invitectlPath): errno \(errno)")
    }
    return "\(file.st_ino) \(file.st_size) \(file.st_mtim.tv_sec) \(file.st_mtim.tv_nsec)"
  }
}

/// What makes a backend's database ready for every command.
public enum Preparation {
  /// `migrate up`, and what it says to type on tables that have no indexes or no recorded revision.
  ///
  /// - Throws: ``Sandbox/Missing`` with what was said where that does not end well.
  public static func run(_ environment: [String: String]) throws {
    func invitectl(_ words: [String]) throws -> BlockingResult {
      try BlockingRun.invitectl(words, environment: environment, limit: .seconds(120))
    }
    var up = try invitectl(["migrate", "up"])
    for _ in 0..<2 where up.exitCode == 7 {
      guard let advice = up.errors.firstMatch(of: /'invitectl (migrate [a-z0-9_ ]+)'/) else {
        break
      }
      let words = advice.1.split(separator: " ").map(String.init)
      let mended = try invitectl(words)
      guard mended.exitCode == 0 else {
        throw Sandbox.Missing(description: "\(words): \(mended.errors)")
      }
      up = try invitectl(["migrate", "up"])
    }
    guard up.exitCode == 0 else { throw Sandbox.Missing(description: "migrate up: \(up.errors)") }
  }
}
