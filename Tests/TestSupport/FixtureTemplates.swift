internal import ClientSupport
internal import PostgresClient
internal import Synchronization

/// Databases of the sandbox that hold files of Tests/Fixtures already, to be copied: that takes less
/// than to run the files, and the test processes share them.
///
/// Only schemas: rows that are made with now() would get old in a sandbox that stays up.
enum FixtureTemplates {
  private static let known = Mutex<Set<String>>([])
  /// The advisory lock under which one process makes a template (of no meaning otherwise).
  private static let lock = "pg_advisory_lock(1768846953, 900)"

  /// The template's name; it is made when nobody has.
  static func name(of files: [String]) throws -> String {
    let content = try files.map { try Fixture.sql($0) }.joined()
    // By content, so that a changed file makes another one.
    let name = "fixture_" + String(hash(content), radix: 36)
    guard !known.withLock({ $0.contains(name) }) else { return name }
    let admin = try Sandbox.connect()
    try admin.executeScript("SELECT \(lock)", deadline: .after(.seconds(120)))
    let found = try admin.query(
      "SELECT 1 AS one FROM pg_database WHERE datname = $1", [name], deadline: .soon)
    if found.isEmpty { try make(name, files, admin) }
    admin.close()
    known.withLock { _ = $0.insert(name) }
    return name
  }

  /// Under another name until it is whole.
  private static func make(
    _ name: String, _ files: [String], _ admin: PostgresConnection
  ) throws {
    let draft = name + "_draft"
    for statement in ["DROP DATABASE IF EXISTS \(draft) WITH (FORCE)", "CREATE DATABASE \(draft)"] {
      try admin.execute(statement, deadline: .after(.seconds(120)))
    }
    let connection = try PostgresConnection.connect(
      Sandbox.postgres().with("dbname", draft), deadline: .soon)
    for file in files { try Fixture.load(file, into: connection) }
    connection.close()
    try waitUntil("nobody is in \(draft)") {
      try admin.query(
        "SELECT 1 AS one FROM pg_stat_activity WHERE datname = $1", [draft], deadline: .soon
      ).isEmpty
    }
    try admin.execute("ALTER DATABASE \(draft) RENAME TO \(name)", deadline: .soon)
    try admin.execute("ALTER DATABASE \(name) ALLOW_CONNECTIONS false", deadline: .soon)
  }

  /// FNV-1a: the same in every process, as Swift's own is not.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
