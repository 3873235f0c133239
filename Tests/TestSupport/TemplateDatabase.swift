internal import ClientSupport
internal import PostgresClient
internal import Synchronization

/// Databases of the sandbox that tests' own are copies of, since a copy takes less than to make the same again.
/// Each is made once, by the first process that needs it, and stays with the server.
enum TemplateDatabase {
  private static let known = Mutex<Set<String>>([])

  /// Makes it when nobody has; others who need it wait meanwhile.
  ///
  /// - Parameters:
  ///   - name: of all that it is made of, so that a change of that makes another one; at most 57 bytes.
  ///   - base: the template that it begins as; without one it begins empty.
  ///   - fill: makes the rest, in the database that it is given the name of, and leaves no session there.
  /// - Returns: `name`.
  static func named(
    _ name: String, copying base: String? = nil, fill: (_ draft: String) throws -> Void
  ) throws -> String {
    guard !known.withLock({ $0.contains(name) }) else { return name }
    let server = try Sandbox.connect()
    // The lock goes with the session.
    defer { server.close() }
    try server.execute(
      "SELECT pg_advisory_lock(hashtext($1))", [name], deadline: .after(.seconds(240)))
    let found = try server.query(
      "SELECT 1 AS one FROM pg_database WHERE datname = $1", [name], deadline: .soon)
    if found.isEmpty { try make(name, base, server, fill) }
    known.withLock { _ = $0.insert(name) }
    return name
  }

  /// Under another name until it is whole.
  private static func make(
    _ name: String, _ base: String?, _ server: PostgresConnection,
    _ fill: (_ draft: String) throws -> Void
  ) throws {
    let draft = name + "_draft"
    try server.execute("DROP DATABASE IF EXISTS \(draft) WITH (FORCE)", deadline: .soon)
    try create(draft, copying: base, on: server)
    try fill(draft)
    // A server process outlives its client by a moment.
    try waitUntil("nobody is in \(draft)") {
      try server.query(
        "SELECT 1 AS one FROM pg_stat_activity WHERE datname = $1", [draft], deadline: .soon
      ).isEmpty
    }
    try server.execute("ALTER DATABASE \(draft) RENAME TO \(name)", deadline: .soon)
    try server.execute("ALTER DATABASE \(name) ALLOW_CONNECTIONS false", deadline: .soon)
  }

  /// CREATE DATABASE.
  ///
  /// - Parameters:
  ///   - template: the database to copy; nobody may be connected to it.
  ///   - options: more of CREATE DATABASE, e.g. an encoding.
  static func create(
    _ name: String, copying template: String?, options: String = "",
    on server: PostgresConnection
  ) throws {
    let copied = template.map { "TEMPLATE \(PostgresIdentifier.quoted($0))" }
    // By files, as before PostgreSQL 15 anyhow: half the work of one by blocks and log, and the file of
    // catalogue entries comes along that the first session would have to make (decision 0170).
    let isSaid = copied != nil && server.serverVersion >= 150_000
    let strategy = isSaid ? "STRATEGY FILE_COPY" : ""
    try server.execute(
      "CREATE DATABASE \(PostgresIdentifier.quoted(name)) \(copied ?? "") \(strategy) \(options)",
      deadline: .after(.seconds(120)))
  }

  /// FNV-1a: the same in every process, as Swift's own is not.
  static func hash(_ text: String) -> String {
    let number: UInt64 = text.utf8.reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return String(number, radix: 36)
  }
}
