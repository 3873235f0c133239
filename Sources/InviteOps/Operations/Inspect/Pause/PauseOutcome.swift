public import InviteDomain

/// A queue that workers stop or begin to consume.
public struct PauseOutcome: Sendable, Encodable {
  public enum Direction: String, Sendable, Encodable {
    case pause
    case resume
  }

  public let direction: Direction
  public let queue: String
  /// The workers that it is about.
  public let workers: [String]
  /// Those of them that were not seen to have done it.
  public internal(set) var undone: [String] = []
  /// Workers that may be alive and do not answer: whether they consume it is not known.
  public let silent: [String]
  /// Messages that wait in the queue.
  public let ready: Int
  /// As the broker remembers it: of a pause what is remembered now, of a resume what was.
  public internal(set) var paused: PausedQueue?
  public internal(set) var isApplied = false

  /// What to type once those that are left answer; `nil` where it would do nothing.
  public var next: String? {
    guard shortfall != nil, let paused else { return nil }
    switch direction {
    case .pause: return paused.pauseAgain
    case .resume:
      // It stays remembered with those that are left, and with no others.
      let isOpen = !undone.isEmpty || silent.contains { paused.nodes.contains($0) }
      return isOpen ? paused.resume : nil
    }
  }

  /// `nil` when all have done it.
  public var shortfall: Failure.Kind? {
    guard isApplied else { return nil }
    if !undone.isEmpty { return .partial }
    return silent.isEmpty ? nil : .partial
  }
}
