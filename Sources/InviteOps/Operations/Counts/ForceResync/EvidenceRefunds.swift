internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient
internal import RedisClient

/// Of which people the traces prove no use, for it was given back, or may have been: by the marks that `redeem
/// refund` leaves, and by what syncs saw come back into a bucket, whosever it was.
struct EvidenceRefunds {
  /// So many people are looked up at once.
  private static let chunk = 1000

  private let servers: SyncConnections
  private let messages: EvidenceMessages
  private var waiting: [(code: ExactText, email: String, age: Double?)] = []
  /// By code: whose use was given back by their own mark, and of whom else that cannot be told.
  private var own: [ExactText: Int] = [:]
  private var others: [ExactText: Int] = [:]
  /// By code and email: when the tokens of people with traces were given back, of such as redeemed again, too.
  private var marks: [ExactText: [ExactText: LedgerRefunds.Moment]] = [:]
  /// Whether some marks cannot be read.
  private(set) var isUnread = false

  init(_ servers: SyncConnections, _ messages: EvidenceMessages) {
    self.servers = servers
    self.messages = messages
  }

  /// - Parameters:
  ///   - statements: ``ResyncQueries/people(_:outbox:queue:)`` and ``ResyncQueries/rows(_:outbox:queue:)``.
  ///   - parameters: of the first.
  ///   - codes: an array literal.
  /// - Returns: by code, of how many people the traces prove nothing.
  /// - Throws: ``PostgresError``.
  mutating func read(
    _ statements: (people: String, rows: String), _ parameters: [String?], codes: String
  ) throws -> [ExactText: Int] {
    let seen = ContinuousClock.now
    var people: [ExactText: Int] = [:]
    try servers.writer.forEachRow(
      statements.people, parameters, deadline: servers.context.longDeadline
    ) { row in
      let code = ExactText(try row.string("code"))
      people[code, default: 0] += 1
      // One that is not UTF-8 is of no redemption of ours, and no refund has its mark.
      let email = (try? row.string("email")) ?? ""
      waiting.append((code: code, email: email, age: try row.optionalDouble("age")))
      if waiting.count >= Self.chunk { look(seen) }
    }
    look(seen)
    // Nothing tells who they are.
    if isUnread { return people }
    var refunded = others.merging(own) { $0.addingSaturated($1) }
    var seenBack: [ExactText: Int] = [:]
    for row in try servers.writer.query(
      ResyncQueries.refunds, [codes], deadline: servers.context.longDeadline)
    {
      seenBack[ExactText(try row.string("code"))] = try row.int("refunds")
    }
    let known = try explained(Array(seenBack.keys), statements.rows, seen)
    for (code, tokens) in seenBack {
      // A mark is of one that came back, and where a line of a sync is of that one, it is of no other.
      let unknown = tokens.addingSaturated(-(known[code] ?? 0))
      refunded[code] = (refunded[code] ?? 0).addingSaturated(max(0, unknown))
    }
    return refunded.filter { $0.value > 0 }
  }

  /// - Parameter codes: those of which syncs saw tokens come back.
  /// - Returns: by code, of how many of these a mark tells whose they were.
  private func explained(
    _ codes: [ExactText], _ rows: String, _ seen: ContinuousClock.Instant
  ) throws -> [ExactText: Int] {
    var ledgers: [ExactText: LedgerRefunds] = [:]
    for code in codes {
      guard let known = marks[code] else { continue }
      ledgers[code] = LedgerRefunds(
        marks: Array(known.values), messages: messages.byCode[code]?.count ?? 0)
    }
    guard !ledgers.isEmpty else { return [:] }
    let wanted = PostgresArray.literal(ledgers.keys.sorted().map(\.text))
    let deadline = servers.context.longDeadline
    let begin = seen.duration(to: .now).seconds
    try servers.writer.forEachRow(
      ResyncQueries.lines(servers.writer.backend), [wanted], deadline: deadline
    ) { row in
      let line = LedgerRefunds.Line(
        age: try row.optionalDouble("age").map { $0 - begin },
        cause: SyncCause(rawValue: try row.string("why")), delta: try row.int("delta"))
      ledgers[ExactText(try row.string("code"))]?.lines.append(line)
    }
    let read = seen.duration(to: .now).seconds
    try servers.writer.forEachRow(rows, [wanted], deadline: deadline) { row in
      let left = LedgerRefunds.Row(
        age: try row.optionalDouble("age").map { $0 - read }, isEntry: try row.bool("is_entry"))
      ledgers[ExactText(try row.string("code"))]?.rows.append(left)
    }
    return ledgers.mapValues { ledger in
      var ledger = ledger
      ledger.tolerance = read - begin
      return ledger.explained
    }
  }

  private mutating func look(_ seen: ContinuousClock.Instant) {
    let part = waiting
    waiting.removeAll(keepingCapacity: true)
    guard !part.isEmpty, !isUnread else { return }
    let invites = part.map { person in
      (
        code: PythonText.stripped(person.code.text).uppercased(),
        email: PythonText.stripped(person.email).lowercased()
      )
    }
    guard
      let marks = try? RefundedInvites(
        invites, seen: seen, on: servers.redis, deadline: servers.deadline)
    else {
      isUnread = true
      return
    }
    for (person, invite) in zip(part, invites) {
      if let moment = marks.moment(code: invite.code, email: invite.email) {
        self.marks[person.code, default: [:]][ExactText(invite.email)] = moment
      }
      if person.age == nil {
        note(messageOf: person.code, invite.email, marks.standing(invite))
        continue
      }
      switch marks.standing(
        code: invite.code, email: invite.email, age: person.age ?? .infinity, ofCounts: true)
      {
      case .own?, .ownByForce?: own[person.code, default: 0] += 1
      case .somebodys?: others[person.code, default: 0] += 1
      case nil:
        // What is older may have had a mark that has come to its end.
        if let age = person.age, age >= Double(RefundedInvites.lifetime) {
          others[person.code, default: 0] += 1
        }
      }
    }
  }

  /// Of whom there is nothing but a message. A refund waits until its task is nowhere, so that a message is of a
  /// redemption that came after it; by force it does not wait, and leaves a mark of the task.
  private mutating func note(
    messageOf code: ExactText, _ email: String, _ standing: RefundedInvites.Standing?
  ) {
    switch standing {
    case nil, .own?: return
    case .ownByForce?: own[code, default: 0] += 1
    case .somebodys?:
      let tasks = (messages.byCode[code] ?? [:]).filter { task in
        task.value.emails.contains { PythonText.stripped($0.text).lowercased() == email }
      }
      let words =
        ["EXISTS"] + tasks.keys.sorted().map { RefundedInvites.mark(ofTask: $0.text) }
      guard words.count > 1,
        (try? servers.redis.call(words, deadline: servers.deadline).asInteger()) == 0
      else {
        others[code, default: 0] += 1
        return
      }
    }
  }
}

extension RefundedInvites {
  /// Of an invite of which no row is there to have an age.
  fileprivate func standing(_ invite: (code: String, email: String)) -> Standing? {
    standing(code: invite.code, email: invite.email, age: .infinity, ofCounts: true)
  }
}
