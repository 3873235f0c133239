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
    /// By the code as it is written in the message, ids of tasks.
    var queued: [String: Set<String>] = [:]
    /// The same for what workers have taken.
    var unacked: [String: Set<String>] = [:]
    /// By the same.
    var emails: [String: Set<String>] = [:]
    /// Calls that are not understood and name a code, by the code without its case.
    var mentioned: [String: Set<String>] = [:]

    var spellings: Set<String> { Set(emails.keys) }

    /// The same by the code that each spelling stands for.
    mutating func rename(_ codes: [String: [String]]) {
      func renamed(_ sets: [String: Set<String>]) -> [String: Set<String>] {
        var result: [String: Set<String>] = [:]
        for (spelling, values) in sets {
          for code in codes[spelling] ?? [] { result[code, default: []].formUnion(values) }
        }
        return result
      }
      (queued, unacked, emails) = (renamed(queued), renamed(unacked), renamed(emails))
    }
  }

  /// What was found, by code.
  struct Found {
    var evidence: [String: ResyncEvidence] = [:]
    /// What was not seen, a sentence each.
    var gaps: [String] = []
    /// Codes whose rows could not be searched; their evidence has gaps.
    var faults: [String: RowFault] = [:]
  }

  func read() throws(Failure) -> Found {
    var messages = Messages()
    let memory = MessageRetention(try servers.context.redis(.broker), deadline: servers.deadline)
    let folded = Set(wanted.map(MentionedWords.folded))
    var search = try BrokerSearch(servers.context)
    try search.run { finding in
      switch finding {
      case .invite(let sighting):
        guard !sighting.call.isRebind, folded.contains(MentionedWords.folded(sighting.call.code))
        else { return }
        Self.note(sighting, &messages)
      case .mention(let mentions, let call):
        for word in mentions.words {
          let word = MentionedWords.folded(word)
          if folded.contains(word) { messages.mentioned[word, default: []].insert(call) }
        }
      }
    }
    messages.rename(try codes(of: messages.spellings))
    var found = try tables(messages, memory)
    found.gaps = search.completeness.gaps
    for (code, tasks) in messages.unacked { found.evidence[code]?.unacked = tasks.count }
    for (code, tasks) in messages.queued {
      found.evidence[code]?.queued = tasks.subtracting(messages.unacked[code] ?? []).count
    }
    for code in wanted.sorted() {
      let calls = messages.mentioned[MentionedWords.folded(code)] ?? []
      if !calls.isEmpty || !search.completeness.isComplete || found.faults[code] != nil {
        found.evidence[code]?.hasGaps = true
      }
      found.gaps += calls.sorted().map {
        "\($0) names the code \(Masking.code(code)), and what it does is not known here"
      }
    }
    return found
  }

  /// Which of the wanted codes each spelling in messages stands for: the code that is stored so;
  /// else the one in capitals, as the backend writes what it is asked for; else any that differs
  /// in case alone.
  private func codes(of spellings: Set<String>) throws(Failure) -> [String: [String]] {
    var codes: [String: [String]] = [:]
    let odd = spellings.subtracting(wanted)
    for spelling in spellings where wanted.contains(spelling) { codes[spelling] = [spelling] }
    guard !odd.isEmpty else { return codes }
    let stored: Set<String>
    do throws(PostgresError) {
      stored = Set(
        try StoredCodes.among(
          odd.union(odd.map(MentionedWords.folded)).sorted(), on: servers.writer,
          deadline: servers.deadline))
    } catch {
      throw Failure(error, doing: "look up the codes of messages")
    }
    let byFold = Dictionary(grouping: wanted, by: MentionedWords.folded)
    for spelling in odd where !stored.contains(spelling) {
      let capitals = MentionedWords.folded(spelling)
      codes[spelling] =
        stored.contains(capitals) ? [capitals].filter(wanted.contains) : byFold[capitals]
    }
    return codes
  }

  private static func note(
    _ sighting: InviteSighting, _ messages: inout Messages
  ) {
    let code = sighting.call.code
    switch sighting.place {
    case .queue: messages.queued[code, default: []].insert(sighting.id)
    case .unacked, .stranded, .worker: messages.unacked[code, default: []].insert(sighting.id)
    }
    // PostgreSQL's texts hold no NUL, so no row has one either. Should two people become one by
    // this, the number of people is still no more than were there.
    messages.emails[code, default: []].insert(
      sighting.call.email.replacing("\0", with: "\u{FFFD}"))
  }

  /// What the tables know of each wanted code, and the emails of messages besides. Where the server
  /// cannot search for all of them at once (an email that its encoding does not have, a text that is
  /// not UTF-8), in parts: only the code in the way goes without.
  private func tables(_ messages: Messages, _ memory: MessageRetention) throws(Failure) -> Found {
    var found = Found()
    for code in wanted { found.evidence[code] = ResyncEvidence() }
    let traces: String
    do throws(PostgresError) {
      let hasOutbox = try servers.writer.query(
        ResyncQueries.hasOutbox, deadline: servers.deadline
      ).only().bool("present")
      let hasQueue = try servers.writer.query(
        ResyncQueries.hasQueue, deadline: servers.deadline
      ).only().bool("present")
      traces = ResyncQueries.traces(servers.writer.backend, outbox: hasOutbox, queue: hasQueue)
    } catch {
      throw Self.failure(error)
    }
    try Bisection.run(wanted.sorted()[...]) { part throws(Failure) in
      var part = Part(codes: Array(part), messages: messages)
      do {
        try read(traces, memory, &part)
      } catch let error as PostgresError {
        guard let fault = RowFault(error) else { throw Self.failure(error) }
        return fault
      } catch {
        throw Failure(.error, "could not look for evidence in the tables: \(error)")
      }
      found.evidence.merge(part.evidence) { $1 }
      return nil
    } culprit: { code, fault throws(Failure) in
      found.faults[code] = RowFault(
        "its evidence could not be searched for: \(fault.reason)",
        hint: "see its messages with 'invitectl inspect-workers peek invites', and its rows in "
          + "invite_records and invite_queue; then run 'invitectl force-resync --all' again")
    }
    return found
  }

  private static func failure(_ error: PostgresError) -> Failure {
    Failure(error, doing: "look for evidence in the tables")
  }

  /// Some of the codes, with the emails of their messages.
  private struct Part {
    let codes: String
    let messageCodes: String
    let emails: String
    var evidence: [String: ResyncEvidence] = [:]

    init(codes: [String], messages: Messages) {
      self.codes = PostgresArray.literal(codes)
      let emails = codes.flatMap { code in (messages.emails[code] ?? []).map { (code, $0) } }
      messageCodes = PostgresArray.literal(emails.map(\.0))
      self.emails = PostgresArray.literal(emails.map(\.1))
    }
  }

  private func read(_ traces: String, _ memory: MessageRetention, _ part: inout Part) throws {
    var evidence: [String: ResyncEvidence] = [:]
    try servers.writer.forEachRow(
      traces, [part.codes, part.messageCodes, part.emails], deadline: servers.context.longDeadline
    ) { row in
      evidence[try row.string("code")] = ResyncEvidence(
        outbox: try row.int("outbox"), queueRows: try row.int("queue_rows"),
        records: try row.int("records"), emails: try row.int("emails"))
    }
    if let since = memory.completeSince {
      for row in try servers.writer.query(
        ResyncQueries.young, [part.codes, String(since)], deadline: servers.deadline)
      {
        evidence[try row.string("code"), default: ResyncEvidence()].isComplete = true
      }
    }
    part.evidence = evidence
  }
}
