import Foundation
import Synchronization
import TestSupport

/// A real Celery worker on the databases of one ``RedeemWorld``, killed with its object.
final class ReferenceWorker: Sendable {
  private let process: Mutex<Process?>
  private let log: URL

  /// - Parameter python: the variable that names the interpreter, i.e. the version of Celery.
  init(_ world: RedeemWorld, python: String = "INVITECTL_TEST_PYTHON") throws {
    log = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).log")
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Sandbox.variable(python))
    process.arguments = [
      "-m", "celery", "-A", "app.tasks_celery", "worker", "-Q", "invites", "-n", "r@%h",
      "--concurrency", "1", "--without-mingle", "--without-gossip",
    ]
    process.currentDirectoryURL = URL(
      fileURLWithPath: try Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
    var environment = world.environment
    environment["CELERY_BROKER_URL"] = "\(world.brokerEndpoint)"
    environment["CELERY_RESULT_BACKEND"] = "\(world.redis.result)"
    environment["WORKER_RETRY_BACKOFF"] = "1"
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    process.environment = environment
    let output = try FileHandle(forWritingTo: log)
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    self.process = Mutex(process)
  }

  deinit {
    kill()
    try? FileManager.default.removeItem(at: log)
  }

  /// What it logged so far.
  var logged: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

  /// SIGKILL to the worker and its children.
  func kill() {
    process.withLock { current in
      guard let process = current else { return }
      let pid = process.processIdentifier
      let children =
        (try? String(
          contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? ""
      Glibc.kill(pid, SIGKILL)
      for child in children.split(separator: " ").compactMap({ Int32($0) }) {
        Glibc.kill(child, SIGKILL)
      }
      process.waitUntilExit()
      current = nil
    }
  }
}
