import Foundation
import Glibc
internal import LosslessJSON
internal import Subprocess

/// Programs of the peers in Python: by Tests/peers/server.py, which spares them the start of an interpreter
/// and their imports, where scripts/run-tests has started it; else each by itself.
public enum PythonPeer {
  /// Runs `-m MODULE …` or `FILE …` with exactly the given environment.
  ///
  /// - Throws: ``Sandbox/Missing`` where the server ended in the middle.
  public static func run(
    _ arguments: [String], environment: [String: String], input: String = "",
    workingDirectory: String
  ) async throws -> CommandResult {
    guard let place = getenv("INVITECTL_TEST_PEERS").map({ String(cString: $0) }) else {
      return try await CommandRun.run(
        Sandbox.variable("INVITECTL_TEST_PYTHON"), arguments, environment: environment,
        input: input, workingDirectory: workingDirectory)
    }
    let request: JSONValue = [
      "argv": .array(arguments.map { .string($0) }),
      "env": .object(JSONObject(environment.map { (key: $0.key, value: .string($0.value)) })),
      "cwd": .string(workingDirectory), "input": .string(input),
    ]
    let line = request.pythonJSON
    // On a thread of its own: Swift's pool has one a core, and a request may wait for what a test does next.
    let reply: [UInt8] = try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try ask(place, line) }) }
    }
    let answer = try JSONValue(parsing: reply)
    guard let code = answer["code"]?.int, let output = answer["out"]?.string,
      let errors = answer["err"]?.string
    else { throw Sandbox.Missing(description: "no answer of \(arguments): \(answer)") }
    return CommandResult(
      status: code < 0 ? .signaled(Int32(-code)) : .exited(Int32(code)), output: output,
      errors: errors)
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

  /// One line to the server, and the one that comes back.
  private static func ask(_ place: String, _ line: [UInt8]) throws -> [UInt8] {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Sandbox.Missing(description: "no socket: errno \(errno)") }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array(place.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected == 0 else {
      throw Sandbox.Missing(description: "no server of peers at \(place): errno \(errno)")
    }
    var left = (line + [UInt8(ascii: "\n")])[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
      guard count > 0 else { throw Sandbox.Missing(description: "the server of peers is gone") }
      left = left.dropFirst(count)
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while answer.last != UInt8(ascii: "\n") {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Sandbox.Missing(description: "the server of peers ended") }
      answer += buffer.prefix(count)
    }
    return answer.dropLast()
  }
}
