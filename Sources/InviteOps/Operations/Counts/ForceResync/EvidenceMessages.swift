internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What Celery has of codes' redemptions: the one look of `force-resync` and of its audit. Rebinds are no
/// uses.
struct EvidenceMessages {
  /// A task of a redemption, seen once or several times.
  struct Message {
    /// One, unless somebody gave two messages the same id.
    var emails: Set<String> = []
    /// Whether a worker has taken it and not acknowledged it.
    var isTaken = false
  }

  /// By the code that each stands for, by the task's id.
  private(set) var byCode: [String: [String: Message]] = [:]
  /// Of messages of redemptions whose code there is not.
  private(set) var strangers = 0
  /// Calls that are not understood and name a code, by the code without its case.
  private(set) var mentioned: [String: Set<String>] = [:]
  /// What was not seen, a sentence each.
  private(set) var gaps: [String] = []
  private(set) var isComplete = true
  /// Places with what no worker can read as a message, a sentence each. It is no invite any more, and may have
  /// been what a use left.
  private(set) var malformed: [String] = []
  /// Whether all that was not seen is what workers have or take.
  private(set) var isForWorkers = true

  /// More are not remembered where all codes are looked at: some 60 MB.
  private static let most = 100_000

  /// Two looks at the broker, and which codes are meant.
  ///
  /// - Parameters:
  ///   - wanted: stored codes; `nil` for all.
  ///   - connection: where the codes are.
  static func read(
    _ wanted: Set<String>?, _ context: OperationContext, on connection: PostgresConnection
  ) throws(Failure) -> EvidenceMessages {
    var found = EvidenceMessages()
    let folded = wanted.map { Set($0.map(MentionedWords.folded)) }
    var (count, hasMore) = (0, false)
    var search = try BrokerSearch(context)
    try search.run { finding in
      switch finding {
      case .invite(let sighting):
        let code = sighting.call.code
        guard !sighting.call.isRebind, folded?.contains(MentionedWords.folded(code)) ?? true
        else { return }
        if folded == nil, found.byCode[code]?[sighting.id] == nil {
          count += 1
          hasMore = hasMore || count > most
        }
        if !hasMore { found.note(sighting) }
      case .mention(let mentions, let call):
        for word in mentions.words {
          let word = MentionedWords.folded(word)
          guard let folded else {
            if found.mentioned.count < most { found.mentioned[word, default: []].insert(call) }
            continue
          }
          if folded.contains(word) { found.mentioned[word, default: []].insert(call) }
        }
      }
    }
    found.gaps = search.completeness.gaps
    found.isComplete = search.completeness.isComplete
    found.malformed = search.malformed.keys.sorted().map { place in
      tr("\(place) holds what no worker can read as a message, and what it was nobody knows")
    }
    found.isForWorkers = search.completeness.isForWorkers && found.malformed.isEmpty
    if hasMore {
      found.gaps.append(tr("more than \(most) messages of redemptions: the rest was not looked at"))
      found.isComplete = false
    }
    try found.name(wanted, on: connection, deadline: context.requestDeadline)
    return found
  }

  private mutating func note(_ sighting: InviteSighting) {
    var message = byCode[sighting.call.code]?[sighting.id] ?? Message()
    switch sighting.place {
    case .queue: break
    case .unacked, .stranded, .worker: message.isTaken = true
    }
    // PostgreSQL's texts hold no NUL, so no row has one either. Should two people become one by
    // this, the number of people is still no more than were there.
    message.emails.insert(sighting.call.email.replacing("\0", with: "\u{FFFD}"))
    byCode[sighting.call.code, default: [:]][sighting.id] = message
  }

  /// Which of the wanted codes each spelling in messages stands for: the code that is stored so;
  /// else the one in capitals, as the backend writes what it is asked for; else any that differs
  /// in case alone.
  private mutating func name(
    _ wanted: Set<String>?, on connection: PostgresConnection, deadline: Deadline
  ) throws(Failure) {
    let odd = Set(byCode.keys).subtracting(wanted ?? [])
    var asked = odd.union(odd.map(MentionedWords.folded))
    if wanted == nil { asked.formUnion(mentioned.keys) }
    guard !asked.isEmpty else { return }
    let stored: Set<String>
    do throws(PostgresError) {
      stored = Set(
        try StoredCodes.among(asked.sorted(), on: connection, deadline: deadline))
    } catch {
      throw Failure(error, doing: tr("look up the codes of messages"))
    }
    let byFold = Dictionary(grouping: wanted ?? [], by: MentionedWords.folded)
    for spelling in odd where !stored.contains(spelling) {
      let messages = byCode.removeValue(forKey: spelling) ?? [:]
      let capitals = MentionedWords.folded(spelling)
      let meant =
        stored.contains(capitals)
        ? [capitals].filter { wanted?.contains($0) ?? true } : byFold[capitals] ?? []
      if meant.isEmpty { strangers += messages.count }
      for code in meant {
        byCode[code, default: [:]].merge(messages, uniquingKeysWith: Self.united)
      }
    }
    if let wanted {
      for code in byCode.keys where !wanted.contains(code) { byCode[code] = nil }
    } else {
      mentioned = mentioned.filter { stored.contains($0.key) }
    }
  }

  private static func united(_ one: Message, _ other: Message) -> Message {
    Message(emails: one.emails.union(other.emails), isTaken: one.isTaken || other.isTaken)
  }

  /// Calls that name the code and are not understood, a sentence each.
  func mentions(of code: String) -> [String] {
    (mentioned[MentionedWords.folded(code)] ?? []).sorted().map {
      tr("\($0) names the code \(Masking.code(code)), and what it does is not known here")
    }
  }

  /// Whether a use of the code may be there that was not seen.
  func hasGaps(_ code: String) -> Bool {
    !isComplete || mentioned[MentionedWords.folded(code)] != nil
  }
}
