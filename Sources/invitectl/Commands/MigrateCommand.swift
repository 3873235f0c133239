import ArgumentParser

struct MigrateCommand: NotBuiltYet {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Build the performance indexes, online. (not built yet)")

  @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []
}
