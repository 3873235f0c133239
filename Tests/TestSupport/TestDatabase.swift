public import ClientSupport
public import PostgresClient

/// A database of a test's own, dropped when the test lets go of it.
public final class TestDatabase: Sendable {
  public let name: String
  /// The superuser's way into it, over the unix socket.
  public let parameters: ConnectionParameters
  private let server: PrivatePostgres?

  /// The database of a server of the test's own, gone with it.
  public init(on server: PrivatePostgres) throws {
    name = "test"
    parameters = server.parameters.with("dbname", name)
    self.server = server
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
    try SharedConnection.ofServer.use {
      try TemplateDatabase.create(name, copying: template, options: options, on: $0)
    }
  }

  deinit {
    guard server == nil else { return }
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
}
