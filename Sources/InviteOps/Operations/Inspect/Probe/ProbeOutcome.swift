public import InviteDomain

extension QueueProbe {
  /// What became of the probes.
  public struct Outcome: Sendable, Encodable {
    public enum Verdict: String, Sendable, Encodable {
      /// A worker took it and was done with it.
      case taken
      /// It waited behind others, and those were being taken.
      case moving
      /// A worker took it and did not acknowledge it in time.
      case held
      /// Nobody took it.
      case notTaken = "not_taken"
      /// It left its list, and no worker says that it had it.
      case gone
      /// It could not be put into its list.
      case refused
    }

    public struct Probe: Sendable, Encodable {
      public let queue: String
      /// The priority step of its list.
      public let step: Int
      public let verdict: Verdict
      /// Milliseconds from its sending to the first sign that it was taken.
      public let latencyMs: Double?
      /// Who took it, where that is known.
      public let worker: String?
      /// Messages of the queue that were delivered before it when it was put there, and at the end.
      public let ahead: Int
      public let left: Int
      /// When it would have been its turn at the pace that was seen.
      public let expectedWaitSeconds: Double?
      /// Whether its result was stored where this program looks.
      public let hasResult: Bool

      /// Why it was not taken: the kind of one of ``Outcome/diagnoses``. `nil` for one that was.
      public let reason: String?

      /// Whether the queue is shown to be consumed.
      public var isConsumed: Bool { verdict == .taken || verdict == .moving }
    }

    /// In the order of the queues and their steps.
    public let probes: [Probe]
    public let diagnoses: [Diagnosis]

    /// As that of a question to workers: `nil` when every queue is consumed.
    public var shortfall: Failure.Kind? {
      let consumed = probes.count(where: \.isConsumed)
      if consumed == 0 { return .unanswered }
      return consumed == probes.count ? nil : .partial
    }
  }
}
