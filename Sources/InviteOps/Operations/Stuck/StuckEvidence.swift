internal import CeleryProtocol
internal import InviteDomain

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
  private(set) var completeness = Completeness()
  private(set) var answered: Set<String> = []

  /// - Parameter pause: between the two looks at the broker.
  init(_ context: OperationContext, pause: Duration) throws(Failure) {
    var search = try BrokerSearch(context)
    var (queued, unacked, held) = (self.queued, self.unacked, self.held)
    try search.run(pause: pause) { sighting in
      let key = Key(email: sighting.call.email, code: sighting.call.code)
      switch sighting.place {
      case .queue(let list): queued[key] = list
      case .unacked: unacked.insert(key)
      case .worker(let node): held[key] = node
      }
    }
    (self.queued, self.unacked, self.held) = (queued, unacked, held)
    completeness = search.completeness
    answered = search.answered
  }

  /// What is known of one row.
  func verdict(_ key: Key, record: Int?, hasCode: Bool) -> (StuckRow.Verdict, String) {
    if let list = queued[key] { return (.queued, "a message in \(list)") }
    if let node = held[key] { return (.held, "worker \(node) has it") }
    if let record { return (.done, "invite_records has a success, id \(record)") }
    let silent = completeness.silentWorkers.sorted().joined(separator: ", ")
    if unacked.contains(key) {
      return silent.isEmpty
        ? (.returning, "unacknowledged, and no live worker has it")
        : (.held, "unacknowledged; \(silent) may have it")
    }
    guard completeness.isComplete else {
      return (.unknown, completeness.gaps.joined(separator: "; "))
    }
    let none = "no message, and none of \(CountText.of(answered.count, "worker")) has it"
    return hasCode ? (.lost, none) : (.codeless, none)
  }
}
