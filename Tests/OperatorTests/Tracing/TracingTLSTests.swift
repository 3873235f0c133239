import Foundation
import Glibc
import TestSupport
import TestWorlds
import Testing

/// Traces to a collector behind https: whom to trust is the system's choice, or a file's.
@Suite struct TracingTLSTests {
  private let world: RedeemWorld
  private let certificates: TestCertificates
  private let collector: Collector

  init() throws {
    world = try RedeemWorld()
    certificates = try TestCertificates()
    collector = try Collector(certificates.issue("collector", for: "DNS:localhost"))
  }

  private func run(host: String = "localhost", _ more: [String: String]) async throws
    -> CommandResult
  {
    let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://\(host):\(collector.port)"]
    return try await CommandRun.invitectl(
      ["redeem", "bucket", "DIRECT10"],
      environment: world.environment.merging(endpoint) { $1 }.merging(more) { $1 })
  }

  @Test func `the system's authorities are trusted, and so is the file of the variable`()
    async throws
  {
    // SSL_CERT_FILE is OpenSSL's name for the file of the system's authorities.
    for variable in ["SSL_CERT_FILE", "OTEL_EXPORTER_OTLP_CERTIFICATE"] {
      let result = try await run([variable: certificates.authority])
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(result.errors.isEmpty, "\(variable): \(result.errors)")
    }
    #expect(try collector.bodies().count { $0.contains("resourceSpans") } == 2)
  }

  @Test func `an unknown authority and another host get nothing, each with its word`() async throws
  {
    let unknown = try await run([:])
    #expect(unknown.exitCode == 0)
    #expect(unknown.errors.contains("the trace was not exported"))
    #expect(unknown.errors.contains("certificate is not trusted"), "\(unknown.errors)")
    let other = try await run(
      host: "127.0.0.1", ["OTEL_EXPORTER_OTLP_CERTIFICATE": certificates.authority])
    #expect(other.errors.contains("is not for the host 127.0.0.1"), "\(other.errors)")
    #expect(try collector.bodies().isEmpty)
  }
}

/// Tests/otlp/https_collector.py on a port of its own.
private final class Collector {
  let port: Int
  private let process: ChildProcess
  private let output: String

  init(_ pair: TestCertificates.Pair) throws {
    port = try PrivateRedis.freePort()
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("otlp/https_collector.py").path
    output = Sandbox.temporaryPath(".log")
    process = try ChildProcess(
      [
        Sandbox.variable("INVITECTL_TEST_PYTHON"), script, "\(port)", pair.certificate, pair.key,
      ], output: .file(output), errors: .nowhere)
    try waitUntil("the collector listens") { try lines().first == "ready" }
  }

  deinit {
    process.kill()
    unlink(output)
  }

  func bodies() throws -> [String] { Array(try lines().dropFirst()) }

  private func lines() throws -> [String] {
    try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map(String.init)
  }
}
