internal import Glibc
internal import LosslessJSON
internal import Synchronization

/// A Python program that Tests/peers/server.py has forked to run beside a test. The server ends it, and all of
/// its group, when this object or this process is gone.
final class ForkedProcess: RunningProcess {
  let processIdentifier: Int32
  private let session: PeerSession
  /// As ``wait()`` gives it, when it is known.
  private let code = Mutex<Int32?>(nil)

  /// - Parameters:
  ///   - place: of the server.
  ///   - environment: all there is of it.
  ///   - log: the file for all that it writes, which is made, or emptied.
  /// - Throws: ``Sandbox/Missing``.
  init(
    _ place: String, _ arguments: [String], environment: [String: String],
    workingDirectory: String, log: String
  ) throws {
    session = try PeerSession(place)
    let request: JSONValue = [
      "argv": .array(arguments.map { .string($0) }), "env": PythonPeer.json(environment),
      "cwd": .string(workingDirectory), "log": .string(log),
    ]
    try session.tell(request.pythonJSON)
    let answer = try JSONValue(parsing: session.hear())
    guard let pid = answer["pid"]?.int else {
      throw Sandbox.Missing(description: "no process of \(arguments): \(answer)")
    }
    processIdentifier = Int32(pid)
  }

  var isRunning: Bool { isRunning(within: 0) }

  private func isRunning(within milliseconds: Int32) -> Bool {
    code.withLock { known in
      if known != nil { return false }
      guard session.hasMore(within: milliseconds) else { return true }
      known = Self.ending(session)
      return false
    }
  }

  /// Its number is its own for as long as this object lives.
  func wait() -> Int32 {
    // Not for ever under the lock: others may want to send a signal.
    while isRunning(within: 20) { sched_yield() }
    return code.withLock { $0 ?? 0 }
  }

  func signal(_ number: Int32) {
    code.withLock { known in
      if known == nil { kill(processIdentifier, number) }
    }
  }

  /// A server that is gone was killed, and all of its forks with it.
  private static func ending(_ session: PeerSession) -> Int32 {
    guard let line = try? session.hear(), let answer = try? JSONValue(parsing: line),
      let code = answer["code"]?.int
    else { return 128 + SIGKILL }
    return code < 0 ? 128 - Int32(code) : Int32(code)
  }
}
