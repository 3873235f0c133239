internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteStorage
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
        "\(CountText.of(findings.count, "row")) of invite_queue could not be judged or changed, "
          + "named above", hint: "see what is said of each, then run the same command again")
    }

    /// What `requeue` acts upon.
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
  /// - Parameter acts: whether ``requeue(_:progress:)`` is to follow, so that what is wanted for it
  ///   is looked at before.
  public func find(olderThan age: Duration, acts: Bool = false) throws(Failure) -> Outcome {
    let connection = try context.with(acts ? .stuck : .stuckLook).postgres()
    let evidence = try StuckEvidence(context, connection, pause: pause)
    // The rows last: whoever finished a task before its message was looked for has said so here.
    let reader = StuckReader(connection: connection, context: context, age: age)
    var outcome = Outcome(
      rows: [], workers: evidence.answered.sorted(),
      silentWorkers: evidence.completeness.silentWorkers.sorted(),
      gaps: evidence.completeness.gaps)
    var lost: [StuckEvidence.Key: Int] = [:]
    for found in try reader.read(&outcome.findings) {
      var row = found
      (row.verdict, row.evidence) = evidence.verdict(row)
      if row.verdict == .unknown, let doubt = evidence.doubt(row) {
        outcome.findings.add(doubt.finding(row))
      }
      if row.verdict == .lost {
        // One task makes the invite of both, and its success is newer than either.
        if let first = lost[row.key] {
          row.verdict = .duplicate
          row.evidence = "row \(first) is of the same email and code"
          outcome.findings.add(StuckReader.duplicate(row.id, of: first))
        } else {
          lost[row.key] = row.id
        }
      }
      outcome.rows.append(row)
    }
    return outcome
  }

  /// Puts lost rows back as new tasks, and marks done ones as such, each only if its status is
  /// still what was seen.
  ///
  /// The row comes first and then the message: a run that dies in between leaves a pending row
  /// without a message, which the next one finds.
  public func requeue(
    _ found: Outcome, progress: (StuckRow) -> Void = { _ in }
  ) throws(Failure) -> Outcome {
    var outcome = found
    let connection = try context.with(.stuck).postgres()
    let broker = try context.redis(.broker)
    if outcome.rows.contains(where: { $0.verdict == .lost }) { try WorkersLists(context).check() }
    for index in outcome.rows.indices {
      guard context.interrupt?.isTriggered != true else {
        throw Failure(
          .interrupted, "stopped before row \(outcome.rows[index].id)",
          hint: "run the same command again: it goes on with what is left")
      }
      let row = outcome.rows[index]
      switch row.verdict {
      case .lost, .done: break
      case .queued, .held, .returning, .unknown, .duplicate, .codeless: continue
      }
      let change: StuckChange
      do throws(RowFault) {
        change = try StuckChange(row, context, connection, broker)
      } catch {
        outcome.rows[index].action = .refused
        outcome.findings.add(StuckChange.finding(error, row, connection, context))
        continue
      }
      let (action, finding) = try change.carryOut()
      outcome.rows[index].action = action
      if action == .requeued { outcome.rows[index].taskID = change.message?.id }
      if let finding { outcome.findings.add(finding) }
      progress(outcome.rows[index])
    }
    return outcome
  }
}
