public import ClientSupport
public import PostgresClient

/// A database of a test's own, dropped when the test lets go of it.
public final class TestDatabase: Sendable {
  public let name: String
  /// The superuser's way into it, over the unix socket.
  public let parameters: ConnectionParameters
  private let server: PrivatePostgres?
  private let session: SharedConnection

  /// The database of a server of the test's own, gone with it.
  public init(on server: PrivatePostgres) throws {
    name = "test"
    parameters = server.parameters.with("dbname", name)
    self.server = server
    session = Self.session(parameters)
    try PostgresConnection.connect(server.parameters, deadline: .soon)
      .execute("CREATE DATABASE test", deadline: .soon)
  }

  /// - Parameters:
  ///   - template: the database to copy; nobody may be connected to it.
  ///   - options: more of CREATE DATABASE, e.g. an encoding.
  public init(template: String? = nil, options: String = "") throws {
    name = Sandbox.uniqueName("test")
    parameters = try Sandbox.postgres().with("dbname", name)
    server = nil
    session = Self.session(parameters)
    try SharedConnection.ofServer.use {
      try TemplateDatabase.create(name, copying: template, options: options, on: $0)
    }
  }

  /// With a name that no test means when it ends the sessions of invitectl.
  private static func session(_ parameters: ConnectionParameters) -> SharedConnection {
    SharedConnection(parameters.with("application_name", "test"))
  }

  /// A copy of a test's own database, to which nobody may be connected beside the calls of ``run(_:)``.
  public convenience init(copying other: TestDatabase) throws {
    other.letGo()
    // A server process outlives its client by a moment, for which CREATE DATABASE waits five seconds at most.
    try SharedConnection.ofServer.use { server in
      try waitUntil("nobody is in \(other.name)") {
        try server.query(
          "SELECT 1 AS one FROM pg_stat_activity WHERE datname = $1", [other.name], deadline: .soon
        ).isEmpty
      }
    }
    try self.init(template: other.name)
  }

  deinit {
    guard server == nil else { return }
    session.close()
    guard !DatabaseDrops.handOver(name) else { return }
    do {
      let statement = "DROP DATABASE IF EXISTS \(PostgresIdentifier.quoted(name)) WITH (FORCE)"
      _ = try SharedConnection.ofServer.use {
        try $0.execute(statement, deadline: .after(.seconds(120)))
      }
    } catch {
      print("left behind: database \(name): \(error)")
    }
  }

  public func connect(interrupt: Interrupt? = nil) throws -> PostgresConnection {
    try .connect(parameters, deadline: .soon, interrupt: interrupt)
  }

  /// Runs SQL without parameters as superuser, as if in a session of its own: a new one costs more than most of
  /// what is run. It idles afterwards, holds nothing, and the server may count what was done in it a little later.
  public func run(_ sql: String) throws {
    // What a session begins with is what it was when that one began.
    let isLast = ["DATABASE", "ROLE", "USER", "SYSTEM"].contains { sql.contains("ALTER \($0)") }
    try inSession(isLast: isLast) {
      try $0.executeScript(sql, deadline: .after(.seconds(60)))
    }
  }

  /// The same in a session that is really its own, and over when this returns: where sessions are looked at.
  public func runAlone(_ sql: String) throws {
    letGo()
    let own = try connect()
    defer { own.close() }
    try own.executeScript(sql, deadline: .after(.seconds(60)))
  }

  /// Ends the session in which ``run(_:)`` works, until it is called again. The server needs a moment for that.
  public func letGo() { session.close() }

  /// - Parameter isLast: whether nobody may use the same session afterwards.
  func inSession(
    isLast: Bool = false, _ body: (PostgresConnection) throws -> Void
  ) throws {
    // Nobody waits for who waits, e.g. for a lock; and a server of the test's own may be stopped at any time.
    if server == nil, try session.useIfFree({ try Self.run(body, in: $0, isLast) }) != nil {
      return
    }
    let own = try connect()
    defer { own.close() }
    try body(own)
  }

  /// Nothing of it is left for the next: no setting, no temporary table, no lock.
  private static func run(
    _ body: (PostgresConnection) throws -> Void, in connection: PostgresConnection, _ isLast: Bool
  ) throws -> Bool {
    do {
      try body(connection)
      if isLast || connection.isInTransaction {
        connection.close()
      } else {
        try connection.execute("DISCARD ALL", deadline: .soon)
      }
      return true
    } catch {
      connection.close()
      throw error
    }
  }
}
