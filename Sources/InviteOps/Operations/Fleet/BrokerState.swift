internal import CeleryProtocol
internal import Localization

/// What lies in the broker, read without the workers' help.
struct BrokerState: Sendable {
  /// One queue's messages that wait, by priority step.
  struct Queue: Sendable {
    let name: String
    /// In the order of the steps.
    let ready: [Int]
    /// The message that would be delivered next, for the first of the lists that is not empty.
    let next: [UInt8]?

    var total: Int { ready.reduce(0, +) }
  }

  /// A message that some worker has taken.
  struct Unacked: Sendable {
    let tag: String
    /// Epoch seconds by the clock of the worker that took it; `nil` if the index lacks it.
    let takenAt: Double?
    let task: QueuedTask
  }

  /// A list of answers, of Celery's clients or ours.
  struct ReplyList: Sendable {
    let key: String
    let length: Int
    /// Whether it lives until somebody deletes it.
    let isImmortal: Bool
  }

  /// A key whose name says another type than it has, or whose members are not what they should be.
  struct Misfit: Sendable, Hashable {
    /// What a key of Celery's should hold.
    enum Content: Sendable, Hashable {
      case set, hash, sortedSet, list

      /// Completes "KEY is …" where it holds something else.
      var denial: String {
        switch self {
        case .set: tr("not a set")
        case .hash: tr("not a hash")
        case .sortedSet: tr("not a sorted set")
        case .list: tr("not a list")
        }
      }
    }

    enum Fault: Sendable, Hashable {
      case isNot(Content)
      /// Members that bind no queue: how many, and one of them.
      case members(Int, first: String)
    }

    let key: String
    let fault: Fault
    /// As TYPE says it; `nil` where the type is right.
    var type: String?

    var isWrongType: Bool {
      if case .isNot = fault { return true }
      return false
    }
  }

  /// The priority steps of the lists, 0, 3, 6, 9 as a rule.
  let steps: [Int]
  let queues: [Queue]
  /// Lists of the backend's queues in which workers with our separator and steps do not look, and
  /// how many messages they hold.
  let otherLists: [(key: String, length: Int)]
  /// Keys of Celery's names that hold something else.
  let misfits: [Misfit]
  /// Lists of queues that this Redis user may not read; they count as empty.
  let denied: [String]
  /// Entries read one by one; see ``unackedCount`` for all.
  let unacked: [Unacked]
  let unackedCount: Int
  /// Epoch seconds of the oldest taking.
  let oldestTaken: Double?
  /// Taken longer ago than the visibility timeout.
  let overdue: Int
  let replyLists: [ReplyList]
  /// Members of Celery's shared reply binding: clients that wait, and clients that died.
  let replyBindings: Int
  /// Whether all keys were seen within the time allowed.
  let isScanComplete: Bool
  /// Epoch seconds by the server's clock.
  let serverTime: Double
  /// `maxmemory-policy`, e.g. `noeviction`.
  let evictionPolicy: String?
  let usedMemory: Int?
  let redisVersion: String?
  /// What the server calls itself, e.g. `Valkey 8.1.3`.
  let server: String?
}
