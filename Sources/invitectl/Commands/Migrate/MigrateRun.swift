import InviteDomain
import InviteOps
import Localization

/// What the commands that change something have in common.
enum MigrateRun {
  static func perform(
    _ context: CommandContext, _ options: MigrateOptions,
    _ work: (Migrate) throws(Failure) -> MigrateOutcome
  ) throws {
    context.signals.setRecoveryAdvice(
      tr("see what is left with 'invitectl migrate status'; 'invitectl migrate repair' removes it"))
    let display = MigrateProgressDisplay(context)
    defer { display.finish() }
    let outcome = try work(Migrate(context.operation, options) { display.show($0) })
    display.finish()
    context.signals.setRecoveryAdvice(nil)
    context.write(outcome) {
      context.options.quiet ? "" : MigrateRendering.outcome(outcome, context.style)
    }
  }

  /// A dry run: the plan, or why there is none.
  static func showPlan(_ report: MigrateReport, _ context: CommandContext) throws {
    if let failure = report.failure { throw failure }
    context.write(report) { MigrateRendering.plan(report, context.style) }
  }
}
