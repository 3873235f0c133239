import CountProtocol

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
  /// A code that changes all the time, for longer than anything of it counts.
  case busy
  /// One that changes within the time that counts, while backends set the bucket anew.
  case busyInitialisation
  /// One that changes several times at once.
  case burstInitialisation
  /// `max_uses` is raised, and backends set the bucket anew.
  case editedInitialisation
  /// The first sync, while a backend is about to set the bucket by what the code was before.
  case contact
  /// A bucket is emptied while it is adjusted, and set anew.
  case emptied
  /// No sync has seen the code, and its bucket may be set anew, lost or made by a refund before one does.
  case firstSight
  /// The same of a code with an increment in the database.
  case firstSightOfUsed
  /// The same of a code of which the backend's own job has counted a take.
  case firstSightOfCounted
  /// A replica that lags behind is promoted.
  case promotion
  /// The same of a code that is used up.
  case promotionOfUsedUp
  /// The same, while backends set the bucket anew.
  case promotionInitialised
  /// The same, while the bucket disappears and a refund makes another one.
  case promotionVanished
  /// Twice.
  case promotedTwice
  /// A follower looks when it is told to, and names of changed buckets are lost.
  case followed
  /// A backend sets the bucket from what it read too long ago, and that is found out before or after.
  case lateWrites

  /// Asserted, so that a model that shrank shows.
  var states: Int {
    switch self {
    case .epoch: 137_656
    case .failover: 78_556
    case .initialisation: 101_759
    case .ghost: 348_089
    case .restart: 124_853
    case .expiry: 76_473
    case .rebuild: 78_901
    case .rebuildOverRefund: 128_833
    case .stray: 17_984
    case .visit: 89_390
    case .hidden: 11_619
    case .untaken: 82_400
    case .untakenRestart: 43_177
    case .retypedToLinuxDo: 108_117
    case .retypedToDirect: 95_223
    case .retypedTwice: 26_119
    case .busy: 160_285
    case .busyInitialisation: 93_134
    case .burstInitialisation: 103_661
    case .editedInitialisation: 89_108
    case .contact: 45_565
    case .emptied: 17_782
    case .firstSight: 22_530
    case .firstSightOfUsed: 30_391
    case .firstSightOfCounted: 17_851
    case .promotion: 160_103
    case .promotionOfUsedUp: 33_538
    case .promotionInitialised: 33_713
    case .promotionVanished: 186_447
    case .promotedTwice: 89_936
    case .followed: 28_654
    case .lateWrites: 380_881
    }
  }

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
    model.editedMax = self == .editedInitialisation ? limit + 1 : limit - 1
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
