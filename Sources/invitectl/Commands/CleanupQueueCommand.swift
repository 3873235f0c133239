import ArgumentParser

struct CleanupQueueCommand: NotBuiltYet {
  static let configuration = CommandConfiguration(
    commandName: "cleanup-queue",
    abstract: "Delete finished queue rows, gently. (not built yet)")

  @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []
}
