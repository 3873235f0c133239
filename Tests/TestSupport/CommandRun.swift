import Glibc
public import Subprocess
import SystemPackage

/// What a process left behind.
public struct CommandResult: Sendable {
  public let status: TerminationStatus
  public let output: String
  public let errors: String

  /// The exit code; `nil` when a signal ended the process.
  public var exitCode: Int32? {
    if case .exited(let code) = status { code } else { nil }
  }

  /// The signal that ended the process; `nil` when it left by itself.
  public var signal: Int32? {
    if case .signaled(let signal) = status { signal } else { nil }
  }
}

/// Runs real programs for tests.
public enum CommandRun {
  /// The invitectl that was built with the tests: it lies beside the program that runs them.
  public static let invitectlPath: String = {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    precondition(length > 0, "readlink /proc/self/exe: errno \(errno)")
    let program = String(
      decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    let directory = program.lastIndex(of: "/").map { program[..<$0] } ?? "."
    return directory + "/invitectl"
  }()

  /// Runs invitectl with nothing of this process' environment but what is given, in a directory
  /// without an `.env`.
  ///
  /// - Parameter body: runs beside the process, e.g. to send it a signal; gets its pid.
  public static func invitectl(
    _ arguments: [String], environment: [String: String] = [:], input: String = "",
    workingDirectory: String = "/",
    body: @Sendable (_ pid: Int32) async throws -> Void = { _ in }
  ) async throws -> CommandResult {
    try await run(
      invitectlPath, arguments, environment: environment, input: input,
      workingDirectory: workingDirectory, body: body)
  }

  /// Runs any program with exactly the given environment.
  public static func run(
    _ path: String, _ arguments: [String], environment: [String: String] = [:],
    input: String = "", workingDirectory: String = "/",
    body: @Sendable (_ pid: Int32) async throws -> Void = { _ in }
  ) async throws -> CommandResult {
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    let result = try await Subprocess.run(
      .path(FilePath(path)), arguments: Arguments(arguments), environment: .custom(variables),
      workingDirectory: FilePath(workingDirectory), input: .string(input),
      output: .string(limit: 64 << 20), error: .string(limit: 64 << 20)
    ) { execution in
      try await body(execution.processIdentifier.value)
    }
    return CommandResult(
      status: result.terminationStatus, output: result.standardOutput,
      errors: result.standardError)
  }
}
