internal import InviteDomain
internal import Synchronization

/// Which codes of a run are whose: ranges of ids, of which no two have one in common, handed out in
/// their order to whichever lane asks next.
///
/// Short ones, so that all lanes end at about the same time wherever the ids lie and whatever has changed;
/// a lane reads on from one to the next without a pause.
final class SyncRanges: Sendable {
  /// Ids above `after`, up to `through`.
  struct Range: Sendable, Equatable {
    let number: Int
    let after: Int
    let through: Int
  }

  /// How far a range is done when some of its codes are.
  struct Place: Sendable {
    let range: Int
    let last: Int
    /// Whether no codes of it come any more.
    let isEnd: Bool
  }

  /// Codes in one range, where several lanes share them: two large batches.
  static let size = 2000

  private struct State {
    /// Of what nothing was handed out yet, in the order in which it is.
    var left: [(after: Int, through: Int)]
    /// The last id of each range that is under way up to which its codes are done.
    var open: [Int: Int] = [:]
    /// How many were handed out.
    var count = 0
  }

  /// Behind which all codes are. An id may be 0 or below: of a sequence that counts downwards, or by hand.
  static let start = Int.min

  /// Where the run begins.
  private let begin: Int
  private let isShared: Bool
  private let state: Mutex<State>

  /// - Parameters:
  ///   - begin: a run that was cut short is gone on with behind this id, and then begun from the start.
  ///   - isShared: with several lanes. One alone has everything in one range.
  init(after begin: Int = SyncRanges.start, isShared: Bool = false) {
    self.begin = begin
    self.isShared = isShared
    let start = Self.start
    state = Mutex(State(left: begin > start ? [(begin, .max), (start, begin)] : [(start, .max)]))
  }

  /// The next range; `nil` when all were handed out.
  ///
  /// - Parameter reach: asks the server how many codes follow behind an id and up to another one, ``size`` at
  ///   most, and for the last id among them. The other lanes wait meanwhile: it has a deadline.
  func next(
    _ reach: (_ after: Int, _ through: Int) throws(Failure) -> (count: Int, last: Int)
  ) throws(Failure) -> Range? {
    try state.withLock { state throws(Failure) -> Range? in
      guard let rest = state.left.first else { return nil }
      var end = rest.through
      if isShared {
        let (count, last) = try reach(rest.after, rest.through)
        // With fewer, what is inserted behind them meanwhile is in it, as with one lane.
        if count >= Self.size { end = last }
      }
      let range = Range(number: state.count, after: rest.after, through: end)
      state.count += 1
      state.open[range.number] = range.after
      if end < rest.through { state.left[0].after = end } else { state.left.removeFirst() }
      return range
    }
  }

  /// The codes up to this place are done.
  func note(_ place: Place) {
    state.withLock { $0.open[place.range] = place.isEnd ? nil : place.last }
  }

  /// The last id up to which all codes are done, where the next run goes on; `nil` where none are since the
  /// beginning. A range that ended without a word counts as one under way: some codes are looked at again.
  var resumeAfter: Int? {
    let reached = state.withLock { state in
      state.open.min { $0.key < $1.key }?.value ?? state.left.first?.after
    }
    return reached.flatMap { $0 > Self.start && $0 != begin ? $0 : nil }
  }
}
