import ArgumentParser

struct InspectWorkersCommand: NotBuiltYet {
  static let configuration = CommandConfiguration(
    commandName: "inspect-workers",
    abstract: "Show the Celery fleet. (not built yet)")

  @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []
}
