internal import Foundation
public import LosslessJSON

/// The backend after 008 as a peer: Tests/worker/later on one test's servers.
public struct LaterBackend: Sendable {
  public struct Failed: Error, CustomStringConvertible {
    public let description: String
  }

  private let environment: [String: String]

  public init(_ database: TestDatabase, _ redis: TestRedis, _ more: [String: String] = [:]) {
    environment = Self.environment(database, redis).merging(more) { $1 }
  }

  /// What its processes find their servers by.
  public static func environment(
    _ database: TestDatabase, _ redis: TestRedis
  ) -> [String: String] {
    [
      "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
      "C_FORCE_ROOT": "1", "DATABASE_URL": database.url(), "REDIS_URL": redis.bucket.url,
      "CELERY_BROKER_URL": redis.broker.url, "CELERY_RESULT_BACKEND": redis.result.url,
    ]
  }

  /// One request to the web path: what the API answers, e.g. `state` or `error`.
  ///
  /// - Parameter module: `web` for E6, `web_e3` for E2 and E3.
  public func web(
    _ flow: String, _ code: String, _ email: String, module: String = "web"
  ) async throws -> JSONValue {
    let output = try await run(["later.\(module)", flow, code, email], [0, 5])
    return try JSONValue(parsing: Array(output.utf8))
  }

  /// The member sync of E6.
  ///
  /// - Parameter joined: who has joined the team they were invited to; `nil` for everybody.
  public func sync(joined: [String]? = nil, manual: Bool = false) async throws -> JSONValue {
    let arguments = ["later.sync"] + (manual ? ["--manual"] : []) + (joined ?? [])
    return try JSONValue(parsing: Array(try await run(arguments, [0]).utf8))
  }

  /// A job of beat, at once: `e6` with drain, stale, batch or lapsed; `e3` with batch or sync; `web_e3` with
  /// start, which is what each web process does.
  @discardableResult
  public func job(_ module: String, _ arguments: String...) async throws -> String {
    try await run(["later.\(module)"] + arguments, [0])
  }

  private func run(_ arguments: [String], _ codes: Set<Int32>) async throws -> String {
    let result = try await PythonPeer.run(
      ["-m"] + arguments, environment: environment,
      workingDirectory: Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
    guard let code = result.exitCode, codes.contains(code) else {
      throw Failed(description: "python -m \(arguments): \(result.status) \(result.errors)")
    }
    return result.output
  }
}
