import InviteOps

/// What says of itself whether it was carried out.
protocol Applicable {
  var isApplied: Bool { get }
}

extension PauseOutcome: Applicable {}
extension DrainOutcome: Applicable {}
extension QuarantineOutcome: Applicable {}
extension RestoreOutcome: Applicable {}

/// A plan and what came of it, as one document: the plan's members, and `outcome`. Where both say whether it
/// was carried out, the document says so as the outcome does: a plan would say no.
struct Applied<Plan: Encodable, Outcome: Encodable>: Encodable {
  let plan: Plan
  let outcome: Outcome

  private enum Key: String, CodingKey { case outcome, isApplied }

  func encode(to encoder: any Encoder) throws {
    try plan.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(outcome, forKey: .outcome)
    if plan is any Applicable, let outcome = outcome as? any Applicable {
      try container.encode(outcome.isApplied, forKey: .isApplied)
    }
  }
}

extension CommandContext {
  /// Shows a plan and carries it out. A person sees the plan first; a program gets one document at
  /// the end, or the plan alone where nothing came of it.
  func carryOut<Plan: Encodable, Outcome: Encodable>(
    _ plan: Plan, text: () -> String, apply: () throws -> Outcome,
    outcomeText: (Outcome) -> String
  ) throws -> Outcome {
    guard options.output != .text else {
      output.write(text())
      let outcome = try apply()
      output.write(outcomeText(outcome))
      return outcome
    }
    let outcome: Outcome
    do {
      outcome = try apply()
    } catch {
      write(plan) { "" }
      throw error
    }
    write(Applied(plan: plan, outcome: outcome)) { "" }
    return outcome
  }
}
