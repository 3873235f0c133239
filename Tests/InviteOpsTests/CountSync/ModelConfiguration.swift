import CountProtocol
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
  /// One answer comes from a replica or another primary than the run began with.
  case stray
  /// A whole run is with another primary than backends are.
  case visit
  /// A policy hides rows.
  case hidden
  /// A code that nobody takes tokens of, in a Redis that loses it in every way.
  case untaken
  /// The same, while Redis comes back with what it had before its last write.
  case untakenRestart
  /// A code whose type is edited: to one that nobody takes of, to one that is taken, there and back.
  case retypedToLinuxDo, retypedToDirect, retypedTwice

  /// Asserted, so that a model that shrank shows.
  var states: Int {
    switch self {
    case .epoch: 95_947
    case .failover: 67_586
    case .initialisation: 99_816
    case .ghost: 274_466
    case .restart: 100_427
    case .expiry: 70_517
    case .rebuild: 75_370
    case .rebuildOverRefund: 121_440
    case .stray: 15_256
    case .visit: 78_943
    case .hidden: 8_950
    case .untaken: 82_400
    case .untakenRestart: 43_177
    case .retypedToLinuxDo: 105_145
    case .retypedToDirect: 90_277
    case .retypedTwice: 26_119
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
    case .stray:
      budget.takes = 2
      budget.refunds = 1
      budget.increments = 1
      budget.syncs = 3
      budget.crashes = 1
      budget.strays = 2
    case .visit:
      budget.takes = 2
      budget.refunds = 1
      budget.increments = 1
      budget.syncs = 2
      budget.visits = 2
    case .hidden:
      budget.takes = 2
      budget.refunds = 1
      budget.increments = 1
      budget.syncs = 3
      budget.crashes = 1
      budget.hidings = 1
    case .untaken, .untakenRestart:
      budget.increments = 1
      budget.syncs = 2
      budget.crashes = 1
      budget.ticks = 2
      budget.initialisations = 2
      budget.vanishings = self == .untaken ? 1 : 0
      budget.restarts = self == .untaken ? 0 : 1
    case .retypedToLinuxDo, .retypedToDirect, .retypedTwice:
      budget.takes = 1
      budget.increments = self == .retypedTwice ? 0 : 1
      budget.syncs = 3
      budget.initialisations = 1
      budget.vanishings = 1
      budget.retypings = self == .retypedTwice ? 2 : 1
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
    if [.untaken, .untakenRestart, .retypedToDirect, .retypedTwice].contains(self) {
      model.start.database.isTaken = false
      model.start.database.row?.isTaken = false
    }
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
