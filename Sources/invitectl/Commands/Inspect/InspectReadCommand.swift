import ArgumentParser
import CeleryProtocol
import InviteDomain
import InviteOps
import Localization

/// A question to all workers, its answers as a table, and an exit code that tells all from some
/// from none.
protocol InspectReadCommand: ContextCommand {
  var workers: WorkerOptions { get }
  var verb: InspectVerb { get }
  /// The answers for people; the workers that gave none are added to it.
  func table(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String
}

extension InspectReadCommand {
  func run(_ context: CommandContext) throws {
    let outcome = try workers.inspection(context).ask(verb)
    context.write(outcome) {
      table(outcome, context.style) + CensusRendering.text(outcome.census, context.style)
    }
    try CensusExit.check(outcome.census, context)
  }
}

/// The exit code of a question to workers.
enum CensusExit {
  static func check(_ census: FleetCensus, _ context: CommandContext) throws {
    switch census.shortfall {
    case nil: return
    case .unanswered?:
      let endpoint = context.operation.endpoint(.broker)
      if census.workers.contains(where: { $0.status == .heartbeatOnly }) {
        throw Failure(
          .unanswered, tr("no worker on \(endpoint) answers remote control; heartbeats come"),
          hint: tr("'invitectl inspect-workers probe' shows whether messages are taken"))
      }
      throw Failure(
        .unanswered,
        census.listening == 0
          ? tr("no worker listens on \(endpoint)") : tr("no worker answered on \(endpoint)"),
        hint: census.listening == 0
          ? tr("see whether workers run, and whether broker URL and key prefix are theirs")
          : tr(
            "allow more with --wait, or see what keeps them: a stopped process, a busy solo pool"))
    case let kind?: throw ExitStatus(kind)
    }
  }
}
