import ArgumentParser

@main
struct Invitectl: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "invitectl")
}
