internal import CeleryProtocol

/// Sorts the answers to several questions asked at once and knows when all are there. No I/O.
struct ReplyCollector: Sendable {
  /// How many workers can answer: those that listen, as far as they have names.
  let expected: Int
  /// More listeners than names: a name may be used twice, or another program listens.
  let hasSurplus: Bool

  /// By question, in the order of their coming.
  private(set) var replies: [[ControlReply]]
  /// Messages on the reply list that are no answers.
  private(set) var unreadable = 0

  private let tickets: [String: Int]
  private var seen: Set<[UInt8]> = []

  /// - Parameters:
  ///   - tickets: One a question.
  ///   - listening: What PUBLISH counted; foreign subscribers of everything are in it.
  ///   - named: How many nodes are meant: the destination, or all that have a binding, where
  ///     killed ones remain.
  init(tickets: [String], listening: Int, named: Int) {
    self.tickets = Dictionary(uniqueKeysWithValues: tickets.enumerated().map { ($1, $0) })
    replies = tickets.map { _ in [] }
    // Bindings can be evicted while workers live.
    expected = named == 0 ? listening : min(listening, named)
    hasSurplus = listening > named
  }

  /// Takes what was found on the reply list. The same message twice counts once.
  mutating func take(_ bytes: [UInt8]) {
    guard seen.insert(bytes).inserted else { return }
    guard let reply = try? ControlReply(decoding: bytes), let ticket = reply.ticket,
      let question = tickets[ticket]
    else {
      unreadable += 1
      return
    }
    replies[question].append(reply)
  }

  /// Whether every worker that can answer has answered every question.
  var isComplete: Bool {
    replies.allSatisfy { Set($0.map(\.node)).count >= expected }
  }

  /// The nodes that answered at least one question.
  var answered: Set<String> {
    Set(replies.joined().map(\.node))
  }
}
