import Foundation
import Glibc
import TestSupport
import TestWorlds
import Testing

/// `metrics-dump --listen --web-config` with certificates of its own, and curl.
struct WebListenWorld: Sendable {
  private let database: TestDatabase
  private let redis: TestRedis
  let port: Int
  let certificates: TestCertificates
  let server: TestCertificates.Pair
  /// Of "secret", and as quick as can be.
  static let hash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"
  static let otherHash = "$2b$04$abcdefghijklmnopqrstuuyx2n0Zzopyr9QuYTMCfOJJOj526QVoC"

  init() throws {
    let world = try MetricsWorld(seed: true)
    (database, redis) = (world.database, world.redis)
    port = try PrivateRedis.freePort()
    certificates = try TestCertificates()
    server = try certificates.issue("web")
  }

  var environment: [String: String] { Sandbox.environment(database, redis) }

  var path: String { certificates.directory.appending(path: "web.yml").path }

  func write(_ lines: String...) throws {
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: path, atomically: true, encoding: .utf8)
  }

  static let tls = "tls_server_config: \n  cert_file: web.pem\n  key_file: web.key"
  static let login = "basic_auth_users:\n  prom: \(hash)"

  /// Runs the server while `body` does.
  func serve(
    _ body: @escaping @Sendable () async throws -> Void
  ) async throws -> CommandResult {
    let port = port
    return try await CommandRun.invitectl(
      [
        "metrics-dump", "--listen", "127.0.0.1:\(port)", "--web-config", path, "--collectors",
        "seats,limiter",
      ], environment: environment
    ) { pid in
      defer { kill(pid, SIGTERM) }
      // In the clear it says at least that it wants something else.
      try await eventually("the server answers") { (try? HTTPFetch(port, "/-/healthy")) != nil }
      try await body()
    }
  }

  /// - Returns: the answer with its head, or what curl says.
  func curl(_ arguments: [String], scheme: String = "https") async throws -> String {
    let result = try await CommandRun.run(
      "/usr/bin/curl",
      ["-4sSi", "--max-time", "60", "--cacert", certificates.authority] + arguments
        + ["\(scheme)://localhost:\(port)/metrics"], environment: ["PATH": "/usr/bin:/bin"])
    return result.exitCode == 0 ? result.output : "curl: \(result.exitCode ?? -1) \(result.errors)"
  }
}
