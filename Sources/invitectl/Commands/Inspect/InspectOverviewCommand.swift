import ArgumentParser
import InviteOps
import Localization

struct InspectOverviewCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "overview",
    abstract: tr("Broker, queues, workers, and what is wrong."),
    discussion: tr(
      """
      Examples:
        invitectl inspect-workers
        invitectl inspect-workers overview -o json
        invitectl inspect-workers --watch
        invitectl inspect-workers --watch --interval 10s -o jsonl >> fleet.log

      READY counts all four priority lists of a queue; Redis serves p0 first.
      UNACKED are messages in workers: running, prefetched, or waiting for their
      time. --watch looks again and again: full-screen on a terminal (? shows its
      keys, among them trace, and drain, pause and revoke, which ask first and are
      not there with --read-only; Ctrl-C ends it with 130, at a question too), else a
      line or a JSON object a look. Exits 0 when every listening worker answered,
      whatever problems are named (check fails for those of a worker), 8 when some
      did, 69 when none did, 1 when the broker cannot be reached.
      """))

  @Option(
    help: .init(tr("How long to wait for workers that do not answer."), valueName: "time"),
    transform: DurationArgument.parse)
  var wait: Duration = .milliseconds(2500)

  @Flag(help: .init(tr("Look again and again."))) var watch = false

  @Option(
    help: .init(tr("Time between two looks of --watch."), valueName: "time"),
    transform: DurationArgument.parse)
  var interval: Duration = .seconds(2)

  @Option(help: .init(tr("End --watch after so many looks."), valueName: "count")) var count: Int?

  @Flag(help: .init(tr("With --watch: no key changes anything."))) var readOnly = false

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func validate() throws {
    guard interval >= .milliseconds(100) else {
      throw ValidationError(tr("--interval must be at least 100ms"))
    }
  }

  func run(_ context: CommandContext) throws {
    if watch { return try runWatch(context) }
    let snapshot = try FleetOverview(context.operation, wait: wait).take()
    context.write(snapshot) { FleetRendering.text(snapshot, context.style) }
    guard snapshot.workersWereAsked else { throw ExitStatus.partial }
    try CensusExit.check(snapshot.census, context)
    if let note = FleetRendering.unjudged(snapshot) { context.note(note) }
  }

  private func runWatch(_ context: CommandContext) throws {
    // A silent worker must not hold up the next look.
    let watching = FleetWatch(
      context.operation, wait: min(wait, max(.milliseconds(100), interval * 0.4)))
    var loop = WatchLoop(
      context: context, watch: watching,
      state: WatchState(interval: interval, isReadOnly: readOnly),
      count: count)
    if global.output == .text, Terminal.isUsable(context.environment) {
      try loop.runFullScreen()
    } else {
      try loop.runPlain()
    }
  }
}
