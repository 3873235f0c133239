import CBuildInfo
import InviteOps

/// What `--version` prints.
enum Version {
  static let number = "0.1.0"

  static var text: String {
    """
    invitectl \(number) (\(String(cString: invitectl_commit())))
    libpq \(LibraryVersions.libpq), hiredis \(LibraryVersions.hiredis)
    """
  }
}
