internal import ClientSupport
internal import Foundation
internal import Glibc
internal import Synchronization

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
  public struct CannotStart: Error {
    let call: String
    let code: Int32
  }

  /// Runs invitectl (or `path`) with exactly this environment and without any input.
  ///
  /// - Parameter limit: after this long it is killed.
  /// - Throws: ``CannotStart``.
  public static func invitectl(
    _ arguments: [String], environment: [String: String], limit: Duration,
    path: String = CommandRun.invitectlPath
  ) throws -> BlockingResult {
    let (output, errors) = (try scratch(), try scratch())
    defer {
      close(output)
      close(errors)
    }
    let start = ContinuousClock.now
    let (pid, leash) = try spawning.withLock { _ in
      try spawn(path, arguments, environment, output, errors)
    }
    defer { close(leash) }
    let outcome = SocketWait.wait(
      for: leash, reading: true, writing: false, until: .after(limit))
    let hung = outcome == .timedOut
    if hung { kill(pid, SIGKILL) }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return BlockingResult(
      exitCode: signal == 0 ? (status >> 8) & 0xff : nil, signal: signal == 0 ? nil : signal,
      hung: hung, output: text(output), errors: text(errors), took: start.duration(to: .now))
  }

  /// One at a time: no other child is to inherit a pipe that is not marked yet.
  private static let spawning = Mutex(())

  /// - Returns: the process, and a pipe that hangs up when it is gone, since it holds the other end.
  private static func spawn(
    _ path: String, _ arguments: [String], _ environment: [String: String], _ output: Int32,
    _ errors: Int32
  ) throws -> (pid_t, leash: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw CannotStart(call: "pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 3)
    var argv = ([path] + arguments).map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var pid = pid_t()
    let code = posix_spawn(&pid, path, &actions, nil, &argv, &envp)
    guard code == 0 else {
      close(ends[0])
      throw CannotStart(call: "posix_spawn \(path)", code: code)
    }
    return (pid, ends[0])
  }

  /// A file without a name, above the numbers that the child's descriptors get.
  private static func scratch() throws -> Int32 {
    let name = Sandbox.temporaryPath()
    let low = open(name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard low >= 0 else { throw CannotStart(call: "open", code: errno) }
    defer { close(low) }
    unlink(name)
    let file = fcntl(low, F_DUPFD_CLOEXEC, 10)
    guard file >= 0 else { throw CannotStart(call: "fcntl", code: errno) }
    return file
  }

  private static func text(_ file: Int32) -> String {
    var size = stat()
    guard fstat(file, &size) == 0, size.st_size > 0 else { return "" }
    var bytes = [UInt8](repeating: 0, count: Int(size.st_size))
    let count = pread(file, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
