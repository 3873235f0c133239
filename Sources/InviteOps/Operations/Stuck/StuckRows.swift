internal import ClientSupport
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

    /// The same with emails and codes masked.
    public var masked: Outcome {
      var copy = self
      copy.rows = rows.map(\.masked)
      return copy
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
    let evidence = try StuckEvidence(context, pause: pause)
    do {
      // The rows last: whoever finished a task before its message was looked for has said so here.
      let rows = try connection.query(
        StuckQueries.open, [String(age.seconds)], deadline: context.requestDeadline)
      return Outcome(
        rows: try rows.map { try Self.row($0, evidence) }, workers: evidence.answered.sorted(),
        silentWorkers: evidence.completeness.silentWorkers.sorted(),
        gaps: evidence.completeness.gaps)
    } catch let error as PostgresError {
      throw Failure(error, doing: "read invite_queue")
    } catch {
      throw Failure(.error, "could not read invite_queue: \(error)")
    }
  }

  private static func row(_ row: PostgresRow, _ evidence: StuckEvidence) throws -> StuckRow {
    var stuck = StuckRow(
      id: try row.int("id"), email: try row.string("email"),
      code: try row.optionalString("redeem_code"), groupID: try row.optionalInt("group_id"),
      isRebind: try row.bool("is_rebind"), status: try row.string("status"),
      label: try row.string("label"), ageSeconds: try row.double("age_seconds"),
      record: try row.optionalInt("record"))
    (stuck.verdict, stuck.evidence) = evidence.verdict(
      stuck.key, record: stuck.record, hasCode: stuck.code != nil)
    return stuck
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
    for index in outcome.rows.indices {
      guard context.interrupt?.isTriggered != true else {
        throw Failure(
          .interrupted, "stopped before row \(outcome.rows[index].id)",
          hint: "run the same command again: it goes on with what is left")
      }
      switch outcome.rows[index].verdict {
      case .lost: try putBack(&outcome.rows[index], connection, broker)
      case .done:
        let moved = try move(outcome.rows[index], StuckQueries.finish, connection)
        outcome.rows[index].action = moved ? .marked : .moved
      case .queued, .held, .returning, .unknown, .codeless: continue
      }
      progress(outcome.rows[index])
    }
    return outcome
  }

  private func putBack(
    _ row: inout StuckRow, _ connection: PostgresConnection, _ broker: RedisConnection
  ) throws(Failure) {
    let message: TaskMessage
    do {
      message = try InviteTask(
        email: row.email, code: row.code ?? "", groupID: row.groupID, isRebind: row.isRebind
      ).message()
    } catch {
      throw Failure(.error, "row \(row.id) of invite_queue makes no task: \(error)")
    }
    guard try move(row, StuckQueries.reset, connection) else {
      row.action = .moved
      return
    }
    do {
      let replies = try broker.pipeline(
        [
          ["LPUSH", message.queueKey(context.brokerKeys), message.encoded],
          [
            "SADD", context.brokerKeys.binding(exchange: message.queue), message.binding.member,
          ],
        ], deadline: context.requestDeadline)
      _ = try replies[0].throwingServerError()
    } catch {
      throw Failure(error, doing: "put row \(row.id) back into the queue")
    }
    row.action = .requeued
    row.taskID = message.id
  }

  private func move(
    _ row: StuckRow, _ statement: (BackendSchema) -> String, _ connection: PostgresConnection
  ) throws(Failure) -> Bool {
    do {
      return try connection.execute(
        statement, [String(row.id), row.label], deadline: context.requestDeadline) == 1
    } catch {
      throw Failure(error, doing: "change row \(row.id) of invite_queue")
    }
  }
}
