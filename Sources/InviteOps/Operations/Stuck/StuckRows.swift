internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Finds queue rows that nobody works on, and puts them back.
public struct StuckRows {
  /// What was found, and done.
  public struct Outcome: Sendable, Encodable {
    /// Open rows old enough, the oldest first.
    public internal(set) var rows: [StuckRow]
    /// Workers that answered.
    public let workers: [String]
    /// Workers that listen and did not answer: they may have what was not found.
    public let silentWorkers: [String]
    /// What was not seen, a sentence each. While there is any, no row is called lost.
    public let gaps: [String]
    /// Rows that could not be read or changed, each with what is in the way. They are open, too.
    public internal(set) var findings = RowFindings()
    /// Who holds the lock, where the run was left out for it.
    public internal(set) var lockHolder: String?

    /// The same with emails and codes masked.
    public var masked: Outcome {
      var copy = self
      copy.rows = rows.map(\.masked)
      return copy
    }

    /// Why this outcome is no full success, if it is none.
    public var failure: Failure? {
      guard !findings.isEmpty else { return nil }
      return Failure(
        .partial,
        tr(
          "\(CountText.of(findings.count, "row")) of invite_queue could not be judged or changed, "
            + "named above"), hint: tr("see what is said of each, then run the same command again"))
    }

    /// What ``StuckRows/run(olderThan:_:shown:waiting:)`` acts upon.
    public var actionable: [StuckRow] {
      rows.filter { $0.verdict == .lost || $0.verdict == .done }
    }
  }

  private let context: OperationContext
  private let pause: Duration

  /// - Parameter pause: between the two readings of the evidence.
  public init(_ context: OperationContext, pause: Duration = .milliseconds(1200)) {
    self.context = context
    self.pause = pause
  }

  /// Looks only. A row younger than `age` is left out.
  ///
  /// - Parameter acts: whether ``run(olderThan:_:shown:waiting:)`` is to follow, so that what is wanted
  ///   for it is looked at before.
  public func find(olderThan age: Duration, acts: Bool = false) throws(Failure) -> Outcome {
    try find(olderThan: age, on: context.with(acts ? .stuck : .stuckLook).postgres(), nil)
  }

  /// Finds rows and does what is to be done about them, as the only run that does: what is found holds
  /// for as long as nobody else puts rows back.
  ///
  /// - Parameters:
  ///   - request: what to do while another run holds the lock.
  ///   - shown: what a person has agreed to; of the rest nothing is done. `nil` for all.
  ///   - waiting: told who holds the lock.
  /// - Throws: ``Failure``, of kind `locked` while another run goes on.
  public func run(
    olderThan age: Duration, _ request: CleanupRequest, shown: Outcome? = nil,
    waiting: (String) -> Void = { _ in }
  ) throws(Failure) -> Outcome {
    let connection = try context.with(.stuck).postgres()
    let lock = RunLock(.cleanup, command: AdvisoryLock.cleanup.command, on: connection, context)
    let skipped = try lock.take(
      request.ifLocked, wait: .after(request.lockWait), maxSkips: request.maxSkips
    ) { holding in
      if let holding { waiting(holding.sentence) }
    }
    if let skipped {
      var outcome = Outcome(rows: [], workers: [], silentWorkers: [], gaps: [])
      outcome.lockHolder = skipped.holder
      return outcome
    }
    let turn = try StuckTurn(context)
    defer { turn.end() }
    let found = try find(olderThan: age, on: connection, lock)
    let agreed = shown.map { shown in
      Dictionary(uniqueKeysWithValues: shown.actionable.map { ($0.id, $0.label) })
    }
    return try requeue(found, agreed, on: connection, lock, turn)
  }

