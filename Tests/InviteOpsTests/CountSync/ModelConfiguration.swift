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
  /// The bucket is gone with a take that nobody saw, and force-resync makes it anew.
  case rebuild
  /// The same, while a refund may make a bucket.
  case rebuildOverRefund

  /// Asserted, so that a model that shrank shows.
  var states: Int {
    switch self {
    case .epoch: 95_947
    case .failover: 67_586
    case .initialisation: 99_816
    case .ghost: 274_466
    case .restart: 100_427
    case .expiry: 70_517
    case .rebuild: 73_792
    case .rebuildOverRefund: 114_964
    }
  }

  var model: Model {
    var budget = ModelBudget()
    var policy = ModelTests.policy
    var limit = 3
    switch self {
    case .epoch:
      budget.takes = 2
      budget.refunds = 1
      budget.increments = 1
      budget.edits = 1
      budget.syncs = 3
      budget.crashes = 1
      budget.shadowLosses = 1
    case .failover:
      budget.takes = 2
      budget.increments = 2
      budget.syncs = 3
      budget.crashes = 1
      budget.shadowLosses = 1
      budget.rollbacks = 1
    case .initialisation:
      budget.takes = 1
      budget.increments = 1
      budget.syncs = 2
      budget.crashes = 1
      budget.ticks = 2
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
      budget.increments = 2
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
      budget.syncs = 2
      budget.crashes = 1
      budget.ticks = 6
    case .rebuild, .rebuildOverRefund:
      budget.takes = 2
      if self == .rebuild { budget.increments = 1 } else { budget.refunds = 1 }
      budget.syncs = 2
      budget.crashes = 1
      budget.initialisations = 1
      budget.vanishings = 1
      budget.rebuilds = 1
    }
    var model = Model(
      policy: policy,
      start: ModelTests.synced(max: limit, used: 0, policy: policy, budget: budget))
    model.editedMax = limit - 1
    if budget.rebuilds > 0 {
      model.start.redis.bucket = nil
      model.start.taken = 1
      model.start.refundable = 1
      model.start.database.row?.gone = true
      model.start.database.row?.certainty = Certainty(state: .vanished, low: 0, high: limit)
    }
    return model
  }
}
