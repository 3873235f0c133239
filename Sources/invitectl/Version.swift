import CBuildInfo
import InviteOps
import Localization

/// What `--version` prints.
enum Version {
  static let number = "0.1.0"

  static var text: String {
    verbatim(
      """
      invitectl \(number) (\(String(cString: invitectl_commit())))
      libpq \(LibraryVersions.libpq), hiredis \(LibraryVersions.hiredis)
      """)
  }
}
