import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct RefreshSeatsCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh-seats",
    abstract: tr("Count the teams' seats anew for metrics-dump."),
    discussion: tr(
      """
      Examples:
        invitectl refresh-seats -q              from a timer, every minute or so

      Counts anew for the table that 'migrate up --optional team-seat-stats' has
      made; its readers are not held up. metrics-dump uses it while it is younger
      than five minutes.
      """))

  @OptionGroup(title: tr("For cron")) var timer: TimerOptions

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    try timer.run(context) { try refresh(context) }
  }

  private func refresh(_ context: CommandContext) throws {
    let outcome = try SeatStats(context.operation).refresh()
    guard !global.quiet || global.output != .text else { return }
    context.write(outcome) {
      tr(
        "team_seat_stats: \(outcome.teams) teams, refreshed in "
          + "\(DurationText.format(seconds: outcome.seconds))\n")
    }
  }
}
