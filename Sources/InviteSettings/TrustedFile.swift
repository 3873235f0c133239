internal import Glibc
package import InviteDomain
internal import Localization

/// A file with secrets or of what is trusted, which somebody named: read where nobody else can have written
/// it, by the rules of password files.
package enum TrustedFile {
  /// - Parameter what: names it, before its path: "the key".
  /// - Throws: ``Failure`` of kind `usage`.
  package static func read(_ path: String, as what: String) throws(Failure) -> [UInt8] {
    let answer = FileTrust(user: geteuid()).read(
      path, isOfWorkingDirectory: false, allowsStickyDirectory: true)
    switch answer {
    case .content(let bytes): return bytes
    case .passedOver(let why):
      throw Failure(
        .usage, tr("\(what) \(path): \(why)"),
        hint: tr(
          "chown and chmod 600 it, and keep it in a directory that only its owner can write to"))
    case .nothing:
      let why = access(path, F_OK) == 0 ? tr("it may not be read") : tr("there is no such file")
      throw Failure(
        .usage, tr("\(what) \(path): \(why)"),
        hint: tr("name a file that this user may read"))
    }
  }
}
