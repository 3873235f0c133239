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
  public var processIdentifier: Int32 { tree.process.processIdentifier }
  private let tree: WorkerTree

  /// Returns when it listens to remote control; where that is off, when it takes messages.
  ///
  /// - Parameters:
  ///   - options: broker_transport_options besides the key prefix, as JSON.
  ///   - settings: others of the app, as JSON.
  public init(
    _ name: String, on redis: TestRedis, version: Version = .current, pool: String = "prefork",
    concurrency: Int = 1, queues: String = "celery", keyPrefix: String = "",
    options: String = "{}", settings: String = "{}", hasRemoteControl: Bool = true,
    arguments: [String] = []
  ) throws {
    node = "\(name)@test"
    let connection = try TestRedis.connect(redis.broker)
    let channel = "\(keyPrefix)/\(redis.broker.database).celery.pidbox"
    let before = try Self.listeners(connection, channel)
    let takers = try Self.takers(connection, redis.broker.database)
    tree = try WorkerTree(
      version,
      [
        "-m", "celery", "-A", "probe", "worker", "-n", node, "--pool", pool, "--concurrency",
        "\(concurrency)", "-Q", queues, "--loglevel", "warning", "--without-mingle",
        "--without-gossip",
      ] + arguments,
      environment: Self.environment(redis, keyPrefix: keyPrefix)
        .merging(["PROBE_OPTIONS": options, "PROBE_SETTINGS": settings]) { $1 },
      workingDirectory: Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
    let limit = ContinuousClock.now + .seconds(300)
    while try hasRemoteControl
      ? Self.listeners(connection, channel) <= before
      : Self.takers(connection, redis.broker.database) <= takers
    {
      guard tree.process.isRunning, ContinuousClock.now < limit else {
        throw DidNotStart(description: tree.logged)
      }
      Thread.sleep(forTimeInterval: 0.1)
    }
  }

  public static func environment(
    _ redis: TestRedis, keyPrefix: String = ""
  ) -> [String: String] {
    [
      "CELERY_BROKER_URL": Self.url(redis.broker), "CELERY_RESULT_BACKEND": Self.url(redis.result),
      "PROBE_KEY_PREFIX": keyPrefix, "PROBE_PARENT": "\(getpid())", "LANG": "C.UTF-8",
      "PATH": "/usr/bin:/bin", "C_FORCE_ROOT": "1", "PYTHONWARNINGS": "ignore",
      "TMPDIR": Sandbox.temporaryDirectory,
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

  /// Connections that wait for messages in a database.
  private static func takers(_ connection: RedisConnection, _ database: Int) throws -> Int {
    try connection.send("CLIENT", "LIST").asString().split(separator: "\n").count {
      $0.contains(" db=\(database) ") && $0.contains(" cmd=brpop ")
    }
  }

  /// What it logged so far.
  public var logged: String { tree.logged }

  public func signal(_ signal: Int32) {
    tree.process.signal(signal)
  }

  /// SIGKILL to it and to its pool, and waits.
  public func kill() { tree.kill() }

  /// Runs `celery -A probe …` as a person would.
  public static func celery(
    _ arguments: [String], on redis: TestRedis, version: Version = .current
  ) async throws -> CommandResult {
    try await PythonPeer.run(
      ["-m", "celery", "-A", "probe"] + arguments, environment: environment(redis),
      workingDirectory: Sandbox.variable("INVITECTL_TEST_WORKER_DIR"), version: version)
  }
}
