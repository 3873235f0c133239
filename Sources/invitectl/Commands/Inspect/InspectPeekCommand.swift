import ArgumentParser
import InviteOps

struct InspectPeekCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "peek",
    abstract: "Look at a queue's messages without taking any.",
    discussion: """
      Examples:
        invitectl inspect-workers peek invites
        invitectl inspect-workers peek invites --limit 20000 -o json

      The next messages of each priority list, grouped by task; malformed ones,
      which can stop workers, are named with their place.
      """)

  @Argument(help: "The queue.") var queue: String

  @Option(help: .init("How many messages to look at.", valueName: "count"))
  var limit = 1000

  @Flag(help: "Show emails and codes as they are.") var show = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    guard (1...1_000_000).contains(limit) else {
      throw ValidationError("--limit must be 1 to 1000000")
    }
  }

  func run(_ context: CommandContext) throws {
    let outcome = try QueuePeek(context.operation, limit: limit, showsPersonalValues: show)
      .look(at: queue)
    context.write(outcome) { PeekRendering.text(outcome, context.style) }
  }
}
