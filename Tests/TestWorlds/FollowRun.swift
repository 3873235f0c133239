import ClientSupport
import Foundation
package import InviteOps
import Synchronization
import TestSupport

/// `sync-counts --follow` on a thread of its own, which looks often.
package final class FollowRun: Sendable {
  private let interrupt = Interrupt()
  private let result = Mutex<Result<FollowOutcome, any Error>?>(nil)
  private let said = Mutex<[FollowEvent]>([])

  /// Returns when it follows.
  package init(
    _ world: SyncWorld, environment: [String: String] = [:],
    _ change: (inout FollowRequest) -> Void = { _ in }
  ) throws {
    var request = FollowRequest()
    request.every = .milliseconds(100)
    request.rowsEvery = .milliseconds(200)
    change(&request)
    let context = try OperationContext.test(
      database: world.database, redis: world.redis, environment: environment,
      interrupt: interrupt)
    Thread.detachNewThread { [self, request] in
      let end: Result<FollowOutcome, any Error>
      do {
        let outcome = try FollowCounts(context, request).run { event in
          self.said.withLock { $0.append(event) }
        }
        end = .success(outcome)
      } catch {
        end = .failure(error)
      }
      result.withLock { $0 = end }
    }
    try waitUntil("it follows") {
      _ = try result.withLock { try $0?.get() }
      return isFollowing
    }
  }

  private var isFollowing: Bool {
    events.contains { event in
      guard case .following = event else { return false }
      return true
    }
  }

  /// Whether it has ended, by itself too.
  package var hasEnded: Bool { result.withLock { $0 != nil } }

  package var events: [FollowEvent] { said.withLock { $0 } }

  /// What SIGTERM does; comes back when it has ended.
  @discardableResult
  package func stop() throws -> FollowOutcome {
    interrupt.trigger()
    try waitUntil("it has ended") { result.withLock { $0 != nil } }
    guard let result = result.withLock({ $0 }) else {
      throw Sandbox.Missing(description: "no result of a follower that has ended")
    }
    return try result.get()
  }
}

/// The same as a process, which ends with its object.
package final class FollowProcess {
  private let process: ChildProcess
  private let folder: TemporaryFolder

  /// - Parameter arguments: behind `sync-counts --follow`.
  package init(_ arguments: [String] = [], environment: [String: String]) throws {
    folder = try TemporaryFolder()
    process = try ChildProcess(
      [CommandRun.invitectlPath, "sync-counts", "--follow"] + arguments, environment: environment,
      workingDirectory: "/", output: .file(folder.file("output")),
      errors: .file(folder.file("errors")))
  }

  deinit { process.kill() }

  package var output: String { text("output") }
  package var errors: String { text("errors") }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: folder.file(name), encoding: .utf8)) ?? ""
  }

  /// Returns when it follows, or has ended.
  package func waitUntilItFollows() throws {
    try waitUntil("it follows") { errors.contains("following changes of") || !process.isRunning }
  }

  /// Sends a signal and waits for the end, which may have come before.
  ///
  /// - Returns: its exit code, or 128 and the signal's number.
  package func end(_ signal: Int32) -> Int32 {
    process.signal(signal)
    return process.wait()
  }

  /// Waits for an end of its own.
  package func end() -> Int32 { process.wait() }
}
