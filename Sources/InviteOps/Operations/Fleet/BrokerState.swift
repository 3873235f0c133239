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
    enum Fault: Sendable, Hashable {
      case noSet, noHash, noSortedSet, noList
      /// Members that bind no queue: how many, and one of them.
      case members(Int, first: String)
    }

    let key: String
    let fault: Fault
    /// As TYPE says it; `nil` where the type is right.
    var type: String?

    var isWrongType: Bool {
      if case .members = fault { return false }
      return true
    }

    /// Completes "KEY is …", e.g. `not a list`.
    var what: String {
      switch fault {
      case .noSet: tr("not a set")
      case .noHash: tr("not a hash")
      case .noSortedSet: tr("not a sorted set")
      case .noList: tr("not a list")
      case .members(let count, let first):
        tr(
          count, "a set with \(count) member that bind no queue, e.g. '\(first)'",
          "a set with \(count) members that bind no queue, e.g. '\(first)'")
      }
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
