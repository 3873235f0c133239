internal import CountProtocol

/// Which of the tokens that the ledger of a code says came back are those of marks that `redeem refund` left: of the
/// others nothing tells whose they were.
///
/// A line is a sum: what came back since the line before it, less what was taken. So a mark has a token in a line only
/// where it is of that time, and where nothing was taken then that hides it.
struct LedgerRefunds {
  /// A line of the ledger, with what it counts of the bucket: 0 of one that `force-resync` wrote.
  struct Line {
    /// In seconds; `nil` without a finite time.
    let age: Double?
    let cause: SyncCause?
    let delta: Int
  }

  typealias Moment = RefundedInvites.Moment

  /// What a redemption left.
  struct Row {
    /// In seconds; `nil` where nothing tells it.
    let age: Double?
    /// One of the outbox, written when the token is taken; others are once a worker comes to it.
    let isEntry: Bool
  }

  /// In the order in which they were written.
  var lines: [Line] = []
  /// One for each invite.
  var marks: [Moment] = []
  var rows: [Row] = []
  /// Messages that wait: of takes at any time.
  var messages = 0
  /// By how much times of lines and of marks may be read apart, in seconds.
  var tolerance = 0.0

  /// As far as clocks of workers and servers are taken to differ, in seconds.
  private static let slack = 2.0

  /// How many of the tokens are those of a mark for certain.
  var explained: Int {
    var held: [Int: Int] = [:]
    // From the last one: it says whether one near the end of a line may be of the line behind it.
    for mark in marks.sorted(by: { $0.least < $1.least }) {
      guard let place = place(of: mark) else { continue }
      if isSure(mark, in: place, beside: held[place + 1] ?? 0) { held[place, default: 0] += 1 }
    }
    return held.reduce(0) { sum, entry in
      // Each of what was taken meanwhile may have hidden one of them.
      sum + max(0, min(-lines[entry.key].delta, entry.value - takes(in: entry.key)))
    }
  }

  /// The line that was written next after a token was given back. The first one that is left has none: what came
  /// back before it may be in no line.
  private func place(of mark: Moment) -> Int? {
    guard let place = lines.firstIndex(where: { ($0.age ?? .infinity) <= mark.least }), place > 0,
      let before = lines[place - 1].age, before - tolerance > mark.most,
      // A clock that was set back tells no order.
      lines[place...].allSatisfy({ ($0.age ?? .infinity) <= mark.least })
    else { return nil }
    return place
  }

  /// Whether a token is in that line, and not in the one behind it: the bucket is read a little before the line is
  /// written. It can be in that one only with as many more taken as it would hide.
  private func isSure(_ mark: Moment, in place: Int, beside later: Int) -> Bool {
    let line = lines[place]
    guard line.cause == .fold, line.delta < 0 else { return false }
    guard place + 1 < lines.count, mark.least < (line.age ?? 0) + Self.slack else { return true }
    let next = lines[place + 1]
    switch next.cause {
    case .fold, .push, .renew, .resynced: return takes(in: place + 1) <= next.delta + later
    case .retyped, .baseline, .reinitialised, .restarted, .vanished, .ghost, .foreign, .coexisting,
      .doubted, .rebuilt, nil:
      return false
    }
  }

  /// How many may have been taken between the line before that one and it, by what is there of them.
  private func takes(in place: Int) -> Int {
    guard place > 0, let begin = lines[place - 1].age, let end = lines[place].age else {
      return .max
    }
    var within = 0
    var later = messages
    for row in rows {
      guard let age = row.age else {
        within += 1
        continue
      }
      if age > begin + Self.slack { continue }
      if age >= end - Self.slack {
        within += 1
      } else if !row.isEntry {
        later += 1
      }
    }
    // What came later is of takes that later lines have counted; what is beyond those waited for a worker.
    let counted = lines[(place + 1)...].reduce(0) { $0 + max(0, $1.delta) }
    return within + max(0, later - counted)
  }
}
