import ClientSupport
import Foundation
public import PostgresClient

/// The SQL files of Tests/Fixtures, which make a database as live systems have it.
public enum Fixture {
  public static func sql(_ name: String) throws -> String {
    let directory = try Sandbox.variable("INVITECTL_TEST_FIXTURES")
    return try String(
      contentsOf: URL(fileURLWithPath: directory).appendingPathComponent(name + ".sql"),
      encoding: .utf8)
  }

  /// Runs the named files in order.
  public static func load(_ names: String..., into connection: PostgresConnection) throws {
    for name in names {
      try connection.executeScript(sql(name), deadline: .after(.seconds(120)))
    }
  }
}
