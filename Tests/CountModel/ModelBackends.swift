import CountProtocol

extension Model {
  /// What unmodified backends and administrators do.
  func backendSteps(_ state: ModelState, _ found: inout [ModelState]) {
    if state.budget.takes > 0, state.database.isTaken, let bucket = state.redis.bucket,
      bucket.tokens > 0
    {
      var next = state
      next.saveRedis()
      next.budget.takes -= 1
      next.redis.bucket?.tokens -= 1
      next.taken += 1
      next.refundable += 1
      found.append(next)
    }
    if state.budget.refunds > 0, state.refundable > 0 {
      var next = state
      next.saveRedis()
      next.budget.refunds -= 1
      next.refundable -= 1
      next.taken -= 1
      if next.redis.bucket == nil {
        next.redis.bucket = ModelBucket(tokens: 1, version: 0)
      } else {
        next.redis.bucket?.tokens += 1
      }
      found.append(next)
    }
    if state.budget.increments > 0, state.database.used < state.database.max {
      var next = state
      next.saveDatabase()
      next.budget.increments -= 1
      next.database.used += 1
      next.database.increments += 1
      found.append(next)
    }
    if state.budget.edits > 0 {
      var next = state
      next.saveDatabase()
      next.budget.edits -= 1
      next.database.max = next.database.max == editedMax ? start.database.max : editedMax
      found.append(next)
    }
    if state.budget.retypings > 0 {
      var next = state
      next.saveDatabase()
      next.budget.retypings -= 1
      next.database.isTaken.toggle()
      next.typeUnseen = next.typeUnseen || !next.typeSeen
      next.typeSeen = false
      found.append(next)
    }
    initialiserSteps(state, &found)
  }

  /// A backend reads the code, and sets the bucket some moments later.
  private func initialiserSteps(_ state: ModelState, _ found: inout [ModelState]) {
    guard let initialiser = state.initialiser else {
      guard state.budget.initialisations > 0 else { return }
      var next = state
      next.budget.initialisations -= 1
      next.initialiser = (state.database.max - state.database.used, state.clock)
      found.append(next)
      return
    }
    let version = state.now + policy.lifetime
    // Two initialisations in one millisecond cannot be told apart by anyone.
    let isLate = state.clock - initialiser.at > policy.initialisationLag
    guard !isLate || state.budget.lateWrites > 0, version > state.lastInitialisation else { return }
    var next = state
    if isLate {
      next.budget.lateWrites -= 1
      next.wasLate = true
    }
    next.saveRedis()
    next.initialiser = nil
    next.lastInitialisation = version
    if next.redis.bucket != nil { next.endLife() }
    next.redis.bucket = ModelBucket(tokens: max(0, initialiser.room), version: version)
    found.append(next)
  }

  func faultSteps(_ state: ModelState, _ found: inout [ModelState]) {
    // How long before the bucket the code was looked at is not in the row: with the rooms tracked, a
    // run takes no time.
    let isInTime = !tracksRooms || state.actors == [.idle, .idle]
    if state.budget.ticks > 0, isInTime {
      var next = state
      next.budget.ticks -= 1
      next.clock += 1
      if let bucket = next.redis.bucket, bucket.version != 0, bucket.version <= next.now {
        next.redis.bucket = nil
        next.endLife()
      }
      found.append(next)
    }
    if state.budget.vanishings > 0, state.redis.bucket != nil {
      var next = state
      next.saveRedis()
      next.budget.vanishings -= 1
      next.redis.bucket = nil
      next.endLife()
      found.append(next)
    }
    if state.budget.shadowLosses > 0, state.redis.shadow != nil {
      var next = state
      next.budget.shadowLosses -= 1
      next.redis.shadow = nil
      found.append(next)
    }
    if state.budget.rollbacks > 0, let before = state.databaseBefore {
      var next = state
      next.budget.rollbacks -= 1
      next.generation += 1
      next.database = before
      next.databaseBefore = nil
      next.initialiser = nil
      // A failover cuts every connection: the syncs die, their commands may arrive.
      for index in next.actors.indices { next.kill(index, commandSurvives: true) }
      found.append(next)
    }
    if state.budget.restarts > 0, let before = state.redisBefore {
      var next = state
      next.budget.restarts -= 1
      next.redis = before
      next.redis.incarnation = state.redis.incarnation + 1
      next.redisBefore = nil
      next.endLife()
      next.late = []
      for index in next.actors.indices { next.kill(index, commandSurvives: false) }
      found.append(next)
    }
    guard state.budget.crashes > 0 else { return }
    for index in state.actors.indices where state.actors[index] != .idle {
      var next = state
      next.budget.crashes -= 1
      next.kill(index, commandSurvives: false)
      found.append(next)
      // What was sent elsewhere stays there.
      guard !state.isAway[index] else { continue }
      guard state.actors[index].sendsIntent, state.late.count < 2 else { continue }
      var surviving = state
      surviving.budget.crashes -= 1
      surviving.kill(index, commandSurvives: true)
      found.append(surviving)
    }
  }
}

extension ModelState {
  /// An open transaction is rolled back by its death; only a command already sent lives on.
  mutating func kill(_ index: Int, commandSurvives: Bool) {
    defer {
      actors[index] = .idle
      passes[index] = nil
      isAway[index] = false
    }
    guard commandSurvives, !isAway[index] else { return }
    switch actors[index] {
    case .creating(let intent): late.append(intent)
    // Of an intent that makes a bucket, this is only a look.
    case .applying(let intent, _) where intent.from != SyncIntent.missing: late.append(intent)
    default: break
    }
  }
}
