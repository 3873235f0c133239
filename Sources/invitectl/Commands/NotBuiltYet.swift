import ArgumentParser
import InviteOps

/// A command that is named in the contract and not built yet: it takes whatever it is given, says
/// so in one line and exits 1.
protocol NotBuiltYet: ParsableCommand {
  var arguments: [String] { get }
}

extension NotBuiltYet {
  func run() throws {
    throw Failure(
      .error,
      "\(Self.configuration.commandName ?? "this") is not built yet in version \(Version.number)")
  }
}
