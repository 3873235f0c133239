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
    var emails: Set<ExactText> = []
    /// Whether a worker has taken it and not acknowledged it.
    var isTaken = false
  }

  /// By the code that each stands for, by the task's id.
  private(set) var byCode: [ExactText: [ExactText: Message]] = [:]
  /// Of messages of redemptions whose code there is not.
  private(set) var strangers = 0
  /// Calls that are not understood and name a code, by the code without its case (``ExactText/init(folding:)``).
  private(set) var mentioned: [ExactText: Set<String>] = [:]
  /// What was not seen, a sentence each.
  private(set) var gaps: [String] = []
  private(set) var isComplete = true
  /// Places with what no worker can read as a message, a sentence each. It is no invite any more, and may have
  /// been what a use left.
  private(set) var malformed: [String] = []
  /// Whether all that was not seen is what workers have or take.
  private(set) var isForWorkers = true

  /// Two looks at the broker, and which codes are meant.
  ///
  /// - Parameters:
  ///   - wanted: stored codes; `nil` for all.
  ///   - connection: where the codes are.
  static func read(
    _ wanted: Set<ExactText>?, _ context: OperationContext, on connection: PostgresConnection
  ) throws(Failure) -> EvidenceMessages {
    var search = try EvidenceSearch(wanted, context)
    try search.look()
    try search.look()
    return try search.messages(on: connection)
  }

  mutating func note(_ sighting: InviteSighting) {
    let (code, id) = (ExactText(sighting.call.code), ExactText(sighting.id))
    var message = byCode[code]?[id] ?? Message()
    switch sighting.place {
    case .queue: break
    case .unacked, .stranded, .worker: message.isTaken = true
    }
    // PostgreSQL's texts hold no NUL, so no row has one either. Should two people become one by
    // this, the number of people is still no more than were there.
    message.emails.insert(ExactText(sighting.call.email.replacing("\0", with: "\u{FFFD}")))
    byCode[code, default: [:]][id] = message
  }

  /// Of a call that is not understood: the word of it that may be a code, folded.
  mutating func note(mention word: ExactText, in call: String) {
    mentioned[word, default: []].insert(call)
  }

  /// What could not be seen.
  mutating func note(_ completeness: Completeness, malformed places: Set<String>) {
    gaps = completeness.gaps
    isComplete = completeness.isComplete
    malformed = places.sorted().map { place in
      tr("\(place) holds what no worker can read as a message, and what it was nobody knows")
    }
    isForWorkers = completeness.isForWorkers && malformed.isEmpty
  }

  /// There are more messages than are remembered.
  mutating func noteMore(than most: Int) {
    gaps.append(tr("more than \(most) messages of redemptions: the rest was not looked at"))
    isComplete = false
  }

  /// Which of the wanted codes each spelling in messages stands for, by the rule for rows
  /// (``EvidenceQueries/rows(_:_:of:where:alike:_:)``): the code that is stored so; else the one in capitals, as
  /// the backend writes what it is asked for; else any that differs in case and blanks alone.
  mutating func name(
    _ wanted: Set<ExactText>?, on connection: PostgresConnection, deadline: Deadline
  ) throws(Failure) {
    let odd = Set(byCode.keys).subtracting(wanted ?? [])
    guard !odd.isEmpty || wanted == nil && !mentioned.isEmpty else { return }
    let alike = Set(odd.map { ExactText(folding: $0.text) })
    let near = (wanted ?? []).filter { alike.contains(ExactText(folding: $0.text)) }
    let folds: [ExactText: ExactText]
    let stored: Set<ExactText>
    do throws(PostgresError) {
      folds = try StoredCodes.folds(
        odd.union(near).sorted().map(\.text), on: connection, deadline: deadline)
      var asked = odd.union(folds.values)
      if wanted == nil { asked.formUnion(mentioned.keys) }
      stored = Set(
        try StoredCodes.among(asked.sorted().map(\.text), on: connection, deadline: deadline)
          .map { ExactText($0) })
    } catch {
      throw Failure(error, doing: tr("look up the codes of messages"))
    }
    assign(to: wanted, stored: stored, folds: folds)
  }

  /// - Parameters:
  ///   - wanted: stored codes; `nil` for all.
  ///   - stored: the spellings, and the codes in capitals that they come to, that are stored codes.
  ///   - folds: of spellings and wanted codes, as rows are compared; a text without one is no code of a row.
  mutating func assign(
    to wanted: Set<ExactText>?, stored: Set<ExactText>, folds: [ExactText: ExactText]
  ) {
    var byFold: [ExactText: [ExactText]] = [:]
    for code in wanted ?? [] {
      if let fold = folds[code] { byFold[fold, default: []].append(code) }
    }
    let odd = Set(byCode.keys).subtracting(wanted ?? [])
    for spelling in odd where !stored.contains(spelling) {
      let messages = byCode.removeValue(forKey: spelling) ?? [:]
      let fold = folds[spelling]
      let meant: [ExactText] =
        if let fold, stored.contains(fold) {
          [fold].filter { wanted?.contains($0) ?? true }
        } else {
          fold.flatMap { byFold[$0] } ?? []
        }
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
    (mentioned[ExactText(folding: code)] ?? []).sorted().map {
      tr("\($0) names the code \(Masking.code(code)), and what it does is not known here")
    }
  }

  /// Whether a use of the code may be there that was not seen.
  func hasGaps(_ code: String) -> Bool {
    !isComplete || mentioned[ExactText(folding: code)] != nil
  }
}
