public import Foundation
internal import Glibc

/// A Python process with its pool of processes, and the folder in which they keep their log and
/// their temporary files (Celery's pool has one of them, `pymp-…`, which SIGKILL leaves).
public final class WorkerTree {
  public let process = Process()
  private let folder: TemporaryFolder

  /// - Parameter environment: all there is of it, besides TMPDIR.
  public init(
    _ python: String, _ arguments: [String], environment: [String: String],
    workingDirectory: String
  ) throws {
    folder = try TemporaryFolder()
    process.executableURL = URL(filePath: python)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: workingDirectory)
    process.environment = environment.merging([
      "TMPDIR": folder.path, "PYTHONDONTWRITEBYTECODE": "1",
    ]) { $1 }
    let log = folder.file("log")
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let output = try FileHandle(forWritingTo: URL(filePath: log))
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  deinit { kill() }

  /// What it logged so far.
  public var logged: String {
    (try? String(contentsOfFile: folder.file("log"), encoding: .utf8)) ?? ""
  }

  /// SIGKILL to all of them at once, as a machine does that loses its power, and waits: Foundation
  /// starts a process in a group of its own, which has its number.
  public func kill() {
    guard process.isRunning else { return }
    Glibc.kill(-process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
