internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

/// A message of a queue that no worker can read: the one that takes it may end by it.
public struct MalformedMessage: Sendable, Equatable, Encodable {
  public let queue: String
  /// What is wrong with it.
  public let defect: String
  /// Messages of the queue that workers take before it.
  public let ahead: Int

  /// So many of each list are looked at, those that are taken next.
  private static let limit = 20_000
  private static let page = 500

  /// The first one of a queue; `nil` where there is none among those that are looked at.
  static func first(
    of queue: String, _ connection: RedisConnection, _ keys: BrokerKeys, timeout: Duration
  ) throws(RedisError) -> MalformedMessage? {
    var ahead = 0
    // Workers empty one list after the other.
    for list in keys.queueLists(queue) {
      var start = 0
      while start < limit {
        let page = try connection.call(
          ["LRANGE", list, -(start + Self.page), -(start + 1)], deadline: .after(timeout)
        ).asArray()
        for (position, reply) in page.reversed().enumerated() {
          guard case .malformed(let defect) = MessageVerdict(try reply.asBytes()) else { continue }
          return MalformedMessage(
            queue: queue, defect: defect, ahead: ahead + start + position)
        }
        start += page.count
        if page.count < Self.page { break }
      }
      ahead += start
    }
    return nil
  }

  /// In a sentence.
  public var sentence: String {
    let name = PythonText.escaped(queue)
    guard ahead > 0 else { return tr("the next message of \(name) is malformed: \(defect)") }
    return tr(
      ahead, "a message of \(name) is malformed, behind \(ahead) message: \(defect)",
      "a message of \(name) is malformed, behind \(ahead) messages: \(defect)")
  }

  /// What takes the next message out of its queue.
  private var takeOut: String { QuarantineCommand.takingOut(of: queue) }

  /// Whether workers meet it at once, with nothing to be gained before that.
  var isNext: Bool { ahead == 0 }

  /// What is to be done about it where workers consume its queue; `nil` where they are not to: it is the next one.
  public var advice: String? {
    guard !isNext else { return nil }
    let peek = ShellCommand.invitectl(["inspect-workers", "peek"], [queue])
    return tr(
      "workers take those before it, and the one that takes it may end by it: '\(peek)' shows it; once "
        + "it is the next one, '\(takeOut)' takes it out")
  }

  /// Why workers are not to consume its queue yet, as the next message of it.
  var refusal: Failure {
    Failure(
      .conflict, sentence,
      hint: tr(
        "a worker that takes it may end by it: '\(takeOut)' takes it out and can put it back; then type "
          + "the same again, or --force"))
  }
}
