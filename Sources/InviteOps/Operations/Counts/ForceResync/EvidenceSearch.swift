internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import PostgresClient

/// Looks for codes' redemptions in the broker, as often as its owner asks.
struct EvidenceSearch {
  /// More are not remembered where all codes are looked at: some 60 MB.
  private static let most = 100_000

  private let wanted: Set<ExactText>?
  private let context: OperationContext
  private var search: BrokerSearch
  /// Before it is known which codes the messages mean.
  private var found = EvidenceMessages()
  private var (count, hasMore) = (0, false)

  /// - Parameter wanted: stored codes; `nil` for all.
  init(_ wanted: Set<ExactText>?, _ context: OperationContext) throws(Failure) {
    self.wanted = wanted
    self.context = context
    search = try BrokerSearch(context)
    search.passesOver = .counted
  }

  /// One look. Each but the first waits until what was on its way between two places at the last one has arrived.
  mutating func look() throws(Failure) {
    let folded = wanted.map { codes in Set(codes.map { ExactText(folding: $0.text) }) }
    var (found, count, hasMore) = (found, count, hasMore)
    // Held once, it is not copied when it grows.
    self.found = EvidenceMessages()
    defer { (self.found, self.count, self.hasMore) = (found, count, hasMore) }
    try search.next { finding in
      switch finding {
      case .invite(let sighting):
        let code = sighting.call.code
        guard !sighting.call.isRebind, folded?.contains(ExactText(folding: code)) ?? true
        else { return }
        if folded == nil, found.byCode[ExactText(code)]?[ExactText(sighting.id)] == nil {
          count += 1
          hasMore = hasMore || count > Self.most
        }
        if !hasMore { found.note(sighting) }
      case .mention(let mentions, let call):
        for word in mentions.words {
          let word = ExactText(folding: word)
          guard let folded else {
            if found.mentioned.count < Self.most { found.note(mention: word, in: call) }
            continue
          }
          if folded.contains(word) { found.note(mention: word, in: call) }
        }
      }
    }
  }

  /// What all looks have seen, by the codes that are meant.
  ///
  /// - Parameter connection: where the codes are.
  func messages(on connection: PostgresConnection) throws(Failure) -> EvidenceMessages {
    var messages = found
    messages.note(search.completeness, malformed: Set(search.malformed.keys))
    if hasMore { messages.noteMore(than: Self.most) }
    try messages.name(wanted, on: connection, deadline: context.requestDeadline)
    return messages
  }
}
