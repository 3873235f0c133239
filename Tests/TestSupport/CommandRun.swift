internal import Foundation
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

  /// Runs invitectl while `body` follows what it says on standard error, so that a test waits for a
  /// line instead of a while.
  public static func invitectl(
    _ arguments: [String], environment: [String: String] = [:],
    following body: @Sendable (_ pid: Int32, _ said: @Sendable () -> String) async throws -> Void
  ) async throws -> CommandResult {
    let folder = try TemporaryFolder()
    let file = folder.file("errors")
    let said: @Sendable () -> String = {
      (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    }
    // The shell becomes the program, which so has its pid.
    let result = try await run(
      "/bin/bash",
      ["-c", #"file=$1; shift; exec "$@" 2>"$file""#, "bash", file, invitectlPath] + arguments,
      environment: environment
    ) { try await body($0, said) }
    return CommandResult(status: result.status, output: result.output, errors: said())
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
