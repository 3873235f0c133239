internal import Foundation
internal import Glibc

/// A program that runs beside a test, with its output in a file. It is killed with its object.
public final class BackgroundProcess {
  public var processIdentifier: Int32 { process.processIdentifier }
  private let process: ChildProcess
  private let log: String

  /// - Parameters:
  ///   - command: the program's path and its arguments.
  ///   - environment: all there is of it.
  public init(_ command: [String], environment: [String: String] = ["PATH": "/usr/bin:/bin"]) throws
  {
    log = Sandbox.temporaryPath(".log")
    process = try ChildProcess(command, environment: environment, output: .file(log))
  }

  deinit {
    process.kill()
    unlink(log)
  }

  public var isRunning: Bool { process.isRunning }

  /// What it has written so far.
  public var output: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }
}
