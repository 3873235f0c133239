internal import ClientSupport
internal import PostgresClient
internal import RedisClient

/// Collects evidence downstream of the buckets, in the order in which a redemption moves: Celery's
/// lists, messages taken by workers, invite_queue, invite_records. So an item can only move into
/// view.
struct EvidenceReader {
  /// Messages in one LRANGE.
  private static let page = 1000
  /// Between the two looks at the lists: a worker's BRPOP and its note in `unacked` lie within.
  static let pauseBetweenLooks: Duration = .milliseconds(1100)

  let servers: SyncServers
  let wanted: Set<String>

  /// What was seen of the wanted codes' messages.
  private struct Messages {
    /// By code, ids of tasks.
    var queued: [String: Set<String>] = [:]
    var unacked: [String: Set<String>] = [:]
    /// By code.
    var emails: [String: Set<String>] = [:]
  }

  func read() throws(Failure) -> [String: ResyncEvidence] {
    var messages = Messages()
    let broker = try servers.context.redis(.broker)
    let memory = BrokerMemory(broker, deadline: servers.deadline)
    try look(broker, &messages)
    guard SocketWait.pause(Self.pauseBetweenLooks, interrupt: servers.context.interrupt) else {
      throw Failure(.interrupted, "stopped while looking for evidence; nothing was changed")
    }
    try look(broker, &messages)
    var evidence = try tables(messages, memory)
    for (code, tasks) in messages.unacked { evidence[code]?.unacked = tasks.count }
    for (code, tasks) in messages.queued {
      evidence[code]?.queued = tasks.subtracting(messages.unacked[code] ?? []).count
    }
    return evidence
  }

  private func look(
    _ broker: RedisConnection, _ messages: inout Messages
  ) throws(Failure) {
    let keys = BrokerKeys(
      database: servers.context.configuration.broker.database,
      prefix: servers.context.configuration.brokerKeyPrefix)
    do {
      for list in keys.queueLists(InviteTask.queue) {
        var offset = 0
        while true {
          let part = try broker.call(
            ["LRANGE", list, offset, offset + Self.page - 1], deadline: servers.deadline
          ).asArray()
          for value in part {
            guard let envelope = try? MessageEnvelope(decoding: value.asBytes()) else { continue }
            note(QueuedTask(envelope), \.queued, &messages)
          }
          offset += part.count
          if part.count < Self.page { break }
        }
      }
      for value in try broker.call(["HVALS", keys.unacked], deadline: servers.deadline).asArray() {
        guard let entry = try? UnackedEntry(decoding: value.asBytes()) else { continue }
        note(QueuedTask(entry.envelope), \.unacked, &messages)
      }
    } catch {
      throw Failure(error, doing: "read Celery's queues")
    }
  }

  private func note(
    _ task: QueuedTask, _ place: WritableKeyPath<Messages, [String: Set<String>]>,
    _ messages: inout Messages
  ) {
    guard task.name == InviteTask.name, let id = task.id,
      let code = task.kwargs["redeem_code"]?.string, wanted.contains(code),
      task.kwargs["is_rebind"]?.bool != true
    else { return }
    messages[keyPath: place][code, default: []].insert(id)
    // PostgreSQL's texts hold no NUL, so no row has one either. Should two people become one by
    // this, the number of people is still no more than were there.
    if let email = task.kwargs["email"]?.string?.replacing("\0", with: "\u{FFFD}") {
      messages.emails[code, default: []].insert(email)
    }
  }

  /// What the tables know of each wanted code, and the emails of messages besides.
  private func tables(
    _ messages: Messages, _ memory: BrokerMemory
  ) throws(Failure) -> [String: ResyncEvidence] {
    let codes = PostgresArray.literal(Array(wanted))
    var evidence: [String: ResyncEvidence] = [:]
    for code in wanted { evidence[code] = ResyncEvidence() }
    do {
      let hasOutbox = try servers.writer.query(
        ResyncQueries.hasOutbox, deadline: servers.deadline
      ).only().bool("present")
      let hasQueue = try servers.writer.query(
        ResyncQueries.hasQueue, deadline: servers.deadline
      ).only().bool("present")
      let emails = messages.emails.flatMap { code, emails in emails.map { (code, $0) } }
      try servers.writer.forEachRow(
        ResyncQueries.traces(
          servers.writer.backend, outbox: hasOutbox, queue: hasQueue),
        [
          codes, PostgresArray.literal(emails.map(\.0)),
          PostgresArray.literal(emails.map(\.1)),
        ],
        deadline: servers.context.longDeadline
      ) { row in
        evidence[try row.string("code")] = ResyncEvidence(
          outbox: try row.int("outbox"), queueRows: try row.int("queue_rows"),
          records: try row.int("records"), emails: try row.int("emails"))
      }
      if let since = memory.completeSince {
        for row in try servers.writer.query(
          ResyncQueries.young, [codes, String(since)], deadline: servers.deadline)
        {
          evidence[try row.string("code")]?.isComplete = true
        }
      }
    } catch let error as PostgresError {
      throw Failure(error, doing: "look for evidence in the tables")
    } catch {
      throw Failure(.error, "could not look for evidence in the tables: \(error)")
    }
    return evidence
  }
}
