import ClientSupport
import Foundation

/// Runs `body` on a thread of its own after a while: for what must happen while a test is blocked.
/// Not on a queue, whose few threads blocked tests may have taken.
public func later(_ delay: Duration, _ body: @escaping @Sendable () -> Void) {
  Thread.detachNewThread {
    SocketWait.pause(delay)
    body()
  }
}

/// Runs `body` at once on a thread of its own, for what must happen while a test is blocked: it
/// first waits for its moment, by what can be seen. What it throws is printed: the test, to which
/// nothing happened then, fails by itself.
public func meanwhile(_ body: @escaping @Sendable () throws -> Void) {
  later(.zero) {
    do { try body() } catch { print("beside a blocked test: \(error)") }
  }
}

/// Looks again every 20 ms until `condition` holds.
///
/// - Throws: ``Sandbox/Missing`` with `what` when it does not within `limit`.
public func waitUntil(
  _ what: String, limit: Duration = .seconds(120), _ condition: () throws -> Bool
) throws {
  let end = ContinuousClock.now + limit
  while try !condition() {
    guard ContinuousClock.now < end else {
      throw Sandbox.Missing(description: "waited \(limit) in vain until \(what)")
    }
    SocketWait.pause(.milliseconds(20))
  }
}
