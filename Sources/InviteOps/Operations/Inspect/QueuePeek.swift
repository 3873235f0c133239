internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
public import LosslessJSON
internal import RedisClient

/// Looks at the messages of a queue without taking any.
public struct QueuePeek: Sendable {
  public struct Outcome: Sendable, Encodable {
    /// Messages of one task among those looked at.
    public struct Group: Sendable, Encodable {
      /// `nil` for messages that name none.
      public let task: String?
      public var count: Int
      public var redelivered: Int
      public var maxRetries: Int
      /// By priority step.
      public var steps: [Int: Int]
      public let exampleId: String?
      /// Arguments of the next one, masked unless they were to be shown.
      public let exampleArgs: JSONValue
      public let exampleKwargs: JSONValue
    }

    public struct Malformed: Sendable, Encodable {
      /// Places from the front of its list; 0 is delivered next.
      public let position: Int
      public let step: Int
      public let defect: String
    }

    public let queue: String
    /// The priority steps, 0, 3, 6, 9 as a rule.
    public let steps: [Int]
    /// Waiting, by step.
    public let ready: [Int]
    /// How many were looked at, the next ones of each list first.
    public let sampled: Int
    public let groups: [Group]
    public let malformed: [Malformed]
    /// Messages that workers may read and this program does not, by kind.
    public let unreadable: [String: Int]
  }

  let context: OperationContext
  /// How many messages to look at, at most.
  public let limit: Int
  public let showsPersonalValues: Bool

  public init(_ context: OperationContext, limit: Int, showsPersonalValues: Bool) {
    self.context = context
    self.limit = limit
    self.showsPersonalValues = showsPersonalValues
  }

  public func look(at queue: String) throws(Failure) -> Outcome {
    let connection = try context.redis(.broker)
    let keys = context.brokerKeys
    let lists = keys.queueLists(queue)
    do {
      let lengths = try connection.pipeline(
        lists.map { ["LLEN", $0] }, deadline: context.requestDeadline)
      var ready: [Int] = []
      for length in lengths { ready.append(try length.asInteger()) }
      if ready.allSatisfy({ $0 == 0 }) { try UnknownQueue.refuse(queue, connection, context) }
      var tally = PeekTally(masking: ArgumentMasking(shows: showsPersonalValues))
      var left = limit
      for (step, list) in zip(keys.layout.steps, lists) where left > 0 {
        let replies = try connection.call(
          ["LRANGE", list, -left, -1], deadline: context.requestDeadline
        ).asArray()
        left -= replies.count
        for (position, reply) in replies.reversed().enumerated() {
          tally.count(try reply.asBytes(), step: step, position: position)
        }
      }
      return Outcome(
        queue: queue, steps: keys.layout.steps, ready: ready, sampled: limit - left,
        groups: tally.groups.sorted { $0.count > $1.count }, malformed: tally.malformed,
        unreadable: tally.unreadable)
    } catch let failure as Failure {
      throw failure
    } catch let error as RedisError {
      throw Failure(
        error, doing: tr("look at the queue \(queue)"), on: connection, keys.uses([queue]))
    } catch {
      throw Failure(of: error, doing: tr("look at the queue \(queue)"))
    }
  }
}

/// Groups messages by task. No I/O.
struct PeekTally {
  let masking: ArgumentMasking
  private(set) var groups: [QueuePeek.Outcome.Group] = []
  private(set) var malformed: [QueuePeek.Outcome.Malformed] = []
  private(set) var unreadable: [String: Int] = [:]
  private var places: [String?: Int] = [:]

  init(masking: ArgumentMasking) {
    self.masking = masking
  }

  mutating func count(_ bytes: [UInt8], step: Int, position: Int) {
    switch MessageVerdict(bytes) {
    case .sound: break
    case .unreadable(let reason): unreadable[reason.kind, default: 0] += 1
    case .malformed(let defect):
      malformed.append(.init(position: position, step: step, defect: defect))
    }
    guard let envelope = try? MessageEnvelope(decoding: bytes) else { return }
    let task = QueuedTask(envelope)
    let place = places[task.name] ?? groups.count
    if place == groups.count {
      places[task.name] = place
      groups.append(
        .init(
          task: task.name, count: 0, redelivered: 0, maxRetries: 0, steps: [:],
          exampleId: task.id, exampleArgs: masking.personal(task.args),
          exampleKwargs: masking.personal(task.kwargs)))
    }
    groups[place].count += 1
    groups[place].redelivered += task.isRedelivered ? 1 : 0
    groups[place].maxRetries = max(groups[place].maxRetries, task.retries)
    groups[place].steps[step, default: 0] += 1
  }
}
