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
  private var takeOut: String {
    ShellCommand.invitectl(
      ["inspect-workers", "control", "quarantine"], [queue],
      [.init("--to", "poison.msg"), "--yes"])
  }

  /// Why workers are not to consume its queue yet.
  var refusal: Failure {
    let peek = ShellCommand.invitectl(["inspect-workers", "peek"], [queue])
    let hint =
      ahead == 0
      ? tr(
        "a worker that takes it may end by it: '\(takeOut)' takes it out and can put it back; then type "
          + "the same again, or --force")
      : tr(
        "a worker that takes it may end by it: '\(peek)' shows it; '\(takeOut)' takes out the next "
          + "message alone, so take out those before it first, or type the same with --force")
    return Failure(.conflict, sentence, hint: hint)
  }
}
