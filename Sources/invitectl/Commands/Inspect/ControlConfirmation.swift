import ArgumentParser
import InviteDomain
import InviteOps
import Localization

/// How a command that shows its plan first is let go ahead.
struct ControlConfirmation: ParsableArguments {
  @Flag(help: .init(tr("Do it; without this only the plan is shown."))) var yes = false

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")],
    help: .init(tr("Show the plan only, and do not ask.")))
  var dryRun = false

  /// Shows the plan, has it confirmed, and carries it out.
  ///
  /// - Parameters:
  ///   - work: what is about to happen; completes "About to …".
  ///   - name: what a person types to go ahead.
  /// - Returns: `nil` where it was only shown.
  func carryOut<Plan: Encodable, Outcome: Encodable>(
    _ plan: Plan, _ text: String, work: String, name: String, _ context: CommandContext,
    apply: () throws -> Outcome, outcomeText: (Outcome) -> String
  ) throws -> Outcome? {
    guard yes || (context.canAsk && !dryRun) else {
      context.write(plan) { text }
      context.note(tr("nothing was done; add --yes to do it"))
      return nil
    }
    var shown = text
    if !yes {
      if context.options.output == .text { context.output.write(text) }
      shown = ""
      try Confirmation.require(work, name: name, yes: false, context)
    }
    return try context.carryOut(plan, text: { shown }, apply: apply, outcomeText: outcomeText)
  }
}
