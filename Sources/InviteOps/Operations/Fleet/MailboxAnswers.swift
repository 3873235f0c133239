internal import CeleryProtocol
internal import LosslessJSON

/// What came back from the workers.
struct MailboxAnswers: Sendable {
  /// How many connections listened when the request was published.
  let listening: Int
  /// The nodes with a binding: those that live, and those that were killed.
  let bound: [String]
  let collector: ReplyCollector
  /// The nodes heard through their heartbeats while their answers were waited for.
  let heartbeats: Set<String>
  let elapsed: Duration
  /// Connections besides that take messages, and by which nobody listens to remote control or was heard;
  /// `nil` where they were not looked for, or may not be seen.
  var strangers: Int?

  /// Those with remote control off: they have no binding and listen to nothing, their heartbeats tell.
  var muted: Set<String> { heartbeats.subtracting(bound).subtracting(collector.answered) }

  /// Of workers that could not be asked.
  static func none(to questions: Int) -> MailboxAnswers {
    MailboxAnswers(
      listening: 0, bound: [],
      collector: ReplyCollector(
        tickets: (0..<questions).map(String.init), listening: 0, named: 0),
      heartbeats: [], elapsed: .zero)
  }

  /// The answers to one question by node; of a name used twice the first.
  func values(_ question: Int) -> [(node: String, value: JSONValue)] {
    var seen: Set<String> = []
    return collector.replies[question].filter { seen.insert($0.node).inserted }
      .map { ($0.node, $0.value) }.sorted { $0.node < $1.node }
  }
}
