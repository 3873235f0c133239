import ArgumentParser
import InviteDomain
import Localization

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
        let names = subcommands.compactMap { $0.configuration.commandName }
        let guess = NearestCommand.name(like: word, among: names)
        let there =
          path.count == 1
          ? tr("there is no command '\(word)'")
          : tr("there is no command '\(word)' of '\(path.joined(separator: " "))'")
        let help = "\(path[0]) help" + path.dropFirst().map { " \($0)" }.joined()
        throw Failure(
          .usage, guess.map { tr("\(there). Did you mean '\($0)'?") } ?? there,
          hint: tr("\(help) lists them"))
      }
      command = next
      path.append(word)
    }
  }
}
