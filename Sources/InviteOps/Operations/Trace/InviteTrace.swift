internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization

/// Everything that is known of one person, code or task, where it is now, and what moves it on.
public struct InviteTrace {
  /// What is known of one subject.
  public struct Outcome: Sendable, Encodable {
    /// As it was typed.
    public let who: String
    /// What it was looked for as; both a code and a task where it may be either.
    public let kinds: [TraceSubject.Kind]
    /// The oldest first.
    public let lines: [TraceLine]
    /// Of each invite, the one that matters most last; the last one is the outcome.
    public let verdicts: [TraceVerdict]
    /// What was not seen, a sentence each.
    public let gaps: [String]
    /// Of a server that could not be read.
    public let failure: Failure?
    /// For ``masked``; `nil` where it is.
    let masking: TraceMasking?

    private enum CodingKeys: String, CodingKey { case who, kinds, lines, verdicts, gaps }

    /// The last of ``verdicts``, which there always is.
    public var verdict: TraceVerdict { verdicts[verdicts.count - 1] }
  }

  /// How long is searched.
  public struct Limits: Sendable {
    /// How long workers that do not answer are waited for.
    public var wait = Duration.seconds(1)
    /// How long messages, and rows that no index serves, are searched.
    public var search = Duration.seconds(5)

    public init() {}
  }

  private let context: OperationContext
  private let limits: Limits
  private let servers: TraceServers

  public init(_ context: OperationContext, _ limits: Limits = Limits()) {
    self.context = context.with(.trace)
    self.limits = limits
    servers = TraceServers(self.context)
  }

  /// - Throws: ``Failure/Kind/interrupted``, and the first server's failure where none could be read.
  public func run(_ subject: TraceSubject) throws(Failure) -> Outcome {
    var look = TraceLook(subject, context, servers, limits)
    try look.run()
    var outcome = self.outcome(subject, look)
    // Between two steps of a worker a message is nowhere for an instant: what is in doubt is looked at again.
    if outcome.verdicts.contains(where: \.isDoubtful) {
      guard SocketWait.pause(BrokerSearch.pauseBetweenLooks, interrupt: context.interrupt) else {
        throw Failure(.interrupted, tr("stopped while looking again"))
      }
      look = TraceLook(subject, context, servers, limits)
      try look.run()
      outcome = self.outcome(subject, look)
    }
    try hear(&look, &outcome, subject)
    if outcome.verdicts.contains(where: { $0.isDoubtful || $0.isHeard }), try look.awaitsReturn() {
      look = TraceLook(subject, context, servers, limits)
      try look.run()
      outcome = self.outcome(subject, look)
      try hear(&look, &outcome, subject)
    }
    return outcome
  }

  private func hear(
    _ look: inout TraceLook, _ outcome: inout Outcome, _ subject: TraceSubject
  ) throws(Failure) {
    guard outcome.verdicts.contains(where: \.isHeard) else { return }
    try look.hearUnheard(isTaken: outcome.verdicts.contains { $0.state.isTaken })
    outcome = self.outcome(subject, look)
  }

  private func outcome(_ subject: TraceSubject, _ look: TraceLook) -> Outcome {
    let facts = look.facts
    var verdicts = TraceThread.all(of: facts, emails: look.whose).map {
      TraceJudge(facts: facts, thread: $0, keys: context.brokerKeys).verdict()
    }
    if !subject.isEmail {
      // Of the invites of one code the one that something is to be done about.
      let ranked = verdicts.enumerated().sorted {
        ($0.element.standing.urgency, $0.offset) < ($1.element.standing.urgency, $1.offset)
      }
      verdicts = ranked.map(\.element)
    }
    if verdicts.isEmpty {
      verdicts = [
        facts.codes.first.map { TraceCodeJudge(facts: facts, row: $0).verdict(boundTo: "") }
          ?? nothing(subject, look)
      ]
    }
    return Outcome(
      who: subject.text, kinds: look.kinds, lines: TraceTimeline(facts: facts).lines,
      verdicts: verdicts, gaps: look.everyGap, failure: look.failure, masking: TraceMasking(facts))
  }

  private func nothing(_ subject: TraceSubject, _ look: TraceLook) -> TraceVerdict {
    let isRead = look.everyGap.isEmpty
    let what =
      if subject.isEmail {
        isRead
          ? tr(
            """
            there is nothing of this email: no code bound to it, no row, no message, no task in a \
            worker, no result that names it; of a task that the backend has queued and that came to \
            nothing only its id would tell
            """)
          : tr("nothing of this email was seen")
      } else {
        isRead
          ? tr(
            "there is no such code, neither as typed nor in capitals, and no trace of such a task; results "
              + "end after an hour")
          : tr("no such code and no trace of such a task was seen")
      }
    let next: TraceVerdict.Next? =
      if subject.isEmail || subject.looksLikeTask {
        nil
      } else if !look.facts.areRowsRead {
        // Nobody can type a statement into a database that does not answer.
        .invitectl(["doctor"], [], [.init("--only", "postgres")])
      } else {
        .sql(CodeQueries.alike([subject.text], in: look.facts.backend))
      }
    return TraceVerdict(
      .notFound, .missing, what + (isRead ? "" : tr("; not everything was seen")),
      next)
  }
}

extension TraceVerdict {
  /// Whether a moment later it may look otherwise.
  fileprivate var isDoubtful: Bool {
    if isPassing { return true }
    return switch state {
    case .abandoned, .lost, .seatHeld, .unknown, .untraced: true
    case .running, .scheduled, .reserved, .queued, .unconsumed, .taken, .quarantined, .recorded,
      .waiting, .invited, .accepted, .joined, .failed, .removed, .unused, .unusable, .notFound:
      false
    }
  }
}

extension TraceVerdict {
  /// Whether workers that nobody can ask may have its message, or take it.
  fileprivate var isHeard: Bool { state.isTaken || state == .unconsumed }
}

extension TraceVerdict.State {
  /// Whether its message was taken, by somebody who does not tell of it.
  fileprivate var isTaken: Bool { self == .abandoned || self == .taken }
}

extension TraceVerdict.Standing {
  /// The greatest is the one that is told last.
  public var urgency: Int {
    switch self {
    case .well: 0
    case .missing: 1
    case .failed: 2
    // What can still be helped is not hidden by what is over.
    case .wanting: 3
    }
  }
}
