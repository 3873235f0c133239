@testable import CountProtocol

/// A replica that lags behind, and is promoted.
extension Model {
  /// The replica comes into step, or takes the primary's place, which is gone with what it alone had.
  func promotionSteps(_ state: ModelState, _ found: inout [ModelState]) {
    guard let replica = state.replica else { return }
    if state.budget.replications > 0, replica != state.redis {
      var next = state
      next.budget.replications -= 1
      next.replica = state.redis
      found.append(next)
    }
    guard state.budget.promotions > 0 else { return }
    var next = state
    next.budget.promotions -= 1
    next.redis = replica
    next.redis.incarnation = state.redis.incarnation + 1
    next.redis.origin = HistoryOrigin(
      incarnations: [state.redis.incarnation], through: replica.offset)
    next.replica = next.redis
    // One that no sync saw before it: no upper bound is promised then.
    if state.database.row?.incarnation != state.redis.incarnation { next.boundless = true }
    next.late = []
    for index in next.actors.indices { next.kill(index, commandSurvives: false) }
    found.append(next)
  }

  func beginPass(_ state: inout ModelState, _ index: Int) {
    guard state.replica != nil else { return }
    state.passes[index] = ModelPass(began: state.now, offset: state.redis.offset)
  }

  /// The pass goes on to its end, unless it left the code out.
  func endCode(_ state: inout ModelState, _ index: Int, isLooked: Bool) {
    guard state.passes[index] != nil else { return }
    if isLooked {
      state.actors[index] = .ending
    } else {
      state.passes[index] = nil
    }
  }

  /// Notes how far the server's history is now.
  func endPass(_ state: inout ModelState, _ index: Int) {
    state.actors[index] = .idle
    guard let pass = state.passes[index] else { return }
    state.passes[index] = nil
    state.saveDatabase()
    let early = mutant == .offsetBeforeBuckets
    state.database.seen = SeenHistory(
      incarnation: state.redis.incarnation, offset: early ? pass.offset : state.redis.offset,
      began: pass.began)
  }

  /// What backends are taken to keep to: once two looks so far apart saw the same, nothing that was
  /// taken before the second one is given back.
  func noteRest(_ state: inout ModelState, _ reading: BucketReading) {
    guard state.replica != nil, let row = state.database.row, row.pending == nil,
      reading.now - row.read >= policy.restAfter, reading.incarnation == row.incarnation,
      case .count(let tokens, let expiry, _) = reading.content, expiry.version == row.version,
      tokens - row.adjusted == row.mark
    else { return }
    state.refundable = 0
  }

  /// What a mutant makes of what a server says of its history, and of what was noted of another's.
  func mutatedHistory(_ reading: BucketReading) -> BucketReading {
    var reading = reading
    guard let origin = reading.origin else { return reading }
    switch mutant {
    case .offsetByOne: reading.origin?.through = origin.through + 1
    case .anyOrigin:
      if let seen = reading.seen { reading.origin?.incarnations.insert(seen.incarnation) }
    case .noSuccessor: reading.origin = nil
    default: break
    }
    return reading
  }
}

extension ModelConfiguration {
  /// Sets what may happen beside a replica.
  ///
  /// - Returns: `max_uses`.
  func promote(_ budget: inout ModelBudget) -> Int {
    budget.promotions = 1
    budget.replications = 1
    budget.takes = 2
    budget.refunds = 1
    budget.syncs = 2
    switch self {
    case .promotionOfUsedUp:
      budget.initialisations = 1
      return 1
    case .promotionInitialised:
      budget.takes = 3
      budget.initialisations = 1
      budget.syncs = 1
    case .promotionVanished:
      budget.vanishings = 1
    case .promotedTwice:
      budget.promotions = 2
      budget.replications = 2
      budget.refunds = 0
      budget.ticks = 3
      return 1
    default:
      budget.increments = 1
      budget.crashes = 1
    }
    return 2
  }
}
