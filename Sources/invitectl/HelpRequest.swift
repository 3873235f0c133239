import ArgumentParser
import InviteDomain

/// `invitectl help COMMAND…` of a command that there is: the argument parser shows the help of the
/// last word that it knows and forgets the others.
enum HelpRequest {
  /// - Throws: ``Failure/Kind/usage`` where one of the words is no command.
  static func check(_ arguments: [String]) throws(Failure) {
    guard arguments.first == "help" else { return }
    var command: any ParsableCommand.Type = Invitectl.self
    var path = ["invitectl"]
    for word in arguments.dropFirst() {
      // Its own flags, and the command that the parser adds.
      if word.hasPrefix("-") || (path.count == 1 && word == "help") { return }
      let subcommands = command.configuration.subcommands
      guard let next = subcommands.first(where: { $0.configuration.commandName == word }) else {
        let of = path.count == 1 ? "" : " of '\(path.joined(separator: " "))'"
        let names = subcommands.compactMap { $0.configuration.commandName }
        let guess = NearestCommand.name(like: word, among: names)
        throw Failure(
          .usage,
          "there is no command '\(word)'\(of)" + (guess.map { ". Did you mean '\($0)'?" } ?? ""),
          hint: "\(path[0]) help" + path.dropFirst().map { " \($0)" }.joined() + " lists them")
      }
      command = next
      path.append(word)
    }
  }
}
