import CountProtocol

extension Model {
  /// One step of one sync: the real core, with Postgres and Redis played by the state.
  func syncSteps(
    _ state: ModelState, _ index: Int, _ found: inout [ModelState]
  ) throws(Violation) {
    var next = state
    switch state.actors[index] {
    case .idle:
      rebuildStep(state, index, &found)
      guard state.budget.syncs > 0 else { return }
      // The two are alike: the second starts only while the first is busy.
      if index == 1, state.actors[0] == .idle || tracksRooms { return }
      visitStep(state, index, &found)
      next.budget.syncs -= 1
      next.actors[index] = begun(state)
      beginPass(&next, index)
      if isFollowed { followSteps(&next, index, &found) }
    case .begun(let facts, let seq):
      let server = state.isAway[index] ? state.elsewhere! : state.redis
      let reading = server.reading(now: state.now, seen: state.database.seen)
      next.actors[index] = .read(facts, reading, seq: seq)
      noteRest(&next, reading)
    case .read(let facts, let reading, let seq):
      next.actors[index] = .idle
      next.isLooked = false
      // The driver gives up what took too long, and what another sync has changed since.
      if state.now - reading.now <= policy.transactionBound,
        state.database.row?.seq ?? -1 == seq || mutant == .readBeforeLock,
        let row = try firstTransaction(&next, facts, reading)
      {
        if state.isAway[index] { next.wasAway = true }
        if let pending = row.pending {
          next.actors[index] = .applying(pending, rolledForward: false)
        }
      }
      if isFollowed { look(&next, cameOf: state, facts, seq: seq, reading) }
      if next.actors[index] == .idle {
        next.isAway[index] = false
        endCode(&next, index, isLooked: next.isLooked)
      }
    case .applying(let intent, let rolledForward) where state.isAway[index]:
      let reply = next.elsewhere!.apply(intent, now: state.now, mutant: mutant)
      next.actors[index] = .settling(intent, reply, rolledForward: rolledForward)
    case .applying(let intent, let rolledForward):
      next.saveRedis()
      if mutant == .madeAgain, intent.from == SyncIntent.missing {
        _ = next.redis.create(intent, now: next.now)
      }
      let reply = try apply(intent, &next)
      next.actors[index] = .settling(intent, reply, rolledForward: rolledForward)
    case .planned(let facts, let seq, let truth, let at):
      next.actors[index] = .idle
      if state.database.row?.seq == seq, state.database.code == facts {
        next.actors[index] = rebuild(&next, facts, truth: truth, at: at)
      }
    case .creating(let intent):
      next.saveRedis()
      let reply = next.redis.create(intent, now: next.now)
      next.actors[index] = .settling(intent, reply, rolledForward: false)
    case .settling(let intent, let reply, let rolledForward):
      settle(&next, intent, reply, rolledForward)
      next.actors[index] = .idle
      next.isAway[index] = false
      endCode(&next, index, isLooked: !rolledForward)
    case .ending: endPass(&next, index)
    }
    found.append(next)
  }

  /// How a sync begins: with what Postgres has.
  func begun(_ state: ModelState) -> ModelActor {
    if let pending = state.database.row?.pending, mutant != .noRollForward {
      return .applying(pending, rolledForward: true)
    }
    return .begun(state.database.code, seq: state.database.row?.seq ?? -1)
  }

