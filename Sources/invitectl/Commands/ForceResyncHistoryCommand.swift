import ArgumentParser
import InviteOps
import Localization

struct ForceResyncHistoryCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: tr("What force-resync changed, with the values before."))

  @Argument(help: .init(tr("One code. Default: all."))) var code: String?

  @Option(help: .init(tr("How many changes, the latest first."), valueName: "n"))
  var limit = 50

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let history = try ResyncHistory.read(
      context.operation, code: code, limit: limit)
    context.write(history) { ResyncRendering.text(history, context.style) }
  }
}
