import CeleryProtocol
import Foundation
import Glibc
import InviteOps
import RedisClient

/// A real Celery worker of one test's own, with the tasks of Tests/worker/probe.py. It dies with
/// its object, and with the test process.
public final class CeleryWorker {
  public enum Version: String, Sendable, CaseIterable {
    case current = "INVITECTL_TEST_PYTHON"
    /// 5.3, the oldest that live installations run.
    case old = "INVITECTL_TEST_PYTHON_53"
  }

  public struct DidNotStart: Error, CustomStringConvertible {
    public let description: String
  }

  /// `NAME@test`.
  public let node: String
  public var processIdentifier: Int32 { process.processIdentifier }
  private let process = Process()
  private let log: URL

  /// Returns when it listens to remote control.
  ///
  /// - Parameter options: broker_transport_options besides the key prefix, as JSON.
  public init(
    _ name: String, on redis: TestRedis, version: Version = .current, pool: String = "prefork",
    concurrency: Int = 1, queues: String = "celery", keyPrefix: String = "",
    options: String = "{}", arguments: [String] = []
  ) throws {
    node = "\(name)@test"
    log = URL(fileURLWithPath: "/tmp/invitectl-worker-\(UUID().uuidString).log")
    process.executableURL = URL(fileURLWithPath: try Sandbox.variable(version.rawValue))
    process.arguments =
      [
        "-m", "celery", "-A", "probe", "worker", "-n", node, "--pool", pool, "--concurrency",
        "\(concurrency)", "-Q", queues, "--loglevel", "warning", "--without-mingle",
        "--without-gossip",
      ] + arguments
    process.currentDirectoryURL = URL(
      fileURLWithPath: try Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
    process.environment = Self.environment(redis, keyPrefix: keyPrefix)
      .merging(["PROBE_OPTIONS": options]) { $1 }
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    let output = try FileHandle(forWritingTo: log)
    process.standardOutput = output
    process.standardError = output
    let connection = try TestRedis.connect(redis.broker)
    let channel = "\(keyPrefix)/\(redis.broker.database).celery.pidbox"
    let before = try Self.listeners(connection, channel)
    try process.run()
    let limit = ContinuousClock.now + .seconds(90)
    while try Self.listeners(connection, channel) <= before {
      guard process.isRunning, ContinuousClock.now < limit else {
        throw DidNotStart(description: (try? String(contentsOf: log, encoding: .utf8)) ?? "no log")
      }
      Thread.sleep(forTimeInterval: 0.1)
    }
  }

  deinit {
    kill()
    try? FileManager.default.removeItem(at: log)
  }

  public static func environment(
    _ redis: TestRedis, keyPrefix: String = ""
  ) -> [String: String] {
    [
      "CELERY_BROKER_URL": Self.url(redis.broker), "CELERY_RESULT_BACKEND": Self.url(redis.result),
      "PROBE_KEY_PREFIX": keyPrefix, "PROBE_PARENT": "\(getpid())", "LANG": "C.UTF-8",
      "PATH": "/usr/bin:/bin", "C_FORCE_ROOT": "1", "PYTHONWARNINGS": "ignore",
    ]
  }

  private static func url(_ endpoint: RedisEndpoint) -> String {
    if case .unix(let path) = endpoint.address {
      return "redis+socket://\(path)?virtual_host=\(endpoint.database)"
    }
    return "\(endpoint)"
  }

  /// kombu subscribes by pattern even to a literal name, which only PUBLISH counts; so something
  /// is published that is meant for nobody.
  private static func listeners(_ connection: RedisConnection, _ channel: String) throws -> Int {
    let request = ControlRequest(method: "ping", destination: ["nobody"], reply: nil)
    return try connection.send("PUBLISH", channel, request.envelope.encoded).asInteger()
  }

  public func signal(_ signal: Int32) {
    guard process.isRunning else { return }
    Glibc.kill(process.processIdentifier, signal)
  }

  /// SIGKILL to it and to its pool, and waits.
  public func kill() {
    guard process.isRunning else { return }
    let path = "/proc/\(process.processIdentifier)/task/\(process.processIdentifier)/children"
    let children = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    signal(SIGKILL)
    for child in children.split(separator: " ") {
      if let pid = Int32(child) { Glibc.kill(pid, SIGKILL) }
    }
    process.waitUntilExit()
  }

  /// Runs `celery -A probe …` as a person would.
  public static func celery(
    _ arguments: [String], on redis: TestRedis, version: Version = .current
  ) async throws -> CommandResult {
    try await CommandRun.run(
      Sandbox.variable(version.rawValue), ["-m", "celery", "-A", "probe"] + arguments,
      environment: environment(redis),
      workingDirectory: Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
  }
}
