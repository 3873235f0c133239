import ClientSupport
public import PostgresClient
import Synchronization

/// A session that is in somebody's way: what it began stays open until it is released.
public final class HeldSession: Sendable {
  public let pid: Int
  private let connection: Mutex<PostgresConnection>

  /// Runs `sql`, which may begin a transaction.
  public init(_ parameters: ConnectionParameters, _ sql: String) throws {
    let connection = try PostgresConnection.connect(parameters, deadline: .soon)
    try connection.executeScript(sql, deadline: .soon)
    pid = connection.backendPID
    self.connection = Mutex(connection)
  }

  public func run(_ sql: String) throws {
    try connection.withLock { try $0.executeScript(sql, deadline: .soon) }
  }

  /// Ends the session, and its transaction with it.
  public func release() {
    connection.withLock { $0.close() }
  }
}
