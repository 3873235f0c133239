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
