import ArgumentParser
import ClientSupport
import InviteDomain
import InviteOps
import Localization

struct InspectEventsCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: tr("What happens, as it happens."),
    discussion: tr(
      """
      Examples:
        invitectl inspect-workers events
        invitectl inspect-workers events --type task-failed --type task-retried
        invitectl inspect-workers events --count 100 | jq .runtime

      On a terminal a line an event, else a JSON object a line. Ends with Ctrl-C,
      --count or --for. Heartbeats are left out unless asked for with --type.
      Listening changes nothing: workers that do not send task events are not made
      to.
      """))

  @Option(help: .init(tr("Only events of this type; may be repeated."), valueName: "type"))
  var type: [String] = []

  @Option(help: .init(tr("Only events of tasks with this name."), valueName: "name"))
  var task: String?

  @Option(help: .init(tr("End after so many events."), valueName: "count")) var count: Int?

  @Option(
    name: .customLong("for"), help: .init(tr("End after this time."), valueName: "time"),
    transform: DurationArgument.parse)
  var duration: Duration?

  @Flag(help: .init(tr("Show emails and codes as they are."))) var show = false

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let stream = try EventStream(context.operation, showsPersonalValues: show)
    let end = duration.map { Deadline.after($0) } ?? .never
    let isText = global.output == .text && context.output.isTerminal
    context.note(tr("listening on \(context.operation.endpoint(.broker)); Ctrl-C ends"))
    if count == nil, duration == nil { OutputLoss.endWithErrors() }
    var seen = 0
    while count.map({ seen < $0 }) ?? true {
      let event: EventStream.Event?
      do {
        event = try stream.next(deadline: end)
      } catch {
        if error.kind == .interrupted { return }
        throw error
      }
      guard let event else { return }
      guard isWanted(event) else { continue }
      seen += 1
      context.output.write(
        isText
          ? EventRendering.line(event, context.style) : JSONOutput.render(event, pretty: false))
    }
  }

  private func isWanted(_ event: EventStream.Event) -> Bool {
    if let task, event.task != task { return false }
    return type.isEmpty ? event.type != "worker-heartbeat" : type.contains(event.type)
  }
}
