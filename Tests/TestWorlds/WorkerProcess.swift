import Foundation
import Glibc
import InviteOps
package import TestSupport

/// A real worker of Tests/worker. SIGKILL ends its children with it, as a machine that loses its
/// power does.
package final class WorkerProcess {
  package let name: String
  private let tree: WorkerTree

  /// - Parameters:
  ///   - queues: what it consumes.
  ///   - app: `later.e3` or `later.e6` for the workers of later releases.
  ///   - version: of Celery.
  ///   - concurrency: how many tasks it works on at once.
  package init(
    _ database: TestDatabase, _ redis: TestRedis, queues: String = "invites,sync,celery",
    app: String = "app.tasks_celery", version: CeleryWorker.Version = .current,
    concurrency: Int = 1
  ) throws {
    name = "w" + String(UInt32.random(in: .min ... .max), radix: 36)
    let tree = try WorkerTree(
      version,
      [
        "-m", "celery", "-A", app, "worker", "-Q", queues, "-n", "\(name)@test",
        "--concurrency", "\(concurrency)", "--loglevel", "info",
      ],
      environment: [
        "PATH": "/usr/bin:/bin", "DATABASE_URL": database.url(), "REDIS_URL": redis.bucket.url,
        "CELERY_BROKER_URL": redis.broker.url, "CELERY_RESULT_BACKEND": redis.result.url,
      ],
      workingDirectory: Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
    self.tree = tree
    try waitUntil("the worker is ready", limit: .seconds(300)) { tree.logged.contains(" ready.") }
  }

  /// What it logged so far.
  package var logged: String { tree.logged }

  /// SIGSTOP: its connections stay, and it answers nobody.
  package func stop() { Glibc.kill(tree.process.processIdentifier, SIGSTOP) }

  /// SIGKILL for it and its children.
  package func kill() { tree.kill() }
}
