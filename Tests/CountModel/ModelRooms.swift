@testable import CountProtocol

/// The room of a code, `max_uses - used_count`, while it was other than now.
struct ModelRoom: Equatable {
  let room: Int
  let until: Int
}

extension Model {
  /// Remembers the rooms that there were, and holds what the row says of them against it: no wider
  /// than what there was in the last two windows, or since the last change before them was seen.
  func trackRooms(_ next: inout ModelState, after state: ModelState) throws(Violation) {
    guard tracksRooms else { return }
    let before = state.database.max - state.database.used
    if before != next.database.max - next.database.used {
      next.rooms.append(ModelRoom(room: before, until: next.now))
    }
    guard let row = next.database.row, row != state.database.row else { return }
    if next.looks.last != row.changed { next.looks.append(row.changed) }
    let since = next.looks.last { $0 <= row.read - 2 * policy.roomWindow } ?? 0
    next.looks.removeAll { $0 < since }
    next.rooms.removeAll { $0.until < since }
    let there = next.rooms.map(\.room) + [row.maxAfter - row.usedAfter]
    let known = row.rooms(at: row.read, used: row.usedAfter, max: row.maxAfter, policy)
    guard known.lowerBound >= there.min() ?? 0, known.upperBound <= there.max() ?? 0 else {
      throw Violation(description: "rooms \(known) where there were \(there): \(next)")
    }
  }

  /// What a mutant makes of the policy by which the core forgets rooms.
  var mutatedPolicy: SyncPolicy {
    var policy = policy
    if mutant == .windowWithoutCommit { policy.transactionBound = 0 }
    if mutant == .windowWithoutLag { policy.initialisationLag = 0 }
    if mutant == .neverAtRest { policy.restAfter = 0 }
    return policy
  }

  /// What a mutant makes of the rooms of a row that the core has written.
  func withMutatedRooms(_ row: SyncRow, after old: SyncRow?) -> SyncRow {
    var row = row
    guard let old else {
      if mutant == .firstRoomAlone { row.pastHigh = row.roomHigh }
      return row
    }
    let rotates = row.roomSince != old.roomSince
    switch mutant {
    case .chainedRooms:
      row.roomLow = min(row.roomLow, old.roomLow, old.pastLow)
      row.roomHigh = max(row.roomHigh, old.roomHigh, old.pastHigh)
    case .forgottenWindow where rotates:
      (row.pastLow, row.pastHigh) = (row.roomLow, row.roomHigh)
    case .windowFromNow where rotates: row.roomSince = row.changed
    default: break
    }
    return row
  }

  /// What a mutant makes of the row that the core is given.
  func withMutatedRooms(_ row: SyncRow?, _ facts: SyncCode) -> SyncRow? {
    guard var row else { return nil }
    switch mutant {
    case .oneChangeWindows: row.roomSince = row.changed - policy.roomWindow - 1
    case .unmetEdit:
      // As if the present window had been met by the edit from below.
      row.roomHigh -= max(0, (facts.max ?? 0) - row.maxAfter)
    default: break
    }
    return row
  }
}
