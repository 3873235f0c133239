import ArgumentParser

struct ForceResyncCommand: NotBuiltYet {
  static let configuration = CommandConfiguration(
    commandName: "force-resync",
    abstract: "Repair counts from evidence. (not built yet)")

  @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []
}
