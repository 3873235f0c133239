internal import Foundation
internal import Glibc
internal import LosslessJSON
internal import Subprocess

/// Programs of the peers in Python: by Tests/peers/server.py, which spares them the start of an interpreter
/// and their imports, where scripts/run-tests has started it; else each by itself.
public enum PythonPeer {
  /// Runs `-m MODULE …`, `-c PROGRAM …` or `FILE …` with exactly the given environment.
  ///
  /// - Parameter version: of Celery, and so of all that is beside it.
  /// - Throws: ``Sandbox/Missing`` where the server ended in the middle.
  public static func run(
    _ arguments: [String], environment: [String: String] = [:], input: String = "",
    workingDirectory: String = "/", version: CeleryWorker.Version = .current
  ) async throws -> CommandResult {
    guard let place = server(of: version) else {
      return try await CommandRun.run(
        Sandbox.variable(version.rawValue), arguments, environment: environment,
        input: input, workingDirectory: workingDirectory)
    }
    let line = request(arguments, environment, input, workingDirectory)
    // On a thread of its own: Swift's pool has one a core, and a request may wait for what a test does next.
    let reply: [UInt8] = try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try ask(place, line) }) }
    }
    return try result(reply, arguments)
  }

  /// The same on the calling thread, without input.
  static func runNow(
    _ arguments: [String], environment: [String: String], limit: Duration
  ) throws -> (exitCode: Int32?, errors: String) {
    guard let place = server(of: .current) else {
      let ended = try BlockingRun.invitectl(
        arguments, environment: environment, limit: limit,
        path: Sandbox.variable(CeleryWorker.Version.current.rawValue))
      return (ended.exitCode, ended.errors)
    }
    let ended = try result(ask(place, request(arguments, environment, "", "/")), arguments)
    return (ended.exitCode, ended.errors)
  }

  /// The socket of the server of this version, if there is one.
  static func server(of version: CeleryWorker.Version) -> String? {
    let variable =
      switch version {
      case .current: "INVITECTL_TEST_PEERS"
      case .old: "INVITECTL_TEST_PEERS_53"
      }
    return getenv(variable).map { String(cString: $0) }
  }

  static func json(_ environment: [String: String]) -> JSONValue {
    .object(JSONObject(environment.map { (key: $0.key, value: .string($0.value)) }))
  }

  /// Real Alembic in Tests/alembic on a database.
  ///
  /// - Parameter more: variables beside DATABASE_URL.
  public static func alembic(
    _ arguments: [String], on database: TestDatabase, _ more: [String: String] = [:]
  ) async throws -> CommandResult {
    let fixtures = URL(filePath: try Sandbox.variable("INVITECTL_TEST_FIXTURES"))
    return try await run(
      ["-m", "alembic"] + arguments,
      environment: [
        "PATH": "/usr/bin:/bin", "DATABASE_URL": database.url(), "PYTHONDONTWRITEBYTECODE": "1",
      ].merging(more) { $1 },
      workingDirectory: fixtures.deletingLastPathComponent().appending(path: "alembic").path)
  }

  /// What real Alembic's autogenerate sees in a database, in all of its schemas, a line each.
  public static func autogenerate(on database: TestDatabase) async throws -> CommandResult {
    let fixtures = URL(filePath: try Sandbox.variable("INVITECTL_TEST_FIXTURES"))
    let folder = fixtures.deletingLastPathComponent().appending(path: "alembic").path
    return try await run(
      ["\(folder)/autogenerate.py"],
      environment: [
        "PATH": "/usr/bin:/bin", "DATABASE_URL": database.url(), "PYTHONDONTWRITEBYTECODE": "1",
      ], workingDirectory: folder)
  }

  private static func request(
    _ arguments: [String], _ environment: [String: String], _ input: String,
    _ workingDirectory: String
  ) -> [UInt8] {
    let asked: JSONValue = [
      "argv": .array(arguments.map { .string($0) }), "env": json(environment),
      "cwd": .string(workingDirectory), "input": .string(input),
    ]
    return asked.pythonJSON
  }

  /// One line to the server, and the one that comes back.
  private static func ask(_ place: String, _ line: [UInt8]) throws -> [UInt8] {
    let session = try PeerSession(place)
    try session.tell(line)
    return try session.hear()
  }

  private static func result(_ reply: [UInt8], _ arguments: [String]) throws -> CommandResult {
    let answer = try JSONValue(parsing: reply)
    guard let code = answer["code"]?.int, let output = answer["out"]?.string,
      let errors = answer["err"]?.string
    else { throw Sandbox.Missing(description: "no answer of \(arguments): \(answer)") }
    return CommandResult(
      status: code < 0 ? .signaled(Int32(-code)) : .exited(Int32(code)), output: output,
      errors: errors)
  }
}
