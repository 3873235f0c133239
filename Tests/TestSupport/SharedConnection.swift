internal import ClientSupport
public import PostgresClient
internal import Synchronization

/// One connection for all questions to a database, since to connect costs more than to ask. Made when it is
/// first used, and anew when it was ended meanwhile. While it is open nobody can copy the database.
public final class SharedConnection: Sendable {
  /// The superuser's in the database `postgres`, to make and drop others.
  static let ofServer = SharedConnection { try Sandbox.connect() }

  private let open: @Sendable () throws -> PostgresConnection
  private let connection = Mutex<PostgresConnection?>(nil)

  public convenience init(_ database: TestDatabase) {
    self.init { try database.connect() }
  }

  convenience init(_ parameters: ConnectionParameters) {
    self.init { try .connect(parameters, deadline: .soon) }
  }

  private init(_ open: @escaping @Sendable () throws -> PostgresConnection) { self.open = open }

  /// - Parameters:
  ///   - repeating: whether `body`, which then only reads, is run once more on a new connection when the server
  ///     has ended the old one since it was last used.
  public func use<Value: Sendable>(
    repeating: Bool = false, _ body: (PostgresConnection) throws -> Value
  ) throws -> Value {
    try connection.withLock { known in
      if let usable = known, usable.isUsable {
        do {
          return try body(usable)
        } catch let error as PostgresError
          where repeating && (!usable.isUsable || error.sqlState == .adminShutdown)
        {}
      }
      let fresh = try open()
      known = fresh
      return try body(fresh)
    }
  }

  /// The same where nobody else is using it, and the old one still lives as far as it has been told; `nil` where
  /// somebody is.
  func useIfFree<Value: Sendable>(
    _ body: (PostgresConnection) throws -> Value
  ) throws -> Value? {
    try connection.withLockIfAvailable { known in
      if let usable = known, (try? usable.notifications()) != nil {
        return try body(usable)
      }
      let fresh = try open()
      known = fresh
      return try body(fresh)
    }
  }

  /// Ends the session; whoever uses it next has another one.
  func close() {
    connection.withLock { known in
      known?.close()
      known = nil
    }
  }
}
