internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Redemptions on their way from the database to the queue. Each step can be repeated: what was
/// done is recognised by the entry's state, or by its mark in Redis.
struct Outbox {
  let servers: RedeemConnections

  private var deadline: Deadline { servers.context.requestDeadline }

  /// Records entries. Returns the ids that are to be carried out; the others are there already.
  func record(_ entries: [OutboxEntry]) throws(Failure) -> Set<String> {
    let connection = try servers.postgres()
    do throws(PostgresError) {
      let rows = try connection.query(
        OutboxQueries.record,
        [
          PostgresArray.literal(entries.map(\.taskID)),
          PostgresArray.literal(entries.map(\.flow.rawValue)),
          PostgresArray.literal(entries.map(\.code)),
          PostgresArray.literal(entries.map(\.email)),
          PostgresArray.literal(entries.map { $0.groupID.map(String.init) }),
        ], deadline: deadline)
      var ids: Set<String> = []
      for row in rows { ids.insert(try row.string("task_id")) }
      return ids
    } catch {
      throw Self.failure(error, doing: tr("record the redemption"))
    }
  }

  func find(_ ids: [String]) throws(Failure) -> [String: OutboxEntry] {
    guard !ids.isEmpty else { return [:] }
    let connection = try servers.postgres()
    do throws(PostgresError) {
      var found: [String: OutboxEntry] = [:]
      for row in try connection.query(
        OutboxQueries.find, [PostgresArray.literal(ids)], deadline: deadline)
      {
        let entry = try OutboxEntry(row)
        found[entry.taskID] = entry
      }
      return found
    } catch {
      throw Self.failure(error, doing: tr("look for the redemption"))
    }
  }

  /// How many seconds ago entries were made, of those that are there.
  func ages(_ ids: [String]) throws(Failure) -> [String: Double] {
    let connection = try servers.postgres()
    do throws(PostgresError) {
      var ages: [String: Double] = [:]
      for row in try connection.query(
        OutboxQueries.ages, [PostgresArray.literal(ids)], deadline: deadline)
      {
        ages[try row.string("task_id")] = try row.double("age")
      }
      return ages
    } catch {
      throw Self.failure(error, doing: tr("look for the redemption"))
    }
  }

  func settle(_ ids: [String], _ state: OutboxEntry.State) throws(Failure) {
    guard !ids.isEmpty else { return }
    let connection = try servers.postgres()
    do throws(PostgresError) {
      try connection.execute(
        OutboxQueries.settle, [PostgresArray.literal(ids), state.rawValue], deadline: deadline)
    } catch {
      throw Self.failure(error, doing: tr("note that the redemption is \(state.rawValue)"))
    }
  }

  /// Those of some whose message is in the queue, or was, by its mark in the broker.
  func sent(_ ids: [String]) throws(Failure) -> Set<String> {
    guard !ids.isEmpty else { return [] }
    let connection = try servers.redis(.broker)
    do throws(RedisError) {
      let replies = try connection.pipeline(
        ids.map { ["EXISTS", RedeemMarker.published($0)] }, deadline: deadline)
      var sent: Set<String> = []
      for (id, reply) in zip(ids, replies) where try reply.asInteger() == 1 { sent.insert(id) }
      return sent
    } catch {
      throw Failure(error, doing: tr("see which invites are in the queue"))
    }
  }

  /// Puts the messages into the queue, those that are not there yet, and notes it.
  func publish(_ entries: [OutboxEntry]) throws(PublishFailure) {
    guard !entries.isEmpty else { return }
    do throws(Failure) {
      try enqueue(entries)
    } catch {
      throw PublishFailure(cause: error, mayHaveHappened: error.reason == nil)
    }
    do throws(Failure) {
      try settle(entries.map(\.taskID), .published)
    } catch {
      throw PublishFailure(cause: error, mayHaveHappened: true)
    }
  }

  /// Why messages are not known to be in the queue.
  struct PublishFailure: Error {
    let cause: Failure
    /// Whether they may be there nevertheless: then nothing must be given back.
    let mayHaveHappened: Bool
  }

  /// - Throws: with the reason QUEUE_ERROR when it is certain that nothing was put there.
  private func enqueue(_ entries: [OutboxEntry]) throws(Failure) {
    let keys = servers.brokerKeys
    let binding = QueueBinding(queue: InviteTask.queue)
    var messages: [any RedisArgument] = []
    var names: [any RedisArgument] = [
      keys.queue(InviteTask.queue, priority: InviteTask.priority),
      keys.binding(exchange: binding.queue),
    ]
    for entry in entries {
      names.append(RedeemMarker.published(entry.taskID))
      messages.append(try entry.message(headers: servers.context.taskHeaders).encoded)
    }
    let connection: RedisConnection
    do {
      connection = try servers.redis(.broker)
    } catch {
      throw Self.queueError(error)
    }
    let end = try entries.compactMap(\.sendBefore).min().map { (end) throws(Failure) in
      try moment(end, on: connection)
    }
    do throws(RedisError) {
      let reply = try connection.run(
        PublishOnceScript.script, keys: names,
        arguments: [
          binding.written(with: keys.layout.separator), RedeemMarker.lifetime,
          end.map(String.init) ?? "",
        ] + messages, deadline: deadline
      ).asArray()
      switch try reply.first?.asString() {
      case "ok": return
      case PublishOnceScript.lapsed: break
      default:
        throw .server(
          RedisServerError(reply: try reply.last?.asString() ?? verbatim("ERR no reason")))
      }
    } catch .server(let error) {
      throw Self.queueError(
        Failure(
          .server(error), doing: tr("put the invite into the queue"), on: connection,
          servers.brokerKeys.uses([InviteTask.queue])))
    } catch {
      throw Failure(error, doing: tr("put the invite into the queue"))
    }
    throw Self.lapsed
  }

  /// What the broker's clock shows at a moment of ours, in milliseconds. Its clock is read first: of a
  /// process that is stopped in between too little time is left, and never too much.
  private func moment(
    _ end: ContinuousClock.Instant, on connection: RedisConnection
  ) throws(Failure) -> Int {
    do throws(RedisError) {
      let reply = try connection.call(["TIME"], deadline: deadline).asArray()
      guard let text = try reply.first?.asString(), let seconds = OutsideNumber.whole(text),
        let now = OutsideNumber.whole("\(seconds)000")
      else {
        throw .unexpectedReply(expected: tr("the time"), got: tr("something else"))
      }
      let left = ContinuousClock.now.duration(to: end)
      return now + Int((left / .milliseconds(1)).rounded(.down))
    } catch .server(let error) {
      throw Self.queueError(Failure(.server(error), doing: tr("ask the broker for its time")))
    } catch {
      throw Self.queueError(Failure(error, doing: tr("ask the broker for its time")))
    }
  }

  /// Nothing was sent.
  private static let lapsed = queueError(
    Failure(
      .transient,
      tr(
        "this process was stopped for so long that the backend may have given the seat to somebody else"
      ),
      hint: tr("run the same command again")))

  private static func queueError(_ failure: Failure) -> Failure {
    Failure(
      failure.kind, failure.message, hint: failure.hint,
      reason: RefusalReason.queueError.rawValue
    ).caused(by: failure)
  }

  static func failure(_ error: PostgresError, doing action: String) -> Failure {
    guard error.sqlState == .undefinedTable || error.sqlState == .undefinedColumn else {
      return Failure(error, doing: action)
    }
    return Failure(
      .error, tr("could not \(action): invitectl's own tables are not in this database"),
      hint: tr("make them with 'invitectl migrate up'"))
  }
}
