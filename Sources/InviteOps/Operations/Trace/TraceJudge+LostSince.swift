internal import Localization

/// A use after the last one that left a row.
extension TraceJudge {
  /// So many seconds after the last row its own cannot be among them, whatever clocks differ by.
  private static let apart = 60.0

  /// That it was queued and is nowhere now: what is written is of earlier ones. `nil` where rows may be its own.
  func lostSince() -> TraceVerdict? {
    // A rebind is asked for once more by what its row says.
    let published = thread.entries.filter { $0.state == "published" && $0.flow != "rebind" }
    let entry = published.max { ($0.created ?? 0) < ($1.created ?? 0) }
    // The record of a seat that is held is as old as the entry.
    guard facts.areRowsRead, let entry, let queued = entry.created, !entry.holdsSeat,
      !isRefunded(entry.taskID)
    else { return nil }
    let times = thread.records.map(\.created) + thread.queueRows.map(\.created)
    guard let last = times.compactMap(\.self).max(), last < queued else { return nil }
    // Rows are written by the workers' clock, entries by the database's.
    guard published.count > times.count || queued - last > Self.apart else { return nil }
    guard let result = thread.results.first(where: { $0.id == entry.taskID }) else {
      var lost = gone(entry.taskID, entry.changed)
      if let before = written() {
        lost.sentence = tr("\(lost.sentence); before that: \(before.sentence)")
      }
      return lost
    }
    let isNewest = thread.results.allSatisfy { ($0.done ?? 0) <= (result.done ?? 0) }
    return isNewest && result.recordID == nil ? byResult() : nil
  }
}