  private func find(
    olderThan age: Duration, on connection: PostgresConnection, _ lock: RunLock?
  ) throws(Failure) -> Outcome {
    let evidence = try StuckEvidence(
      context, connection, again: StuckReader.again, pause: pause, keeping: lock)
    // The rows last: whoever finished a task before its message was looked for has said so here.
    let reader = StuckReader(connection: connection, context: context, age: age)
    var outcome = Outcome(
      rows: [], workers: evidence.answered.sorted(),
      silentWorkers: evidence.completeness.silentWorkers.sorted(),
      gaps: evidence.completeness.gaps)
    var lost: [StuckEvidence.Key: Int] = [:]
    let seen = ContinuousClock.now
    for found in try reader.read(&outcome.findings) {
      var row = found
      (row.verdict, row.evidence) = evidence.verdict(row)
      if row.verdict == .unknown, let doubt = evidence.doubt(row) {
        outcome.findings.add(doubt.finding(row))
      }
      if row.verdict == .stranded, let doubt = evidence.stranding(row, context) {
        outcome.findings.add(doubt.finding(row))
      }
      if row.verdict == .lost {
        // One task makes the invite of both, and its success is newer than either.
        if let first = lost[row.key] {
          row.verdict = .duplicate
          row.evidence = tr("row \(first) is of the same email and code")
          outcome.findings.add(StuckReader.duplicate(row.id, of: first))
        } else {
          lost[row.key] = row.id
        }
      }
      outcome.rows.append(row)
    }
    // Elsewhere no token is given back.
    if connection.facts?.generation?.counting == .atRequest { try leaveRefunded(&outcome, seen) }
    return outcome
  }

  /// A task that was lost has no result, and its token is given back by force: its row makes no other one then.
  ///
  /// - Parameter seen: when the rows were read.
  private func leaveRefunded(
    _ outcome: inout Outcome, _ seen: ContinuousClock.Instant
  ) throws(Failure) {
    var lost: [(index: Int, key: StuckEvidence.Key, age: Double)] = []
    for (index, row) in outcome.rows.enumerated() where row.verdict == .lost && !row.isRebind {
      lost.append((index: index, key: row.key, age: row.ageSeconds))
    }
    for (index, doubt) in try StuckDoubt.ofRefunded(lost, seen: seen, context) {
      outcome.rows[index].verdict = .unknown
      outcome.rows[index].evidence = doubt.reason
      outcome.findings.add(doubt.finding(outcome.rows[index]))
    }
  }

  /// Puts lost rows back as new tasks, and marks done ones as such, each only if its status is
  /// still what was seen.
  ///
  /// The row comes first and then the message: a run that dies in between leaves a pending row
  /// without a message, which the next one finds.
  ///
  /// - Parameter agreed: the rows that anything may be done about, with their statuses.
  private func requeue(
    _ found: Outcome, _ agreed: [Int: String]?, on connection: PostgresConnection, _ lock: RunLock,
    _ turn: StuckTurn
  ) throws(Failure) -> Outcome {
    var outcome = found
    var suspicion = RowSuspicion()
    func blame(_ suspects: [(id: Int, fault: RowFault)]) {
      for (id, fault) in suspects {
        outcome.findings.add(StuckChange.finding(fault, id, connection, context))
      }
    }
    if outcome.rows.contains(where: { $0.verdict == .lost }) {
      try WorkersLists(context).check(beside: connection.facts?.generation)
    }
    for index in outcome.rows.indices {
      guard context.interrupt?.isTriggered != true else {
        throw Failure(
          .interrupted, tr("stopped before row \(outcome.rows[index].id)"),
          hint: tr("run the same command again: it goes on with what is left"))
      }
      let row = outcome.rows[index]
      switch row.verdict {
      case .lost, .done: break
      case .queued, .held, .returning, .stranded, .unknown, .duplicate, .codeless: continue
      }
      if let agreed, agreed[row.id] != row.label {
        if agreed[row.id] != nil { outcome.rows[index].action = .moved }
        continue
      }
      let change: StuckChange
      do throws(RowFault) {
        change = try StuckChange(row, context, connection, turn)
      } catch {
        outcome.rows[index].action = .refused
        outcome.findings.add(StuckChange.finding(error, row.id, connection, context))
        continue
      }
      try lock.keepAlive()
      let begin = ContinuousClock.now
      switch try change.carryOut(suspicion.limit(within: context.configuration.timeout)) {
      case .done(let action):
        suspicion.noteWritten()
        outcome.rows[index].action = action
        if action == .requeued { outcome.rows[index].taskID = change.message?.id }
      case .kept(let action, let finding):
        outcome.rows[index].action = action
        if let finding { outcome.findings.add(finding) }
      case .suspect(let fault):
        outcome.rows[index].action = .refused
        suspicion.note(fault, after: .now - begin)
        try suspicion.suspect(row.id, fault, doing: StuckChange.action)
      }
      blame(suspicion.told())
    }
    blame(try suspicion.culprits(doing: StuckChange.action))
    return outcome
  }
}
