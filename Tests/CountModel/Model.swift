import CountProtocol

/// Every interleaving of backends, syncs and faults within the budgets, breadth first.
struct Model {
  struct Violation: Error, CustomStringConvertible {
    enum Kind { case promise, tooManyStates }
    var kind = Kind.promise
    let description: String
  }

  var policy: SyncPolicy
  var start: ModelState
  var mutant: Mutant?
  /// The other value `max_uses` can be edited to.
  var editedMax = 0
  var stateLimit = 400_000
  /// Whether evidence tells the count at first sight, as it is settled by a force-resync.
  var settlesFirstSight = false
  /// Whether what the rows say of rooms is held against the rooms there were.
  var tracksRooms = false
  /// Whether syncs are those of a follower: it looks at the code when it is told to, and not of itself.
  var isFollowed = false

  /// Visits every reachable state and returns how many there are.
  func explore() throws(Violation) -> Int {
    var visited: Set<StateDigest> = [start.digest]
    var frontier = [start]
    // One array for what comes after any state, looked at where it lies: states are large, and most that are
    // found were found before.
    var found: [ModelState] = []
    while !frontier.isEmpty {
      var next: [ModelState] = []
      for state in frontier {
        try checkRest(state)
        found.removeAll(keepingCapacity: true)
        try successors(of: state, into: &found)
        if isFollowed { name(&found, after: state) }
        for index in found.indices {
          try trackRooms(&found[index], after: state)
          try checkRow(found[index])
          if visited.insert(found[index].digest).inserted { next.append(found[index]) }
        }
      }
      guard visited.count <= stateLimit else {
        throw Violation(
          kind: .tooManyStates,
          description: "more than \(stateLimit) states: shrink the budgets")
      }
      frontier = next
    }
    return visited.count
  }

  /// No sync finds a row of ours that it would name as one that nobody wrote.
  private func checkRow(_ state: ModelState) throws(Violation) {
    guard mutant == nil, let row = state.database.row, !SyncBounds.holds(row) else { return }
    throw Violation(description: "a row that cannot be: \(row)")
  }

  private func successors(of state: ModelState, into found: inout [ModelState]) throws(Violation) {
    backendSteps(state, &found)
    faultSteps(state, &found)
    strangeSteps(state, &found)
    promotionSteps(state, &found)
    contractSteps(state, &found)
    for index in state.actors.indices { try syncSteps(state, index, &found) }
    for index in state.late.indices {
      var next = state
      let intent = next.late.remove(at: index)
      next.saveRedis()
      if intent.from == SyncIntent.missing {
        _ = next.redis.create(intent, now: next.now)
      } else {
        _ = try apply(intent, &next)
      }
      found.append(next)
      var lost = state
      lost.late.remove(at: index)
      found.append(lost)
    }
  }

  /// Applies an intent and checks that no token came out of nothing.
  func apply(_ intent: SyncIntent, _ state: inout ModelState) throws(Violation) -> ApplyAnswer {
    let answer = state.redis.apply(intent, now: state.now, mutant: mutant)
    if answer.reply == .ok, let bucket = state.redis.bucket, intent.add > 0,
      start.budget.initialisations == 0, start.budget.vanishings == 0, start.budget.restarts == 0,
      start.budget.promotions == 0
    {
      let limit = max(start.database.max, editedMax)
      if bucket.tokens + state.taken > limit {
        throw Violation(
          description: "minted: \(bucket.tokens) tokens and \(state.taken) takes of \(limit)")
      }
    }
    return answer
  }
}

extension ModelState {
  /// A backend's clock and ours are the Redis clock; the offset keeps expiries positive.
  var now: Int { 1000 + clock }

  /// Before each write to Redis.
  mutating func saveRedis() {
    if replica != nil { redis.offset += 1 }
    if budget.restarts > 0 || budget.strays > 0 || budget.visits > 0 { redisBefore = redis }
  }

  mutating func saveDatabase() {
    if budget.rollbacks > 0 { databaseBefore = database }
  }

  mutating func endLife() {
    unseenLives += 1
    // A bucket that comes and goes between a look at the evidence and the making of one is seen by
    // nobody: nothing is promised then, and it is not explored.
    for index in actors.indices {
      switch actors[index] {
      case .planned, .creating: actors[index] = .idle
      default: break
      }
    }
    late.removeAll { $0.from == SyncIntent.missing }
    if unseenLives > 1 { boundless = true }
  }
}
