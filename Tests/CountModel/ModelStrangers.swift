import CountProtocol

/// What a policy of row security hides from one statement of a sync.
enum ModelHiding { case row, code }

extension Model {
  /// Servers and rows that are not what a run takes them for. The checks of the tool are part of the
  /// protocol: it asks who answers and whether it sees all rows, and a run that finds out ends there.
  func strangeSteps(_ state: ModelState, _ found: inout [ModelState]) {
    for index in state.actors.indices {
      strayStep(state, index, &found)
      hidingStep(state, index, &found)
    }
  }

  /// One answer comes from another server: from a replica that has everything or lags behind, from
  /// an empty one, or from a primary that was one before. A replica may let itself be written to.
  private func strayStep(_ state: ModelState, _ index: Int, _ found: inout [ModelState]) {
    guard state.budget.strays > 0, !state.isAway[index] else { return }
    var servers = [state.redis, ModelRedis()]
    if let before = state.redisBefore { servers.append(before) }
    for var server in servers {
      server.incarnation = state.redis.incarnation + 8
      var next = state
      next.budget.strays -= 1
      switch state.actors[index] {
      case .begun(let facts, let seq):
        next.actors[index] =
          mutant == .noRoleCheck
          ? .read(facts, server.reading(now: state.now), seq: seq) : .idle
      case .applying(let intent, let rolledForward):
        if mutant == .writesAnywhere {
          let reply = server.apply(intent, now: state.now, mutant: nil)
          next.actors[index] = .settling(intent, reply, rolledForward: rolledForward)
        } else {
          next.actors[index] = .idle
        }
      default: return
      }
      found.append(next)
    }
  }

  /// A whole run is with another primary than backends are, from its first look on: nobody can tell
  /// it so. It has what Redis had before its last write, or all of it.
  func visitStep(_ state: ModelState, _ index: Int, _ found: inout [ModelState]) {
    guard state.budget.visits > 0, !state.isAway.contains(true) else { return }
    var servers = [state.redis]
    if let before = state.redisBefore { servers.append(before) }
    if let elsewhere = state.elsewhere { servers = [elsewhere] }
    for var server in servers {
      server.incarnation = state.redis.incarnation + 8
      if mutant == .namelessServer { server.incarnation = state.redis.incarnation }
      var next = state
      next.budget.visits -= 1
      next.elsewhere = server
      next.isAway[index] = true
      next.actors[index] = begun(state)
      found.append(next)
    }
  }

  /// A policy hides the row of `redeem_sync` from the first statement, or that of `redeem_codes` from
  /// the fold: the server says so, or the numbers of rows are not what they must be, and nothing is
  /// written.
  private func hidingStep(_ state: ModelState, _ index: Int, _ found: inout [ModelState]) {
    guard state.budget.hidings > 0,
      case .read(let facts, let reading, let seq) = state.actors[index],
      state.database.row?.seq ?? -1 == seq, state.now - reading.now <= policy.transactionBound
    else { return }
    for hides in [ModelHiding.row, .code] {
      var next = state
      next.budget.hidings -= 1
      next.actors[index] = .idle
      let isUnchecked =
        hides == .row ? mutant == .noVisibilityCheck : mutant == .uncountedFold
      if isUnchecked,
        let row = try? firstTransaction(&next, facts, reading, hides: hides),
        let pending = row.pending
      {
        next.actors[index] = .applying(pending, rolledForward: false)
      }
      found.append(next)
    }
  }

  /// What a mutant makes of the types it knows of.
  func mistyped(_ row: SyncRow?, _ facts: SyncCode) -> (SyncRow?, SyncCode) {
    var row = row
    var facts = facts
    switch mutant {
    case .presentType: row?.isTaken = facts.isTaken
    case .formerType: facts.isTaken = row?.isTaken ?? facts.isTaken
    case .untakenForEver where !facts.isTaken: row?.isTaken = false
    default: break
    }
    return (row, facts)
  }
}