  /// Runs the core on one reading and commits what it says. `nil` when it leaves the code alone.
  ///
  /// - Parameter hides: what a policy hides from this run.
  func firstTransaction(
    _ state: inout ModelState, _ facts: SyncCode, _ reading: BucketReading,
    hides: ModelHiding? = nil
  ) throws(Violation) -> SyncRow? {
    var row = hides == .row ? nil : state.database.row
    let (row0, facts) = mistyped(row, facts)
    row = row0
    if mutant == .noRollForward { row?.pending = nil }
    if mutant == .greatestEverywhere, row != nil { row = greatest(row, facts, reading) }
    row = withNamesBelieved(row, reading)
    let core = CodeSync(
      policy: policy(in: state), code: facts, row: withMutatedRooms(row, facts))
    // Tokens of intents are random; here they differ where two differ.
    let token = (row?.seq ?? 0) * 4 + state.generation
    switch core.read(mutated(reading), token: token) {
    case .rest:
      state.isLooked = true
      state.typeSeen = state.typeSeen || facts.isTaken == state.database.isTaken
      return nil
    case .report(let problem):
      // Backends keep their contract here, so nothing may look impossible within an epoch.
      // And nothing here is so large that it does not fit.
      if isQuietConfiguration || problem == .outOfRange || problem == .badRow {
        throw Violation(description: "refused: \(problem)")
      }
      return nil
    case .write(let write):
      if write.isGuarded, write.delta != 0 || mutant != .unguardedBounds,
        state.database.used != facts.used || state.database.max != facts.max
      {
        return nil
      }
      if !write.row.isTaken, state.database.isTaken, mutant != .unguardedType, mutant != .formerType
      {
        return nil
      }
      state.typeSeen = state.typeSeen || facts.isTaken == state.database.isTaken
      if mutant == .retypedUnseen, write.cause == .retyped { return nil }
      state.saveDatabase()
      if hides != .code { state.database.used += write.delta }
      if mutant == .absoluteWrite, write.delta != 0, let tokens = write.bucketBefore {
        state.database.used = facts.max! - tokens
      }
      var row = write.row
      row.pending = row.pending.map { mutated($0, reading) }
      row = withMutatedRooms(row, after: state.database.row)
      if write.cause == .baseline {
        row.certainty =
          settlesFirstSight ? evident(state) : mutated(row.certainty, facts, write)
      }
      if mutant == .lastingWord, let old = state.database.row, old.gone, old.certainty == .exact {
        row.certainty = .exact
      }
      let adopts = [.baseline, .reinitialised, .foreign, .ghost, .restarted].contains(write.cause)
      // While a bucket is gone one more life of it is promised to be bounded, not one each look.
      if adopts { state.unseenLives = 0 }
      state.database.row = row
      state.isLooked = true
      return row
    case .readBucket, .apply:
      throw Violation(description: "the core asked for another effect out of turn")
    }
  }

  /// A force-resync looks at what there is: no bucket, and evidence of each use.
  private func rebuildStep(_ state: ModelState, _ index: Int, _ found: inout [ModelState]) {
    guard state.budget.rebuilds > 0, index == 0 || state.actors[0] != .idle,
      state.redis.bucket == nil, let row = state.database.row, row.gone, row.pending == nil,
      state.truth >= state.database.used, state.truth <= state.database.max
    else { return }
    var next = state
    next.budget.rebuilds -= 1
    next.actors[index] = .planned(
      state.database.code, seq: row.seq, truth: state.truth, at: state.now)
    found.append(next)
  }

  private func rebuild(
    _ state: inout ModelState, _ facts: SyncCode, truth: Int, at: Int
  ) -> ModelActor {
    guard let old = state.database.row else { return .idle }
    var row = ResyncedRow(
      policy: policy, seen: facts, used: truth, held: 0, certainty: .exact, read: at
    ).row(
      after: old, now: state.now, making: state.database.max - truth,
      in: state.redis.incarnation, token: old.seq * 4 + state.generation)
    if mutant == .forgottenRooms {
      row.roomLow = row.maxAfter - max(facts.used, truth)
      row.roomHigh = row.maxAfter - min(facts.used, truth)
      (row.pastLow, row.pastHigh) = (row.roomLow, row.roomHigh)
    }
    guard let intent = row.pending else { return .idle }
    state.saveDatabase()
    state.database.used = truth
    state.database.row = row
    state.unseenLives = 0
    return .creating(intent)
  }

  /// No life of the bucket ends in this configuration, and what Postgres forgets is in the shadow.
  var isQuietConfiguration: Bool {
    start.budget.visits == 0
      && (start.budget.initialisations == 0 && start.budget.vanishings == 0 || isUntaken)
      && start.budget.restarts == 0 && start.budget.promotions == 0 && policy.lifetime > 50
      && (start.budget.rollbacks == 0 || start.budget.shadowLosses == 0)
  }

  /// Nobody ever takes a token of this code.
  private var isUntaken: Bool { !start.database.isTaken && start.budget.retypings == 0 }

  func settle(
    _ state: inout ModelState, _ intent: SyncIntent, _ answer: ApplyAnswer, _ rolledForward: Bool
  ) {
    guard let row = state.database.row else { return }
    let mine = row.pending?.token == intent.token && row.pending?.seq == intent.seq
    guard mine || mutant == .unconditionalSettle else { return }
    state.saveDatabase()
    var settled = IntentResolution(answer).settling(row, intent, rolledForward: rolledForward)
    if mutant == .silentVoid { settled.certainty = row.certainty }
    if mutant == .untouchedFloor { settled.floor = row.floor }
    if mutant == .unseenFloor, answer.tokens != nil { settled.floor = -settled.adjusted }
    state.database.row = settled
  }
}
