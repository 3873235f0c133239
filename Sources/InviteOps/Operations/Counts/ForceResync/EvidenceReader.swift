internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Collects evidence downstream of the buckets, in the order in which a redemption moves: Celery's
/// lists, messages taken by workers, invite_queue, invite_records. So an item can only move into
/// view.
struct EvidenceReader {
  let servers: SyncConnections
  let wanted: Set<ExactText>

  /// What was found, by code.
  struct Found {
    var evidence: [ExactText: ResyncEvidence] = [:]
    /// What was not seen, a sentence each.
    var gaps: [String] = []
    /// For which messages the broker vouches, a sentence.
    var broker: String?
    /// Codes whose rows could not be searched; their evidence has gaps.
    var faults: [ExactText: RowFault] = [:]
    /// Whether it could be read whose tokens were given back.
    var areRefundsRead = true
  }

  func read() throws(Failure) -> Found {
    try servers.context.limitLocks(of: servers.writer)
    let messages = try EvidenceMessages.read(wanted, servers.context, on: servers.writer)
    // Afterwards: what was lost while they were looked at was lost as well.
    let memory = MessageRetention(try servers.context.redis(.broker), deadline: servers.deadline)
    var found = try tables(messages, memory)
    found.gaps = messages.gaps
    if !found.areRefundsRead {
      found.gaps.append(
        tr("which tokens were given back cannot be read, so no trace proves a use"))
    }
    found.broker = memory.sentence
    for (code, tasks) in messages.byCode {
      let unacked = tasks.values.count(where: \.isTaken)
      found.evidence[code]?.unacked = unacked
      found.evidence[code]?.queued = tasks.count - unacked
    }
    for code in wanted.sorted() {
      if messages.hasGaps(code.text) || found.faults[code] != nil {
        found.evidence[code]?.hasGaps = true
      }
      found.gaps += messages.mentions(of: code.text)
    }
    return found
  }

  /// What the tables know of each wanted code, and the emails of messages besides. Where the server
  /// cannot search for all of them at once (an email that its encoding does not have, a text that is
  /// not UTF-8), in parts: only the code in the way goes without.
  private func tables(
    _ messages: EvidenceMessages, _ memory: MessageRetention
  ) throws(Failure) -> Found {
    var found = Found()
    for code in wanted { found.evidence[code] = ResyncEvidence() }
    let configuration = servers.context.configuration
    let marks =
      configuration.bucket.isSameServer(as: configuration.broker)
      ? memory : MessageRetention(servers.redis, deadline: servers.deadline)
    let statements: (traces: String, people: String, rows: String)
    do throws(PostgresError) {
      let hasOutbox = try servers.writer.query(
        ResyncQueries.hasOutbox, deadline: servers.deadline
      ).only().bool("present")
      let hasQueue = try servers.writer.query(
        ResyncQueries.hasQueue, deadline: servers.deadline
      ).only().bool("present")
      let backend = servers.writer.backend
      statements = (
        ResyncQueries.traces(backend, outbox: hasOutbox, queue: hasQueue),
        ResyncQueries.people(backend, outbox: hasOutbox, queue: hasQueue),
        ResyncQueries.rows(backend, outbox: hasOutbox, queue: hasQueue)
      )
    } catch {
      throw Self.failure(error)
    }
    try Bisection.run(wanted.sorted()[...]) { part throws(Failure) in
      var part = Part(codes: Array(part), messages: messages)
      do {
        try read(statements, memory, marks, &part)
      } catch let error as PostgresError {
        guard let fault = RowFault(error) else { throw Self.failure(error) }
        return fault
      } catch {
        throw Failure(.error, tr("could not look for evidence in the tables: \(error)"))
      }
      found.evidence.merge(part.evidence) { $1 }
      found.areRefundsRead = found.areRefundsRead && part.areRefundsRead
      return nil
    } culprit: { code, fault throws(Failure) in
      found.faults[code] = RowFault(
        tr("its evidence could not be searched for: \(fault.reason)"),
        hint: tr(
          "see its messages with 'invitectl inspect-workers peek invites', and its rows in "
            + "invite_records and invite_queue; then run 'invitectl force-resync --all' again"))
    }
    return found
  }

  private static func failure(_ error: PostgresError) -> Failure {
    Failure(error, doing: tr("look for evidence in the tables"))
  }

  /// Some of the codes, with the emails of their messages.
  private struct Part {
    let codes: String
    let messageCodes: String
    let emails: String
    let messages: EvidenceMessages
    var evidence: [ExactText: ResyncEvidence] = [:]
    var areRefundsRead = true

    init(codes: [ExactText], messages: EvidenceMessages) {
      self.messages = messages
      self.codes = PostgresArray.literal(codes.map(\.text))
      let emails = codes.flatMap { code in
        (messages.byCode[code] ?? [:]).values.reduce(into: Set<ExactText>()) {
          $0.formUnion($1.emails)
        }.map { (code.text, $0.text) }
      }
      messageCodes = PostgresArray.literal(emails.map(\.0))
      self.emails = PostgresArray.literal(emails.map(\.1))
    }
  }

  /// - Parameters:
  ///   - statements: of ``ResyncQueries``.
  ///   - memory: of the broker.
  ///   - marks: what the server of the buckets has kept.
  private func read(
    _ statements: (traces: String, people: String, rows: String), _ memory: MessageRetention,
    _ marks: MessageRetention, _ part: inout Part
  ) throws {
    var evidence: [ExactText: ResyncEvidence] = [:]
    let parameters: [String?] = [part.codes, part.messageCodes, part.emails]
    let deadline = servers.context.longDeadline
    try servers.writer.forEachRow(statements.traces, parameters, deadline: deadline) { row in
      var found = ResyncEvidence(
        outbox: try row.int("outbox"), queueRows: try row.int("queue_rows"),
        records: try row.int("records"), older: try row.int("older"),
        emails: try row.int("emails"))
      found.forgetsRefunds = true
      evidence[ExactText(try row.string("code"))] = found
    }
    var refunds = EvidenceRefunds(servers, part.messages)
    for (code, people) in try refunds.read(
      (statements.people, statements.rows), parameters, codes: part.codes)
    {
      evidence[code]?.refunded = people
    }
    part.areRefundsRead = !refunds.isUnread
    if let since = marks.completeSince {
      for row in try servers.writer.query(
        ResyncQueries.remembered, [part.codes, String(since)], deadline: servers.deadline)
      {
        evidence[ExactText(try row.string("code"))]?.forgetsRefunds = false
      }
    }
    if let since = memory.completeSince {
      for row in try servers.writer.query(
        ResyncQueries.young, [part.codes, String(since)], deadline: servers.deadline)
      {
        let code = ExactText(try row.string("code"))
        // Either these are of another code, or this one is older than its row says, and so may be what was cleaned up.
        guard evidence[code]?.older ?? 0 == 0 else { continue }
        evidence[code, default: ResyncEvidence()].isComplete = true
      }
    }
    part.evidence = evidence
  }
}
