import Foundation
import Glibc
import InviteOps
import TestSupport

/// A real worker of Tests/worker. SIGKILL ends its children with it, as a machine that loses its
/// power does.
final class WorkerProcess {
  let name: String
  private let process = Process()
  private let log: String

  /// - Parameters:
  ///   - queues: what it consumes.
  ///   - app: `later.e3` or `later.e6` for the workers of later releases.
  init(
    _ database: TestDatabase, _ redis: TestRedis, queues: String = "invites,sync,celery",
    app: String = "app.tasks_celery"
  ) throws {
    name = "w" + String(UInt32.random(in: .min ... .max), radix: 36)
    log = "/tmp/invitectl-test-\(name).log"
    process.executableURL = URL(fileURLWithPath: try Sandbox.variable("INVITECTL_TEST_PYTHON"))
    process.arguments = [
      "-m", "celery", "-A", app, "worker", "-Q", queues, "-n", "\(name)@test",
      "--concurrency", "1", "--loglevel", "info",
    ]
    process.currentDirectoryURL = URL(
      fileURLWithPath: try Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
    process.environment = [
      "PATH": "/usr/bin:/bin", "DATABASE_URL": database.url(), "REDIS_URL": redis.bucket.url,
      "CELERY_BROKER_URL": redis.broker.url, "CELERY_RESULT_BACKEND": redis.result.url,
    ]
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try waitUntil("the worker is ready", limit: .seconds(60)) {
      try String(contentsOfFile: log, encoding: .utf8).contains(" ready.")
    }
  }

  deinit {
    kill()
    try? FileManager.default.removeItem(atPath: log)
  }

  /// SIGKILL for it and its children: Foundation starts a process in a group of its own, which has
  /// its number.
  func kill() {
    guard process.isRunning else { return }
    Glibc.kill(-process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
