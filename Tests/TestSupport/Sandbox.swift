public import ClientSupport
import Glibc
public import PostgresClient

/// The servers of scripts/sandbox, as its environment names them.
public enum Sandbox {
  /// Why a test that needs a server cannot run.
  public struct Missing: Error, CustomStringConvertible {
    public let description: String

    public init(description: String) {
      self.description = description
    }
  }

  /// - Throws: ``Missing``, which says how to get the variable.
  public static func variable(_ name: String) throws -> String {
    guard let value = getenv(name) else {
      throw Missing(
        description: "\(name) is not set: run scripts/sandbox run swift test, or make test")
    }
    return String(cString: value)
  }

  /// The superuser, over the unix socket, in the database `postgres`.
  public static func postgres() throws -> ConnectionParameters {
    try .parse(variable("INVITECTL_TEST_POSTGRES"))
  }

  /// The backend's role with its password, over TCP, in the database `postgres`.
  public static func postgresOverTCP() throws -> ConnectionParameters {
    try .parse(variable("INVITECTL_TEST_POSTGRES_TCP"))
  }

  /// The superuser's URL of the database with this name, which is written without quotes.
  static func url(of database: String) throws -> String {
    let parameters = try postgres()
    return "postgresql://postgres@/\(database)?host=\(parameters["host"] ?? "")"
      + "&port=\(parameters["port"] ?? "")"
  }

  /// A superuser's session, for tests that leave nothing behind.
  public static func connect(interrupt: Interrupt? = nil) throws -> PostgresConnection {
    try .connect(postgres(), deadline: .soon, interrupt: interrupt)
  }
}

extension Deadline {
  /// For what must come: on a busy machine later, and it costs nothing when it comes.
  public static var soon: Deadline { .after(.seconds(120)) }
}
