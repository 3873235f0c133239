internal import ClientSupport
internal import InviteDomain
internal import Synchronization

/// What the lanes of a run tell one another: how far they are, and that all are to stop.
final class SyncBoard: Sendable {
  private struct State {
    var running = 0
    var isClosed = false
    var failure: Failure?
    var outcomes: [SyncOutcome] = []
    var scanned = 0
    var changed = 0
  }

  private let state = Mutex(State())
  private let end: Deadline
  /// Raised when no lane is to begin any more.
  let closing = Interrupt()
  /// Raised when none can begin any more and the last one has ended.
  let ended = Interrupt()

  /// - Parameter end: when all are to stop.
  init(end: Deadline) {
    self.end = end
  }

  /// Whether the time of the run is over.
  var isOver: Bool { end.hasPassed }

  /// Whether one of them has failed: all others end what they have begun, and no more.
  var isStopped: Bool { failure != nil }

  /// What the first of them failed by.
  var failure: Failure? { state.withLock { $0.failure } }

  /// What those have done that ended.
  var outcomes: [SyncOutcome] { state.withLock { $0.outcomes } }

  /// So many more.
  ///
  /// - Returns: how far all of them are.
  func add(scanned: Int, changed: Int) -> SyncProgress {
    state.withLock { state in
      state.scanned += scanned
      state.changed += changed
      return SyncProgress(scanned: state.scanned, changed: state.changed)
    }
  }

  /// - Returns: whether there is still something to begin with; if so, ``leave(_:)`` is to be called.
  func enter() -> Bool {
    state.withLock { state in
      if !state.isClosed { state.running += 1 }
      return !state.isClosed
    }
  }

  /// A lane has ended, and closed its connections.
  func leave(_ outcome: SyncOutcome) {
    let isLast = state.withLock { state in
      state.running -= 1
      state.outcomes.append(outcome)
      return state.isClosed && state.running == 0
    }
    if isLast { ended.trigger() }
  }

  /// What stops all of them.
  func fail(_ failure: Failure) {
    state.withLock { $0.failure = $0.failure ?? failure }
    close()
  }

  /// There is nothing left to begin with.
  func close() {
    let isEmpty = state.withLock { state in
      state.isClosed = true
      return state.running == 0
    }
    closing.trigger()
    if isEmpty { ended.trigger() }
  }
}
