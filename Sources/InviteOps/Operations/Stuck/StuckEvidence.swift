internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import PostgresClient

/// Which invites have a message or a worker right now.
struct StuckEvidence {
  /// An invite, as a row and a message name it.
  struct Key: Hashable {
    let email: String
    let code: String

    init(email: String, code: String) {
      self.email = Self.trimmed(email).lowercased()
      self.code = Self.trimmed(code).uppercased()
    }

    private static func trimmed(_ text: String) -> Substring {
      let start = text.drop { $0.isWhitespace }
      let blanks = start.reversed().prefix { $0.isWhitespace }.count
      return start.dropLast(blanks)
    }
  }

  private var queued: [Key: String] = [:]
  private var unacked: Set<Key> = []
  private var held: [Key: String] = [:]
  private var recorded: Set<Key> = []
  private var mentioned = MentionedWords()
  private(set) var completeness = Completeness()
  private(set) var answered: Set<String> = []

  /// - Parameters:
  ///   - pause: between the two looks at the broker.
  ///   - lock: what must not be lost while much is read.
  init(
    _ context: OperationContext, _ connection: PostgresConnection, pause: Duration,
    keeping lock: RunLock?
  ) throws(Failure) {
    // What is published while the broker is looked at is seen in one of the two places.
    let outbox = try RecordedInvites.read(connection, deadline: context.requestDeadline)
    recorded = Set(outbox.invites.map { Key(email: $0.email, code: $0.code) })
    var search = try BrokerSearch(context)
    var (queued, unacked, held) = (self.queued, self.unacked, self.held)
    var mentioned = self.mentioned
    var loss: Failure?
    try search.run(pause: pause) { finding in
      do throws(Failure) {
        if loss == nil { try lock?.keepAlive() }
      } catch {
        loss = error
      }
      switch finding {
      case .invite(let sighting):
        let key = Key(email: sighting.call.email, code: sighting.call.code)
        switch sighting.place {
        case .queue(let list): queued[key] = list
        case .unacked: unacked.insert(key)
        case .worker(let node): held[key] = node
        }
      case .mention(let mentions, let call): mentioned.add(mentions, by: call)
      }
    }
    if let loss { throw loss }
    (self.queued, self.unacked, self.held) = (queued, unacked, held)
    self.mentioned = mentioned
    completeness = search.completeness
    for gap in [outbox.gap, mentioned.gap].compactMap(\.self) {
      completeness.note(notSearched: gap)
    }
    answered = search.answered
  }

  /// What leaves it open whether the invite of this row was made.
  func doubt(_ row: StuckRow) -> StuckDoubt? {
    if let doubt = row.doubt { return doubt }
    let words = [row.email] + (row.code.map { [$0] } ?? [])
    guard let call = words.lazy.compactMap({ mentioned.call(naming: $0) }).first else { return nil }
    return StuckDoubt(
      reason: "\(call) names this email or code, and what it does is not known here",
      hint: answered.isEmpty
        ? "start the backend's workers, which take it, then run \(StuckReader.again)"
        : "let the workers take it, then run \(StuckReader.again)")
  }

  /// What is known of one row.
  func verdict(_ row: StuckRow) -> (StuckRow.Verdict, String) {
    let key = row.key
    if let list = queued[key] { return (.queued, "a message in \(list)") }
    if let node = held[key] { return (.held, "worker \(node) has it") }
    if recorded.contains(key) {
      return (.queued, "recorded in the outbox: 'invitectl redeem --resume' queues it")
    }
    if let record = row.record { return (.done, "invite_records has a success, id \(record)") }
    let silent = completeness.silentWorkers.sorted().joined(separator: ", ")
    if unacked.contains(key) {
      return silent.isEmpty
        ? (.returning, "unacknowledged, and no live worker has it")
        : (.held, "unacknowledged; \(silent) may have it")
    }
    if let doubt = doubt(row) { return (.unknown, doubt.reason) }
    guard completeness.isComplete else {
      return (.unknown, completeness.gaps.joined(separator: "; "))
    }
    let none = "no message, and none of \(CountText.of(answered.count, "worker")) has it"
    return row.code != nil ? (.lost, none) : (.codeless, none)
  }
}
