internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// What a run would do with the rows that are ready: all that it asks before it changes one is asked, and
/// nothing is changed.
struct RetryForecast {
  let servers: RedeemConnections
  let request: RetryRequest

  private var context: OperationContext { servers.context }

  /// Says of each ready row what would be done; what would be refused gets its reason.
  ///
  /// - Throws: also what a run would refuse all of them for.
  func fill(_ outcome: inout RetryOutcome) throws(Failure) {
    let connection = try servers.postgres()
    let ready = outcome.rows.indices.filter { outcome.rows[$0].verdict == .ready }
    let chosen = ready.prefix(request.limit ?? .max)
    for index in ready.dropFirst(chosen.count) { outcome.rows[index].would = .later }
    for index in outcome.rows.indices where outcome.rows[index].verdict == .notJudged {
      outcome.rows[index].would = .later
    }
    guard !chosen.isEmpty else { return }
    let isOnJoin =
      connection.facts?.generation?.counting == .onJoin && request.kind == .failed
    let marks = try isOnJoin ? [:] : sentBefore(chosen.map { outcome.rows[$0] })
    var waiting: [ExactText: Int] = [:]
    for index in chosen {
      let row = outcome.rows[index]
      let (would, fault) =
        try isOnJoin
        ? wait(row, connection, &waiting) : send(row, connection, marks[taskID(row)])
      outcome.rows[index].would = would
      guard let fault else { continue }
      outcome.rows[index].evidence = fault.reason
      outcome.findings.add(
        RowWitness(connection: connection, deadline: context.requestDeadline).finding(
          fault, table: row.source.rawValue, id: row.id, again: RowAdvice.again))
    }
    try WorkersLists(context).check(beside: connection.facts?.generation)
  }

  private func taskID(_ row: RetryRow) -> String {
    RetryChange.taskID(row, row.nextAttempt(again: request.again).number, context)
  }

  /// What the broker knows of the attempts that would be made, by task.
  private func sentBefore(_ rows: [RetryRow]) throws(Failure) -> [String: String] {
    let ids = rows.map(taskID)
    let broker = try servers.redis(.broker)
    do throws(RedisError) {
      let replies = try broker.pipeline(
        ids.map { ["GET", RetryPublishScript.mark($0)] }, deadline: context.requestDeadline)
      var marks: [String: String] = [:]
      for (id, reply) in zip(ids, replies) { marks[id] = try reply.asOptionalString() }
      return marks
    } catch {
      throw Failure(error, doing: tr("see which messages were sent before"))
    }
  }

  /// As ``RetryChange`` goes about it.
  private func send(
    _ row: RetryRow, _ connection: PostgresConnection, _ mark: String?
  ) -> (RetryRow.Would, RowFault?) {
    let attempt = row.nextAttempt(again: request.again)
    do throws(TaskMessageError) {
      _ = try RetryChange.task(row, attempt.number, connection, context).message()
    } catch {
      return (.refuse, RetryChange.noTask(error))
    }
    let isSent = mark == RetryPublishScript.Answer.sent.rawValue
    if attempt.isHalfDone {
      if mark == nil { return (.refuse, RetryChange.markLost(row)) }
      return (isSent ? .noteSent : .queue, nil)
    }
    if isSent, !request.again { return (.refuse, RetryChange.sentUnrecorded(row)) }
    return (.queue, nil)
  }

  /// As ``RetryJoinChange`` goes about it.
  ///
  /// - Parameter waiting: by code, how many this run would have wait before: each is one in flight.
  private func wait(
    _ row: RetryRow, _ connection: PostgresConnection, _ waiting: inout [ExactText: Int]
  ) throws(Failure) -> (RetryRow.Would, RowFault?) {
    let change = RetryJoinChange(servers: servers, connection: connection)
    let code = ExactText(row.storedCode ?? row.code)
    do {
      let objection =
        try change.refusal(row) ?? change.objection(row, besides: waiting[code] ?? 0)
      if let objection { return (.refuse, objection) }
    } catch {
      throw Failure(of: error, doing: tr("ask what the backend would say of row \(row.id)"))
    }
    if !row.isRebind { waiting[code, default: 0] += 1 }
    return (.wait, nil)
  }
}
