internal import Foundation
internal import Glibc

/// A program that runs beside a test, with its output in a file. It is killed with its object.
public final class BackgroundProcess {
  public let processIdentifier: Int32
  private let process = Process()
  private let log: URL

  /// - Parameters:
  ///   - command: the program's path and its arguments.
  ///   - environment: all there is of it.
  public init(_ command: [String], environment: [String: String] = ["PATH": "/usr/bin:/bin"]) throws
  {
    log = URL(filePath: Sandbox.temporaryPath(".log"))
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    let output = try FileHandle(forWritingTo: log)
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = environment
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    processIdentifier = process.processIdentifier
  }

  deinit {
    if process.isRunning {
      kill(processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: log)
  }

  public var isRunning: Bool { process.isRunning }

  /// What it has written so far.
  public var output: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
}
