import CountProtocol

/// Backends that do not keep to what the counts rest on, and what is known of it.
extension Model {
  /// Somebody sees that buckets are set late, perhaps before it matters.
  func contractSteps(_ state: ModelState, _ found: inout [ModelState]) {
    guard state.budget.findings > 0 else { return }
    var next = state
    next.budget.findings -= 1
    next.know()
    found.append(next)
  }

  /// What a sync goes by, or a mutant makes of it.
  func policy(in state: ModelState) -> SyncPolicy {
    var policy = mutatedPolicy
    guard let known = state.knownAt else { return policy }
    switch mutant {
    case .ignoredFinding: break
    case .forgottenPast: policy.doubts.lateWrites = 0
    default: policy.doubts.lateWrites = known
    }
    return policy
  }
}

extension ModelState {
  /// What was read up to now was read without knowing it.
  mutating func know() {
    if knownAt == nil { knownAt = now + 1 }
  }
}

extension ModelConfiguration {
  /// Sets what may happen beside backends that set buckets late.
  ///
  /// - Returns: `max_uses`: less than what is used can be by then.
  func beLate(_ budget: inout ModelBudget) -> Int {
    budget.takes = 1
    budget.increments = 1
    budget.syncs = 2
    budget.crashes = 1
    budget.ticks = 3
    budget.initialisations = 1
    budget.lateWrites = 1
    budget.findings = 1
    return 1
  }
}
