import InviteDomain
import InviteOps

/// Asks before destructive work. `--yes` answers for scripts; a person on a terminal types the
/// database's name, which also proves that it is the one meant.
enum Confirmation {
  /// - Parameters:
  ///   - work: what is about to happen, e.g. `drop 11 indexes`.
  ///   - name: what the person must type, e.g. the database's name.
  /// - Throws: `Failure` of kind `usage` without an answer, of kind `error` for another one.
  static func require(
    _ work: String, name: String, yes: Bool, _ context: CommandContext
  ) throws(Failure) {
    if yes { return }
    guard context.canAsk else {
      throw Failure(
        .usage, "will not \(work) without being asked to", hint: "add --yes to go ahead")
    }
    context.errors.write("About to \(work). Type '\(Sanitizing.line(name))' to go ahead: ")
    guard readLine(strippingNewline: true) == name else {
      throw Failure(.error, "nothing was done: the answer was not '\(name)'")
    }
  }
}
