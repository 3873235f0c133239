import InviteOps

/// What may happen, and how often: each is explored to its end.
enum ModelConfiguration: String, CaseIterable {
  /// One epoch, everything that must stay exact.
  case epoch
  /// Postgres forgets its last commit.
  case failover
  /// Backends set the bucket anew.
  case initialisation
  /// The bucket disappears and refunds make ghosts.
  case ghost
  /// Redis comes back with what it had before its last write.
  case restart
  /// Expiries pass and are renewed.
  case expiry

  /// Asserted, so that a model that shrank shows.
  var states: Int {
    switch self {
    case .epoch: 104_155
    case .failover: 63_032
    case .initialisation: 108_745
    case .ghost: 74_899
    case .restart: 60_526
    case .expiry: 68_478
    }
  }

  var model: Model {
    var budget = ModelBudget()
    var policy = ModelTests.policy
    var limit = 3
    switch self {
    case .epoch:
      budget.takes = 3
      budget.refunds = 1
      budget.increments = 2
      budget.edits = 1
      budget.syncs = 3
      budget.crashes = 2
      budget.shadowLosses = 1
    case .failover:
      budget.takes = 2
      budget.refunds = 1
      budget.increments = 2
      budget.syncs = 3
      budget.crashes = 2
      budget.shadowLosses = 1
      budget.rollbacks = 1
    case .initialisation:
      budget.takes = 1
      budget.refunds = 1
      budget.increments = 1
      budget.syncs = 3
      budget.crashes = 1
      budget.ticks = 1
      budget.initialisations = 2
    case .ghost:
      budget.takes = 2
      budget.refunds = 1
      budget.increments = 1
      budget.edits = 1
      budget.syncs = 3
      budget.crashes = 1
      budget.vanishings = 1
    case .restart:
      budget.takes = 2
      budget.refunds = 1
      budget.increments = 1
      budget.edits = 1
      budget.syncs = 3
      budget.crashes = 1
      budget.restarts = 1
    case .expiry:
      policy.versionSpread = 1
      policy.lifetime = 5
      policy.renewBelow = 3
      limit = 2
      budget.takes = 1
      budget.refunds = 1
      budget.increments = 1
      budget.syncs = 3
      budget.crashes = 1
      budget.ticks = 4
    }
    var model = Model(
      policy: policy,
      start: ModelTests.synced(max: limit, used: 0, policy: policy, budget: budget))
    model.editedMax = limit - 1
    return model
  }
}
