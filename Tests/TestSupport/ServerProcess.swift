internal import Glibc

/// Starts the servers that refuse to run as root: then they run as the user postgres.
enum ServerProcess {
  /// Starts `command` with its output in the file `log`. A setpriv that execs is in front as root, so
  /// that the pid is the server's.
  ///
  /// - Parameter libraries: where its own are, if not where the system's are.
  static func start(
    _ command: [String], log: String, libraries: String? = nil
  ) throws -> ChildProcess {
    let change = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
    let path = libraries.map { ["env", "LD_LIBRARY_PATH=\($0)"] } ?? []
    return try ChildProcess(
      (getuid() == 0 ? change : []) + path + command, workingDirectory: "/", output: .file(log))
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
