public import InviteDomain

/// A queue that workers stop or begin to consume.
public struct PauseOutcome: Sendable, Encodable {
  public enum Direction: String, Sendable, Encodable {
    case pause
    case resume
  }

  /// A worker that the pause notes, and that is not told to consume the queue when it ends.
  public struct LeftOut: Sendable, Equatable, Encodable {
    public enum Reason: String, Sendable, Encodable {
      /// Another process has its name, and did not begin with this queue.
      case restarted
      /// It takes nothing any more, and not for this pause alone.
      case drained
      /// Two workers have its name: one of them did not lose the queue.
      case duplicateName = "duplicate_name"
      /// Nobody has its name.
      case gone
    }

    public let name: String
    public let reason: Reason
    /// What gives it the queue all the same; `nil` where nobody would hear it.
    public let next: String?

    init(name: String, queue: String, reason: Reason) {
      self.name = name
      self.reason = reason
      next = reason == .gone ? nil : WorkerDrain.advice([name: [queue]])
    }
  }

  public let direction: Direction
  public let queue: String
  /// The workers that it is about.
  public let workers: [String]
  /// Of a resume, those that it is not about any more.
  public let leftOut: [LeftOut]
  /// Those of ``workers`` that were not seen to have done it.
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
