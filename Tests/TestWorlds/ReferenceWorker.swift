import Foundation
package import TestSupport

/// A real Celery worker on the databases of one ``RedeemWorld`` that is ready, killed with its
/// object.
package final class ReferenceWorker {
  private let tree: WorkerTree

  /// - Parameter version: of Celery.
  package init(_ world: RedeemWorld, version: CeleryWorker.Version = .current) throws {
    var environment = world.environment
    environment["CELERY_BROKER_URL"] = "\(world.brokerEndpoint)"
    environment["CELERY_RESULT_BACKEND"] = "\(world.redis.result)"
    environment["WORKER_RETRY_BACKOFF"] = "1"
    let tree = try WorkerTree(
      version,
      [
        "-m", "celery", "-A", "app.tasks_celery", "worker", "-Q", "invites", "-n", "r@%h",
        "--concurrency", "1", "--without-mingle", "--without-gossip", "--loglevel", "info",
      ], environment: environment,
      workingDirectory: Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
    self.tree = tree
    try waitUntil("the worker is ready", limit: .seconds(300)) { tree.logged.contains(" ready.") }
  }

  /// What it logged so far.
  package var logged: String { tree.logged }

  /// SIGKILL to the worker and its children.
  package func kill() { tree.kill() }
}
