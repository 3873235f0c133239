internal import Foundation
internal import Glibc
internal import Synchronization

/// A program that runs beside a test, leader of a group of processes of its own.
///
/// Not Foundation's Process, which learns of an exit by a socket that another child inherits when it
/// starts at the same moment: it then waits until that one is gone, too. Here a child gets no
/// descriptor but those it is given, and the kernel says when it is gone.
public final class ChildProcess: RunningProcess {
  public struct CannotStart: Error {
    let call: String
    let code: Int32
  }

  /// Where what it writes goes to.
  public enum Output: Sendable {
    case nowhere
    /// A file, which is made, or emptied.
    case file(String)
    /// Kept for ``text()``.
    case kept
  }

  public let processIdentifier: Int32
  /// As waitpid(2) gives it, when it is known.
  private let status = Mutex<Int32?>(nil)
  private let kept: Descriptor?

  /// - Parameters:
  ///   - command: a program, looked for in PATH when it has no slash, and its arguments.
  ///   - environment: all there is of it; without one this process' own.
  ///   - input: all it can read.
  ///   - errors: the same place as for `output` unless given.
  /// - Throws: ``CannotStart``.
  public init(
    _ command: [String], environment: [String: String]? = nil, workingDirectory: String? = nil,
    input: [UInt8] = [], output: Output = .nowhere, errors: Output? = nil
  ) throws {
    let source = try input.isEmpty ? Descriptor.nowhere(O_RDONLY) : Descriptor.scratch(input)
    let (standard, kept) = try Self.open(output)
    let (second, _) = try errors.map(Self.open) ?? (standard, nil)
    self.kept = kept
    processIdentifier = try Self.spawn(
      command, environment: environment, workingDirectory: workingDirectory,
      descriptors: [source, standard, second])
  }

  private static func open(_ output: Output) throws -> (Descriptor, kept: Descriptor?) {
    switch output {
    case .nowhere: return (try .nowhere(O_WRONLY), nil)
    case .file(let path):
      return (try Descriptor(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND), nil)
    case .kept:
      let file = try Descriptor.scratch([])
      return (file, file)
    }
  }

  /// Runs a program to its end.
  ///
  /// - Returns: its exit code, 128 and the signal's number where one ended it; and what it wrote.
  public static func run(
    _ command: [String], input: [UInt8] = [], errors: Output? = nil
  ) throws -> (exitCode: Int32, output: [UInt8]) {
    let process = try ChildProcess(
      command, workingDirectory: "/", input: input, output: .kept, errors: errors)
    return (process.wait(), process.kept?.content() ?? [])
  }

  public var isRunning: Bool {
    status.withLock { known in
      if known != nil { return false }
      var now: Int32 = 0
      guard waitpid(processIdentifier, &now, WNOHANG) == processIdentifier else { return true }
      known = now
      return false
    }
  }

  /// Waits for its end.
  ///
  /// - Returns: its exit code, or 128 and the signal's number.
  @discardableResult
  public func wait() -> Int32 {
    // Others may ask meanwhile: whoever is first takes the status.
    var ended = siginfo_t()
    while isRunning {
      waitid(P_PID, id_t(processIdentifier), &ended, WEXITED | WNOWAIT)
    }
    let status = status.withLock { $0 ?? 0 }
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f
  }

  /// Sends a signal, unless it is gone.
  public func signal(_ number: Int32) {
    status.withLock { known in
      if known == nil { Glibc.kill(processIdentifier, number) }
    }
  }

  /// SIGKILL, and waits.
  public func kill() {
    signal(SIGKILL)
    wait()
  }

  // glibc has them since 2.34 and 2.29; its header shows them to GNU sources only.
  private static let closeFrom = unsafeBitCast(
    dlsym(nil, "posix_spawn_file_actions_addclosefrom_np"),
    to: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32).self)
  private static let changeDirectory = unsafeBitCast(
    dlsym(nil, "posix_spawn_file_actions_addchdir_np"),
    to: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>)
      -> Int32).self)

  /// Starts a program which gets `descriptors` as 0, 1, 2 and so on, and no others.
  static func spawn(
    _ command: [String], environment: [String: String]?, workingDirectory: String? = nil,
    descriptors: [Descriptor]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Above all numbers that they get, so that none is overwritten before its turn.
    let sources = try descriptors.map { descriptor in
      let copy = fcntl(descriptor.number, F_DUPFD_CLOEXEC, 10)
      guard copy >= 0 else { throw CannotStart(call: "fcntl", code: errno) }
      return copy
    }
    defer { for copy in sources { close(copy) } }
    for (number, source) in sources.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, source, Int32(number))
    }
    _ = closeFrom(&actions, Int32(sources.count))
    if let workingDirectory { _ = changeDirectory(&actions, workingDirectory) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var argv = command.map { strdup($0) } + [nil]
    var envp = environment.map { $0.map { strdup("\($0)=\($1)") } + [nil] } ?? []
    defer { for pointer in argv + envp { free(pointer) } }
    var pid = pid_t()
    let code =
      environment == nil
      ? posix_spawnp(&pid, command[0], &actions, &attributes, &argv, environ)
      : posix_spawnp(&pid, command[0], &actions, &attributes, &argv, &envp)
    guard code == 0 else { throw CannotStart(call: "posix_spawn \(command[0])", code: code) }
    return pid
  }
}
