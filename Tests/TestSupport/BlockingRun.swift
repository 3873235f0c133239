internal import ClientSupport
internal import Glibc

/// What a program left behind that was started by ``BlockingRun``.
public struct BlockingResult: Sendable {
  /// The exit code; `nil` when a signal ended it.
  public let exitCode: Int32?
  /// The signal that ended it, if one did.
  public let signal: Int32?
  /// Whether it was still there at its limit, and was killed for that.
  public let hung: Bool
  public let output: String
  public let errors: String
  public let took: Duration
}

/// Runs programs one after another on the calling thread, for tests that run thousands of them:
/// a few system calls each, and no thread of a pool waits for one.
public enum BlockingRun {
  /// Runs invitectl (or `path`) with exactly this environment and without any input.
  ///
  /// - Parameters:
  ///   - limit: after this long without a movement it is killed.
  ///   - moved: a number that stands still when nothing moves any more. A command whose server
  ///     answers byte by byte on a busy machine is slow, and does not hang.
  /// - Throws: ``ChildProcess/CannotStart``.
  public static func invitectl(
    _ arguments: [String], environment: [String: String], limit: Duration,
    path: String = CommandRun.invitectlPath, moved: () -> Int = { 0 }
  ) throws -> BlockingResult {
    let (output, errors) = (try Descriptor.scratch(), try Descriptor.scratch())
    let start = ContinuousClock.now
    let (pid, leash) = try spawn(path, arguments, environment, output, errors)
    var hung = false
    var seen = moved()
    while !hung,
      SocketWait.wait(for: leash.number, reading: true, writing: false, until: .after(limit))
        == .timedOut
    {
      let now = moved()
      hung = now == seen
      seen = now
    }
    if hung { kill(pid, SIGKILL) }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return BlockingResult(
      exitCode: signal == 0 ? (status >> 8) & 0xff : nil, signal: signal == 0 ? nil : signal,
      hung: hung, output: text(output), errors: text(errors), took: start.duration(to: .now))
  }

  /// - Returns: the process, and a socket that hangs up when it is gone, since it holds the other.
  private static func spawn(
    _ path: String, _ arguments: [String], _ environment: [String: String], _ output: Descriptor,
    _ errors: Descriptor
  ) throws -> (pid_t, leash: Descriptor) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw ChildProcess.CannotStart(call: "socketpair", code: errno)
    }
    let (leash, held) = (Descriptor(ends[0]), Descriptor(ends[1]))
    let pid = try ChildProcess.spawn(
      [path] + arguments, environment: environment,
      descriptors: [.nowhere(O_RDONLY), output, errors, held])
    return (pid, leash)
  }

  private static func text(_ file: Descriptor) -> String {
    String(decoding: file.content(), as: UTF8.self)
  }
}
