/// What backends may have read as `max_uses - used_count`, the room of a code, in two windows: one
/// that began at ``SyncRow/roomSince``, and the one before it.
///
/// A bucket is written at most ``SyncPolicy/initialisationLag`` after its code was read, and a count
/// is committed at most ``SyncPolicy/transactionBound`` after the look it follows from. So a window
/// that ended longer ago than both together is forgotten: of a code that changes all the time, the
/// two reach back twice as long (80 s), and never further.
extension SyncRow {
  /// Notes the rooms that there were between the row before and this one.
  ///
  /// - Parameters:
  ///   - old: the row before; `nil` at first contact.
  ///   - before: `used_count` as it was seen, without what is folded now.
  mutating func noteRooms(since old: SyncRow?, before: Int, now: Int, _ policy: SyncPolicy) {
    guard let old else {
      roomLow = maxAfter - usedAfter
      roomHigh = maxAfter - before
      // What the code was a moment ago nobody knows; it had no less than no uses.
      (pastLow, pastHigh) = (roomLow, max(roomHigh, maxAfter))
      roomSince = now
      changed = now
      return
    }
    let isSame =
      old.usedAfter == before && old.usedAfter == usedAfter && old.maxAfter == maxAfter
    if !isSame {
      let between = old.rooms(used: min(before, usedAfter)...max(before, usedAfter), max: maxAfter)
      let earlier = old.readableRooms(used: before, max: maxAfter)
      if now - old.roomSince > policy.roomWindow {
        (pastLow, pastHigh) = (earlier.lowerBound, earlier.upperBound)
        (roomLow, roomHigh) = (between.lowerBound, between.upperBound)
        roomSince = old.changed
      } else {
        roomLow = min(between.lowerBound, earlier.lowerBound)
        roomHigh = max(between.upperBound, earlier.upperBound)
      }
      changed = now
    }
    if now - changed > policy.roomWindow {
      roomLow = maxAfter - usedAfter
      roomHigh = roomLow
    }
    if now - roomSince > policy.roomWindow { (pastLow, pastHigh) = (roomLow, roomHigh) }
  }

  /// What a backend that wrote the bucket at `moment` may have read, now that the code has this
  /// `used_count` and `max_uses`.
  ///
  /// - Parameter moment: not before ``read``.
  package func rooms(at moment: Int, used: Int, max limit: Int, _ policy: SyncPolicy)
    -> ClosedRange<Int>
  {
    var found = rooms(used: used...used, max: limit)
    func include(_ rooms: ClosedRange<Int>) {
      found =
        min(found.lowerBound, rooms.lowerBound)...max(found.upperBound, rooms.upperBound)
    }
    if moment - changed <= policy.roomWindow {
      include(readableRooms(used: used, max: limit))
    }
    if moment - roomSince <= policy.roomWindow { include(pastLow...pastHigh) }
    // It may have read the code at any time: as long as there were no uses, too.
    if policy.doubts.lateWrites != nil { include(0...max(0, maxTop, limit)) }
    return found
  }

  /// The rooms since this row was written, up to a look that saw these.
  private func rooms(used: ClosedRange<Int>, max limit: Int) -> ClosedRange<Int> {
    let low = min(maxAfter, limit) - max(usedAfter, used.upperBound)
    let high = max(maxAfter, limit) - min(usedAfter, used.lowerBound)
    return low...high
  }

  /// The rooms of the present window. What others changed since this row's look at the code may have
  /// come before its count was committed, and met the count before it.
  private func readableRooms(used: Int, max limit: Int) -> ClosedRange<Int> {
    let low = roomLow - max(0, maxAfter - limit) - max(0, used - usedAfter)
    let high = roomHigh + max(0, limit - maxAfter) + max(0, usedAfter - used)
    return min(low, high)...max(low, high)
  }
}
