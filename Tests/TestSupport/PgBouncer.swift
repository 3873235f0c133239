internal import ClientSupport
internal import Foundation
internal import PostgresClient

/// A pgbouncer before a test's own database; it dies with its object.
public final class PgBouncer: Sendable {
  /// The database through the pooler, as superuser.
  public let url: String
  private let directory: URL
  private let process: ChildProcess

  /// - Parameters:
  ///   - mode: `transaction`, `session` or `statement`.
  ///   - settings: further lines of its section, e.g. `server_round_robin = 1`.
  ///   - takesOptions: whether it passes over options of the startup packet instead of refusing them.
  public init(
    _ database: TestDatabase, mode: String = "transaction", settings: [String] = [],
    takesOptions: Bool = true
  ) throws {
    directory = URL(fileURLWithPath: Sandbox.temporaryPath())
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    try ServerProcess.give(directory.path)
    let port = try PrivateRedis.freePort()
    url = "postgresql://postgres@/\(database.name)?host=\(directory.path)&port=\(port)"
    // auth_type any takes everybody; the user of the database line is who logs in.
    let configuration = """
      [databases]
      * = host=\(database.parameters["host"] ?? "") user=postgres \
        port=\(database.parameters["port"] ?? "")
      [pgbouncer]
      listen_addr =
      listen_port = \(port)
      unix_socket_dir = \(directory.path)
      auth_type = any
      pool_mode = \(mode)
      \(settings.joined(separator: "\n"))
      ignore_startup_parameters = extra_float_digits\(takesOptions ? ",options" : "")
      """
    let file = directory.path + "/pgbouncer.ini"
    try configuration.write(toFile: file, atomically: true, encoding: .utf8)
    try ServerProcess.give(file)
    process = try ServerProcess.start(
      ["pgbouncer", "-q", file], log: directory.path + "/pgbouncer.log")
    let parameters = try ConnectionParameters.parse(url)
    try waitUntil("pgbouncer answers") {
      (try? PostgresConnection.connect(parameters, deadline: .after(.seconds(2)))) != nil
    }
  }

  deinit {
    process.kill()
    try? FileManager.default.removeItem(at: directory)
  }
}
