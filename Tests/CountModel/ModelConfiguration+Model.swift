import CountProtocol

extension ModelConfiguration {
  var model: Model {
    var budget = ModelBudget()
    var policy = SyncPolicy.model
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
    case .saidWhileGone:
      limit = 2
      budget.takes = 2
      budget.refunds = 1
      budget.increments = 1
      budget.syncs = 2
      budget.crashes = 1
      budget.initialisations = 2
      budget.vanishings = 1
    case .raisedWhileGone:
      limit = 1
      budget.takes = 2
      budget.refunds = 1
      budget.edits = 1
      budget.syncs = 3
      budget.initialisations = 2
      budget.vanishings = 1
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
    case .busy:
      limit = 5
      budget.increments = 4
      budget.syncs = 4
      budget.ticks = 5
    case .busyInitialisation, .burstInitialisation:
      limit = self == .busyInitialisation ? 2 : 3
      budget.takes = 1
      budget.increments = limit
      budget.syncs = limit
      budget.ticks = self == .busyInitialisation ? 2 : 0
      budget.initialisations = 1
    case .editedInitialisation:
      limit = 1
      budget.takes = 2
      budget.increments = 1
      budget.edits = 1
      budget.syncs = 2
      budget.crashes = 1
      budget.ticks = 1
      budget.initialisations = 1
    case .contact:
      limit = 2
      budget.takes = 3
      budget.syncs = 2
      budget.crashes = 1
      budget.ticks = 1
      budget.initialisations = 1
    case .emptied:
      limit = 2
      budget.takes = 2
      budget.refunds = 1
      budget.increments = 1
      budget.syncs = 2
      budget.crashes = 1
      budget.initialisations = 1
    case .firstSight, .firstSightOfUsed, .firstSightOfCounted:
      limit = 2
      budget.takes = self == .firstSight ? 4 : 3
      budget.refunds = 1
      budget.syncs = 2
      budget.crashes = 1
      budget.initialisations = 1
      budget.vanishings = 1
    case .promotion, .promotionOfUsedUp, .promotionInitialised, .promotionVanished, .promotedTwice:
      limit = promote(&budget)
    case .followed:
      budget.takes = 2
      budget.increments = 1
      budget.syncs = 2
      budget.crashes = 1
      budget.initialisations = 1
      budget.nameLosses = 1
    case .lateWrites: limit = beLate(&budget)
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
      start: .synced(max: limit, used: 0, policy: policy, budget: budget))
    let isRaised = self == .editedInitialisation || self == .raisedWhileGone
    model.editedMax = isRaised ? limit + 1 : limit - 1
    model.tracksRooms = self == .busy
    model.isFollowed = self == .followed
    if [.untaken, .untakenRestart, .retypedToDirect, .retypedTwice].contains(self) {
      model.start.database.isTaken = false
      model.start.database.row?.isTaken = false
    }
    if self == .contact {
      model.start.database.row = nil
      model.start.database.used = 1
      model.start.database.increments = 1
      model.start.initialiser = (room: limit, at: 0)
      model.settlesFirstSight = true
    }
    switch self {
    case .firstSight: model.start.database.row = nil
    case .firstSightOfUsed:
      model.start.database.row = nil
      model.start.database.used = 1
      model.start.database.increments = 1
    case .firstSightOfCounted:
      model.start.database.row = nil
      model.start.database.used = 1
      model.start.taken = 1
      model.start.refundable = 1
      model.start.redis.bucket?.tokens = limit - 1
    default: break
    }
    if self == .saidWhileGone || self == .raisedWhileGone {
      if self == .raisedWhileGone {
        model.start = .synced(max: limit, used: limit, policy: policy, budget: budget)
        model.start.database.row?.certainty = Certainty(state: .vanished, low: limit, high: 0)
      }
      model.start.redis.bucket = nil
      model.start.database.row?.gone = true
    }
    if budget.promotions > 0 {
      let used = self == .promotion || self == .promotionOfUsedUp ? 1 : 0
      model.start = .synced(max: limit, used: used, policy: policy, budget: budget)
      model.start.database.row?.read -= 1
      model.start.refundable = used
      model.start.replica = model.start.redis
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
