import ArgumentParser

struct SyncCountsCommand: NotBuiltYet {
  static let configuration = CommandConfiguration(
    commandName: "sync-counts",
    abstract: "Bring the counts in Redis and Postgres together. (not built yet)")

  @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []
}
