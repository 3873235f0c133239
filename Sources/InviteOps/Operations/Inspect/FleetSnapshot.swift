/// The fleet at one moment: broker, queues, workers, and what is wrong.
public struct FleetSnapshot: Sendable, Encodable {
  public struct Broker: Sendable, Encodable {
    /// Safe to print.
    public let endpoint: String
    /// The version of Redis that it is or is compatible with.
    public let redisVersion: String?
    /// What the server calls itself, e.g. `Valkey 8.1.3`.
    public let server: String?
    public let usedMemoryBytes: Int?
    public let evictionPolicy: String?
    /// Messages that workers hold: running, prefetched, or waiting for their time.
    public let unacked: Int
    /// Of those, taken longer ago than the visibility timeout.
    public let overdue: Int
    public let oldestUnackedSeconds: Double?
  }

  public struct Queue: Sendable, Encodable {
    public enum State: String, Sendable, Encodable {
      case idle
      case working
      /// Nothing waits, and of what was taken no worker tells, though all answer: their worker died, as a rule.
      case untold
      /// Messages wait and somebody takes them.
      case backlog
      /// Messages wait and nobody that answers takes them.
      case noConsumer = "no_consumer"
      /// Somebody has had all workers stop consuming it, and none that answers does.
      case paused
    }

    public let name: String
    /// The priority steps, 0, 3, 6, 9 as a rule; the lower is served first.
    public let steps: [Int]
    /// Waiting, by step.
    public let ready: [Int]
    public let unacked: Int
    public let reserved: Int
    public let active: Int
    /// Places of the workers that consume it.
    public let slots: Int
    public let consumers: Int
    /// Age of the longest unacknowledged message of this queue.
    public let oldestUnackedSeconds: Double?
    public let state: State
    /// Messages a second; `nil` without an earlier look.
    public var inPerSecond: Double?
    public var outPerSecond: Double?
    public var netPerSecond: Double?
    /// When it will be empty at this pace; `nil` while it does not shrink.
    public var drainSeconds: Double?

    public var readyTotal: Int { ready.reduce(0, +) }
  }

  public struct Worker: Sendable, Encodable {
    public let name: String
    public private(set) var status: FleetCensus.Status
    public let pid: Int?
    public let pool: String?
    public let slots: Int?
    public let active: Int?
    public let reserved: Int?
    public let scheduled: Int?
    public let processed: Int?
    /// Known only while events are listened to.
    public var failed: Int?
    public var retried: Int?
    public var load: Double?
    public let uptimeSeconds: Double?
    public let rssMib: Int?
    public var version: String?
    public let queues: [String]

    /// One of which only heartbeats are heard.
    static func heard(_ name: String) -> Worker {
      Worker(
        name: name, status: .heartbeatOnly, pid: nil, pool: nil, slots: nil, active: nil,
        reserved: nil, scheduled: nil, processed: nil, uptimeSeconds: nil, rssMib: nil, queues: [])
    }

    /// What it said last, under what it is now.
    func with(status: FleetCensus.Status) -> Worker {
      var copy = self
      copy.status = status
      return copy
    }
  }

  public let broker: Broker
  public var queues: [Queue]
  public var workers: [Worker]
  public private(set) var diagnoses: [Diagnosis]
  public let census: FleetCensus
  /// Whether they were: a server that refuses writes carries no question.
  public let workersWereAsked: Bool
  /// By queue, the next message and the idle workers that list it.
  let standing: [String: Standing]
  /// Tasks taken up since the workers' start, by name: what rates are computed from.
  let taskTotals: [String: Int]
  /// Which queue a task was last seen in.
  let queueOfTask: [String: String]
  /// Names of tasks in the hands of workers, by id: what events of their end do not carry.
  var taskNames: [String: String] = [:]

  /// A message that waits although a worker that lists its queue is idle. For a moment that is as it
  /// should be.
  struct Standing: Sendable, Equatable {
    let next: [UInt8]
    let workers: Set<String>
  }

  /// The same with more diagnoses, the new ones first.
  func adding(_ more: [Diagnosis]) -> FleetSnapshot {
    var copy = self
    copy.diagnoses = more + diagnoses
    return copy
  }

  private enum CodingKeys: String, CodingKey {
    case broker, queues, workers, diagnoses, census, workersWereAsked
  }
}
