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
  /// A person, or evidence, has said what is so while the bucket is gone; backends make one, and it may be lost.
  case saidWhileGone
  /// A code that is used up has more uses while the bucket is gone; the same happens.
  case raisedWhileGone
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
    case .ghost: 342_967
    case .restart: 124_853
    case .expiry: 76_021
    case .rebuild: 84_424
    case .rebuildOverRefund: 128_811
    case .saidWhileGone: 18_552
    case .raisedWhileGone: 14_865
    case .stray: 17_984
    case .visit: 89_390
    case .hidden: 11_619
    case .untaken: 82_118
    case .untakenRestart: 43_177
    case .retypedToLinuxDo: 106_902
    case .retypedToDirect: 95_133
    case .retypedTwice: 26_231
    case .busy: 160_285
    case .busyInitialisation: 93_134
    case .burstInitialisation: 103_661
    case .editedInitialisation: 89_108
    case .contact: 45_565
    case .emptied: 17_782
    case .firstSight: 22_661
    case .firstSightOfUsed: 30_485
    case .firstSightOfCounted: 17_932
    case .promotion: 160_103
    case .promotionOfUsedUp: 33_538
    case .promotionInitialised: 33_713
    case .promotionVanished: 187_655
    case .promotedTwice: 89_936
    case .followed: 28_654
    case .lateWrites: 380_881
    }
  }
}
