internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient
internal import RedisClient

/// Collects evidence downstream of the buckets, in the order in which a redemption moves: Celery's
/// lists, messages taken by workers, invite_queue, invite_records. So an item can only move into
/// view.
struct EvidenceReader {
  let servers: SyncConnections
  let wanted: Set<String>

  /// What was seen of the wanted codes' messages.
  private struct Messages {
    /// By code, ids of tasks.
    var queued: [String: Set<String>] = [:]
    /// The same for what workers have taken.
    var unacked: [String: Set<String>] = [:]
    /// By code.
    var emails: [String: Set<String>] = [:]
  }

  func read() throws(Failure) -> (evidence: [String: ResyncEvidence], completeness: Completeness) {
    var messages = Messages()
    let memory = MessageRetention(try servers.context.redis(.broker), deadline: servers.deadline)
    // The backend compares codes as they are stored; a message may have been written by hand.
    let spellings = Dictionary(grouping: wanted) { $0.uppercased() }
    var search = try BrokerSearch(servers.context)
    try search.run { sighting in
      let call = sighting.call
      guard !call.isRebind else { return }
      let codes = wanted.contains(call.code) ? [call.code] : spellings[call.code.uppercased()] ?? []
      for code in codes { Self.note(sighting, of: code, &messages) }
    }
    var evidence = try tables(messages, memory)
    for (code, tasks) in messages.unacked { evidence[code]?.unacked = tasks.count }
    for (code, tasks) in messages.queued {
      evidence[code]?.queued = tasks.subtracting(messages.unacked[code] ?? []).count
    }
    if !search.completeness.isComplete {
      for code in wanted { evidence[code]?.hasGaps = true }
    }
    return (evidence, search.completeness)
  }

  private static func note(
    _ sighting: InviteSighting, of code: String, _ messages: inout Messages
  ) {
    switch sighting.place {
    case .queue: messages.queued[code, default: []].insert(sighting.id)
    case .unacked, .worker: messages.unacked[code, default: []].insert(sighting.id)
    }
    // PostgreSQL's texts hold no NUL, so no row has one either. Should two people become one by
    // this, the number of people is still no more than were there.
    messages.emails[code, default: []].insert(
      sighting.call.email.replacing("\0", with: "\u{FFFD}"))
  }

  /// What the tables know of each wanted code, and the emails of messages besides.
  private func tables(
    _ messages: Messages, _ memory: MessageRetention
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
