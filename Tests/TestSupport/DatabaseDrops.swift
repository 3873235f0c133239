internal import Glibc

/// Databases that tests are done with go by scripts/run-tests, some in a row: each DROP DATABASE waits for a
/// checkpoint and for all sessions of the server, and what waits meanwhile is a test (decision 0195).
enum DatabaseDrops {
  /// Hands a database over to be dropped soon, with the sessions that are in it.
  ///
  /// - Returns: whether somebody is there who does.
  static func handOver(_ name: String) -> Bool {
    guard let path = getenv("INVITECTL_TEST_DROPS") else { return false }
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    let line = Array("\(name)\n".utf8)
    return write(file, line, line.count) == line.count
  }
}
