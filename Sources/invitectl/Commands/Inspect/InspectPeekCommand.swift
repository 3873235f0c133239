import ArgumentParser
import InviteOps
import Localization

struct InspectPeekCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "peek",
    abstract: tr("Look at a queue's messages without taking any."),
    discussion: tr(
      """
      Examples:
        invitectl inspect-workers peek invites
        invitectl inspect-workers peek invites --limit 20000 -o json

      The next messages of each priority list, grouped by task; malformed ones,
      which can stop workers, are named with their place.
      """))

  @Argument(help: .init(tr("The queue."))) var queue: String

  @Option(help: .init(tr("How many messages to look at."), valueName: "count"))
  var limit = 1000

  @Flag(help: .init(tr("Show emails and codes as they are."))) var show = false

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func validate() throws {
    guard (1...1_000_000).contains(limit) else {
      throw ValidationError(tr("--limit must be 1 to 1000000"))
    }
  }

  func run(_ context: CommandContext) throws {
    let outcome = try QueuePeek(context.operation, limit: limit, showsPersonalValues: show)
      .look(at: queue)
    context.write(outcome) { PeekRendering.text(outcome, context.style) }
  }
}
