import ClientSupport
import Foundation
import Synchronization

/// Runs `body` on a thread of its own after a while: for what must happen while a test is blocked.
/// Not on a queue, whose few threads blocked tests may have taken.
public func later(_ delay: Duration, _ body: @escaping @Sendable () -> Void) {
  Thread.detachNewThread {
    SocketWait.pause(delay)
    body()
  }
}

/// Runs `body` at once on a thread of its own, for what must happen while a test is blocked: it
/// first waits for its moment, by what can be seen.
///
/// - Returns: what the test waits for when it is no longer blocked, before it looks at what was done.
public func meanwhile(_ body: @escaping @Sendable () throws -> Void) -> Meanwhile {
  let beside = Meanwhile()
  later(.zero) { beside.end(Result { try body() }) }
  return beside
}

/// What a thread does beside a blocked test.
public final class Meanwhile: Sendable {
  private let outcome = Mutex<Result<Void, any Error>?>(nil)

  fileprivate func end(_ result: Result<Void, any Error>) {
    // Said at once, too: the test may be blocked for good by what did not happen.
    if case .failure(let error) = result { print("beside a blocked test: \(error)") }
    outcome.withLock { $0 = result }
  }

  /// Returns once all of it is done.
  ///
  /// - Throws: what it threw; ``Sandbox/Missing`` when it does not end.
  public func wait() throws {
    try waitUntil("what is done beside the test is done", limit: .seconds(300)) {
      outcome.withLock { $0 != nil }
    }
    try outcome.withLock { $0 }?.get()
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
