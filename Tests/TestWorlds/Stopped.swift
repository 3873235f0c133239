import ClientSupport
import Foundation
package import TestSupport
import Testing

/// A run of sync-counts that a test stops at a point.
package enum Stopped {
  package static func run(
    at point: String, _ environment: [String: String],
    _ act: @escaping @Sendable () throws -> Void
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["sync-counts", "-q"],
      environment: environment.merging(["INVITECTL_FAILPOINT": point + ":stop"]) { $1 }
    ) { pid in
      try waitUntil {
        try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8).contains(") T ")
      }
      defer { kill(pid, SIGCONT) }
      try act()
      // It may come to the same point again.
      kill(pid, SIGCONT)
      try waitUntil {
        kill(pid, SIGCONT)
        let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        return stat?.contains(") Z ") ?? true
      }
    }
  }
}

/// Waits for what must come to be.
package func waitUntil(_ condition: () throws -> Bool) throws {
  let limit = ContinuousClock.now + .seconds(120)
  while try !condition() {
    try #require(ContinuousClock.now < limit, "it did not come to be in 120 s")
    SocketWait.pause(.milliseconds(5))
  }
}
