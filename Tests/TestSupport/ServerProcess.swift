internal import Foundation
internal import Glibc

/// Starts the servers that refuse to run as root: then they run as the user postgres.
enum ServerProcess {
  /// A process of `command` with its output in the file `log`. A setpriv that execs is in front as
  /// root, so that the pid is the server's.
  static func make(_ command: [String], log: String) throws -> Process {
    let process = Process()
    let change = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = (getuid() == 0 ? change : []) + command
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    process.standardOutput = file
    process.standardError = file
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Makes that user the owner of a file or directory.
  static func give(_ path: String) throws {
    guard getuid() == 0 else { return }
    guard let user = getpwnam("postgres") else {
      throw Sandbox.Missing(description: "root cannot run servers, and there is no user postgres")
    }
    chown(path, user.pointee.pw_uid, user.pointee.pw_gid)
  }
}
