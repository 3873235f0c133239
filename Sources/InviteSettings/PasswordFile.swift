internal import Glibc
internal import InviteDomain
internal import Localization

/// A file with a password in it, as Docker and Kubernetes hand out secrets.
struct PasswordFile {
  /// Whose run it is, see ``FileTrust``.
  let user: UInt32

  /// Why a file is not read: completes "FILE: …", with what to do about it.
  struct Refusal: Error, Equatable {
    let why: String
    let hint: String
  }

  /// What is in it, without the line break at its end.
  func read(_ path: String) throws(Refusal) -> String {
    let bytes: [UInt8]
    switch FileTrust(user: user).read(
      path, isOfWorkingDirectory: false, allowsStickyDirectory: true)
    {
    case .content(let content): bytes = content
    case .passedOver(let why):
      throw Refusal(
        why: why,
        hint:
          tr(
            "whoever can write it can have another password sent: chown and chmod 600 it, and keep it "
              + "in a directory that only its owner can write to"))
    case .nothing:
      throw Refusal(
        why: access(path, F_OK) == 0 ? tr("it may not be read") : tr("there is no such file"),
        hint: tr("pass the path of a file that this user may read"))
    }
    if let encoding = TextFile.otherEncoding(bytes[...]) {
      throw Refusal(why: tr("it is in \(encoding), not in UTF-8"), hint: tr("save it as UTF-8"))
    }
    var content = TextFile.withoutMark(bytes[...])
    if content.last == UInt8(ascii: "\n") { content.removeLast() }
    if content.last == UInt8(ascii: "\r") { content.removeLast() }
    let hint = tr("write the password into it, in one line and with nothing else")
    guard !content.isEmpty else { throw Refusal(why: tr("it is empty"), hint: hint) }
    guard !content.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\n") }),
      let password = String(validating: content, as: UTF8.self)
    else { throw Refusal(why: tr("it has more than one line of text"), hint: hint) }
    return password
  }
}
