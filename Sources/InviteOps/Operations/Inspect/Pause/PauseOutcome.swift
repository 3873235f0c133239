public import InviteDomain
internal import Localization

/// A queue that workers stop or begin to consume.
public struct PauseOutcome: Sendable, Encodable {
  public enum Direction: String, Sendable, Encodable {
    case pause
    case resume
  }

  /// A worker that is not told to consume the queue when its pause ends: one that the pause notes, or one that
  /// takes nothing, where nobody else is left.
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
      /// It took nothing before the pause already, as one that was drained.
      case consumesNothing = "consumes_nothing"
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

  /// A worker, and how many tasks of the queue it had taken: a pause keeps none of them from running.
  public struct Holder: Sendable, Equatable, Encodable {
    public let name: String
    /// Those that it runs.
    public let active: Int
    /// Those that it has taken and not begun.
    public let reserved: Int
    /// Those that it holds until their time.
    public let scheduled: Int
  }

  /// Whether anybody goes on taking messages from a queue that is paused.
  public enum Consumption: String, Sendable, Encodable {
    /// Nobody: each connection that takes messages is a worker's that has given it up, or takes elsewhere.
    case nobody
    /// Somebody whom no command reaches.
    case taken
    /// It could not be seen.
    case notSeen = "not_seen"
  }

  public let direction: Direction
  public let queue: String
  /// The workers that it is about.
  public let workers: [String]
  /// Of a resume, those that it is not about any more.
  public let leftOut: [LeftOut]
  /// Of a pause, what workers that answer have taken of the queue, and will run; empty of a resume.
  public internal(set) var held: [Holder] = []
  /// Those of ``workers`` that were not seen to have done it.
  public internal(set) var undone: [String] = []
  /// Of a resume, workers that consume it and that it has nothing to tell.
  public let others: [String]
  /// Workers that may be alive and do not answer: whether they consume it is not known.
  public internal(set) var silent: [String]
  /// Those of ``silent`` that never answer, since remote control is off there: only heartbeats are heard.
  public internal(set) var muted: [String]
  /// Messages that wait in the queue.
  public let ready: Int
  /// Of a resume, the first message that no worker can read; `nil` where none was seen.
  public internal(set) var malformed: MalformedMessage?
  /// As the broker remembers it: of a pause what is remembered now, of a resume what was.
  public internal(set) var paused: PausedQueue?
  /// Of a pause that was carried out, whether anybody goes on; `nil` where that was not asked.
  public internal(set) var consumption: Consumption?
  /// Why ``consumption`` was not seen.
  public internal(set) var gap: String?
  public internal(set) var isApplied = false

  /// What to type once those that are left answer; `nil` where it would do nothing.
  public var next: String? {
    guard shortfall != nil, let paused else { return nil }
    switch direction {
    case .pause:
      let mayAnswer = !undone.isEmpty || silent.contains { !muted.contains($0) }
      return mayAnswer ? paused.pauseAgain : nil
    case .resume:
      // It stays remembered with those that are left, and with no others.
      return undone.isEmpty && awaited.isEmpty ? nil : paused.resume
    }
  }

  /// `nil` when all have done it.
  public var shortfall: Failure.Kind? {
    guard isApplied else { return nil }
    if !undone.isEmpty || !awaited.isEmpty || isResumedByNobody { return .partial }
    switch consumption {
    case .nobody?, nil: return nil
    case .taken?, .notSeen?: return .partial
    }
  }

  /// Those of ``silent`` that leave it open whether it is done. One that lost nothing by a pause needs nothing at
  /// its end.
  public var awaited: [String] {
    guard direction == .resume else { return silent }
    let noted = Set(paused?.nodes ?? [])
    return silent.filter { noted.contains($0) }
  }

  /// Whether the pause is over and its queue stands still all the same: those that could take it were drained,
  /// since the pause or before it.
  private var isResumedByNobody: Bool {
    direction == .resume && workers.isEmpty && others.isEmpty
      && leftOut.contains { $0.reason == .drained || $0.reason == .consumesNothing }
  }

  /// What to do about somebody who goes on, or of whom nothing was seen; `nil` where there is nobody.
  public var remedy: String? {
    switch consumption {
    case .nobody?, nil: return nil
    case .taken?:
      return
        tr(
          "no command reaches a worker that has remote control off: end it on its host with SIGTERM, "
            + "which lets it finish what it has; one that was started meanwhile stops by another pause"
        )
    case .notSeen?:
      let probe = ShellCommand.invitectl(["inspect-workers", "probe"], [queue])
      return
        tr(
          "'\(probe)' shows later whether somebody takes its messages; a user that may CLIENT LIST "
            + "sees who is connected")
    }
  }

  /// What was seen of others than those that were told.
  mutating func take(_ proof: QueuePause.Proof) {
    consumption = proof.consumption
    gap = proof.gap
    if proof.consumption == .nobody {
      // They take from other queues alone.
      silent = silent.filter { !muted.contains($0) }
      muted = []
      return
    }
    muted = Set(muted).union(proof.takers).sorted()
    silent = Set(silent).union(proof.takers).sorted()
  }
}
