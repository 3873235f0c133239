internal import Foundation
internal import Glibc

extension Sandbox {
  /// Where all files of the tests go. scripts/run-tests gives every suite a folder of its own, and
  /// fails when something is left in it. Without that it is /tmp whatever TMPDIR says: the path of
  /// a socket has to fit into 107 bytes.
  public static let temporaryDirectory =
    getenv("INVITECTL_TEST_TMP").map { String(cString: $0) } ?? "/tmp"

  /// A path there that nobody has used.
  ///
  /// - Parameter suffix: of the file's name, e.g. `.log`.
  public static func temporaryPath(_ suffix: String = "") -> String {
    "\(temporaryDirectory)/invitectl-test-\(UUID().uuidString.prefix(13))\(suffix)"
  }

  /// What the names of databases and roles begin with, so that scripts/run-tests finds those that
  /// were left behind: `PREFIX_`, then the run if there is one.
  ///
  /// Random at the end, because several test processes share the sandbox.
  static func uniqueName(_ prefix: String) -> String {
    let run = getenv("INVITECTL_TEST_RUN").map { String(cString: $0) + "_" } ?? ""
    return "\(prefix)_\(run)" + String(UInt64.random(in: .min ... .max), radix: 36)
  }
}
