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

  private struct Traces {
    var queued: Set<String> = []
    var unacked: Set<String> = []
    var outbox = 0
    var queueRows = 0
    var records = 0
    var emails: Set<String> = []
  }

  func read() throws(Failure) -> [String: ResyncEvidence] {
    var traces: [String: Traces] = [:]
    let broker = try servers.context.redis(.broker)
    let memory = BrokerMemory(broker, deadline: servers.deadline)
    try look(broker, &traces)
    guard SocketWait.pause(Self.pauseBetweenLooks, interrupt: servers.context.interrupt) else {
      throw Failure(.interrupted, "stopped while looking for evidence; nothing was changed")
    }
    try look(broker, &traces)
    let young = try tables(&traces, memory)
    var result: [String: ResyncEvidence] = [:]
    for code in wanted {
      let found = traces[code] ?? Traces()
      result[code] = ResyncEvidence(
        queued: found.queued.subtracting(found.unacked).count, unacked: found.unacked.count,
        outbox: found.outbox, queueRows: found.queueRows, records: found.records,
        emails: found.emails.count, isComplete: young.contains(code))
    }
    return result
  }

  private func look(
    _ broker: RedisConnection, _ traces: inout [String: Traces]
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
            note(QueuedTask(envelope), \.queued, &traces)
          }
          offset += part.count
          if part.count < Self.page { break }
        }
      }
      for value in try broker.call(["HVALS", keys.unacked], deadline: servers.deadline).asArray() {
        guard let entry = try? UnackedEntry(decoding: value.asBytes()) else { continue }
        note(QueuedTask(entry.envelope), \.unacked, &traces)
      }
    } catch {
      throw Failure(error, doing: "read Celery's queues")
    }
  }

  private func note(
    _ task: QueuedTask, _ place: WritableKeyPath<Traces, Set<String>>,
    _ traces: inout [String: Traces]
  ) {
    guard task.name == InviteTask.name, let id = task.id,
      let code = task.kwargs["redeem_code"]?.string, wanted.contains(code),
      task.kwargs["is_rebind"]?.bool != true
    else { return }
    traces[code, default: Traces()][keyPath: place].insert(id)
    if let email = task.kwargs["email"]?.string {
      traces[code, default: Traces()].emails.insert(email.lowercased())
    }
  }

  /// - Returns: the codes of whose evidence nothing can be gone.
  private func tables(
    _ traces: inout [String: Traces], _ memory: BrokerMemory
  ) throws(Failure) -> Set<String> {
    let codes = PostgresArray.literal(Array(wanted))
    var young: Set<String> = []
    do {
      let hasOutbox = try servers.writer.query(
        ResyncQueries.hasOutbox, deadline: servers.deadline
      ).only().bool("present")
      if hasOutbox {
        try servers.writer.forEachRow(
          ResyncQueries.outbox, [codes], deadline: servers.context.longDeadline
        ) { row in
          let code = try row.string("code")
          traces[code, default: Traces()].outbox += 1
          if try row.bool("published") {
            traces[code, default: Traces()].emails.insert(try row.string("email"))
          }
        }
      }
      let hasQueue = try servers.writer.query(
        ResyncQueries.hasQueue, deadline: servers.deadline
      ).only().bool("present")
      if hasQueue {
        try servers.writer.forEachRow(
          ResyncQueries.queueRows, [codes], deadline: servers.context.longDeadline
        ) { row in
          let code = try row.string("code")
          traces[code, default: Traces()].queueRows += 1
          traces[code, default: Traces()].emails.insert(try row.string("email"))
        }
      }
      try servers.writer.forEachRow(
        ResyncQueries.records, [codes], deadline: servers.context.longDeadline
      ) { row in
        let code = try row.string("code")
        traces[code, default: Traces()].records += 1
        traces[code, default: Traces()].emails.insert(try row.string("email"))
      }
      if let since = memory.completeSince {
        for row in try servers.writer.query(
          ResyncQueries.young, [codes, String(since)], deadline: servers.deadline)
        {
          young.insert(try row.string("code"))
        }
      }
    } catch let error as PostgresError {
      throw Failure(error, doing: "look for evidence in the tables")
    } catch {
      throw Failure(.error, "could not look for evidence in the tables: \(error)")
    }
    return young
  }
}
