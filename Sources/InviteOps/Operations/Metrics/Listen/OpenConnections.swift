internal import Glibc
internal import Synchronization

/// The connections of a server. Who has sent no request holds no place: where there is no room for a new
/// connection, the one that has been silent for longest is cut, and then the one that has taken longest to
/// read its answer. So neither silence nor many scrapes keep anybody from asking.
final class OpenConnections: Sendable {
  private enum Phase {
    case waiting, answering, writing
  }

  private struct State {
    /// In the order in which they came.
    var open: [(id: Int, descriptor: Int32, phase: Phase)] = []
    var last = 0
    var scrapes = 0
  }

  private let limit: Int
  private let scrapeLimit: Int
  private let state = Mutex(State())

  /// - Parameters:
  ///   - limit: of connections.
  ///   - scrapeLimit: of scrapes at once: more would only wait for the servers, and for each other.
  init(limit: Int, scrapeLimit: Int) {
    self.limit = limit
    self.scrapeLimit = scrapeLimit
  }

  /// As many as the process has descriptors for: a scrape needs some of its own.
  static var possible: Int {
    var bound = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &bound) == 0 else { return 128 }
    return max(4, min(128, (Int(clamping: bound.rlim_cur) - 20) / 2))
  }

  var count: Int { state.withLock { $0.open.count } }

  /// A connection that sends its request next. `nil` where there is no room: all others are being answered.
  func enter(_ descriptor: Int32) -> Int? {
    state.withLock { state in
      if state.open.count >= limit {
        let rude =
          state.open.first { $0.phase == .waiting } ?? state.open.first { $0.phase == .writing }
        guard let rude else { return nil }
        // Its own thread finds it ended, and closes it.
        shutdown(rude.descriptor, Int32(SHUT_RDWR))
        // It is on its way out: the next one that is cut is another.
        if let place = state.open.firstIndex(where: { $0.id == rude.id }) {
          state.open[place].phase = .answering
        }
      }
      state.last += 1
      state.open.append((state.last, descriptor, .waiting))
      return state.last
    }
  }

  /// Its request is here.
  func answers(_ id: Int) { move(id, to: .answering) }

  /// Its answer is there, and goes out.
  func writes(_ id: Int) { move(id, to: .writing) }

  private func move(_ id: Int, to phase: Phase) {
    state.withLock { state in
      guard let place = state.open.firstIndex(where: { $0.id == id }) else { return }
      state.open[place].phase = phase
    }
  }

  /// To be called before the descriptor is closed.
  func leave(_ id: Int) {
    state.withLock { state in state.open.removeAll { $0.id == id } }
  }

  /// Runs a scrape unless there are too many.
  func scrape<Answer>(_ body: () -> Answer) -> Answer? {
    let isAdmitted = state.withLock { state in
      guard state.scrapes < scrapeLimit else { return false }
      state.scrapes += 1
      return true
    }
    guard isAdmitted else { return nil }
    defer { state.withLock { $0.scrapes -= 1 } }
    return body()
  }
}
