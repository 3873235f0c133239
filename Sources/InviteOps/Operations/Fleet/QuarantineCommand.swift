internal import InviteDomain

/// The command that takes a message out of its queue, as it is printed: into a file that is not there yet where it
/// is printed, so that it works when typed there.
enum QuarantineCommand {
  /// So many names are tried.
  private static let most = 1000

  /// - Parameters:
  ///   - queue: which has the message.
  ///   - id: of its task; `nil` for the message that workers take next.
  ///   - others: how many such commands are printed before it, each with a name that is free now.
  ///   - isFree: whether nothing has the name of a file.
  static func takingOut(
    of queue: String, id: String? = nil, behind others: Int = 0,
    isFree: (String) -> Bool = { PrivateFile.isMissing($0) }
  ) -> String {
    var options: [ShellCommand.Option] = []
    if let id { options.append(.init("--id", id)) }
    options += [.init("--to", file(of: id, behind: others, isFree)), "--yes"]
    return ShellCommand.invitectl(
      ["inspect-workers", "control", "quarantine"], [queue], options,
      isQuoted: true)
  }

  /// A name for the file; the first one where none is free.
  private static func file(
    of id: String?, behind others: Int, _ isFree: (String) -> Bool
  ) -> String {
    let stem = id.map { isName($0) ? $0 : "invite" } ?? "poison"
    var left = others
    for number in 1...most {
      let name = number == 1 ? "\(stem).msg" : "\(stem)-\(number).msg"
      guard isFree(name) else { continue }
      if left == 0 { return name }
      left -= 1
    }
    return "\(stem).msg"
  }

  /// Whether an id is a plain name of a file.
  private static func isName(_ id: String) -> Bool {
    !id.isEmpty && !id.hasPrefix("-") && id.utf8.count < 200
      && id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }
}
