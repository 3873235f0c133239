internal import ClientSupport
internal import Synchronization

/// One login at a time, in the order in which they came, and of each peer only a few: wrong ones keep one
/// core busy at most, and those of one address keep nobody else from getting in.
final class LoginTurns: Sendable {
  private struct State {
    /// The first one is being looked at.
    var queue: [(id: Int, peer: String)] = []
    var last = 0
  }

  private static let most = 16
  private static let mostOfPeer = 3

  private let patience: Duration
  private let state = Mutex(State())

  /// - Parameter patience: longer than this a scraper does not wait.
  init(patience: Duration = .seconds(5)) {
    self.patience = patience
  }

  /// Those that are looked at or wait.
  var count: Int { state.withLock { $0.queue.count } }

  /// - Returns: `nil` where too many are before it.
  func take<Answer>(_ peer: String, _ body: () -> Answer) -> Answer? {
    let id: Int? = state.withLock { state in
      guard state.queue.count < Self.most,
        state.queue.count(where: { $0.peer == peer }) < Self.mostOfPeer
      else { return nil }
      state.last += 1
      state.queue.append((state.last, peer))
      return state.last
    }
    guard let id else { return nil }
    defer { state.withLock { state in state.queue.removeAll { $0.id == id } } }
    let deadline = Deadline.after(patience)
    while state.withLock({ $0.queue.first?.id != id }) {
      if deadline.hasPassed { return nil }
      SocketWait.pause(.milliseconds(2))
    }
    return body()
  }
}
