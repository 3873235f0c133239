public import LosslessJSON

/// A task as a worker tells of it: `active`, `reserved`, `scheduled`, `query_task`.
public struct WorkerTask: Sendable, Hashable {
  public let id: String
  public let name: String
  public let args: JSONValue
  public let kwargs: JSONValue
  /// The worker's node name.
  public let hostname: String?
  /// When it was started (epoch seconds, by the worker's clock); `nil` while it waits.
  public let timeStart: Double?
  public let isAcknowledged: Bool
  /// The queue it came from.
  public let queue: String?
  public let priority: Int?
  public let isRedelivered: Bool
  public let workerPID: Int?

  /// `nil` if there is no id or name.
  public init?(_ value: JSONValue) {
    guard let id = value["id"]?.string, let name = value["name"]?.string else { return nil }
    self.id = id
    self.name = name
    args = value["args"] ?? .null
    kwargs = value["kwargs"] ?? .null
    hostname = value["hostname"]?.string
    timeStart = value["time_start"]?.double
    isAcknowledged = value["acknowledged"]?.bool ?? false
    queue = value["delivery_info"]?["routing_key"]?.string
    priority = value["delivery_info"]?["priority"]?.int
    isRedelivered = value["delivery_info"]?["redelivered"]?.bool ?? false
    workerPID = value["worker_pid"]?.int
  }
}

/// A task that a worker holds until its time: it is in `unacked`, in no queue.
public struct ScheduledTask: Sendable, Hashable {
  /// ISO-8601 as the worker writes it.
  public let eta: String?
  public let task: WorkerTask

  public init?(_ value: JSONValue) {
    guard let request = value["request"], let task = WorkerTask(request) else { return nil }
    self.task = task
    eta = value["eta"]?.string
  }
}
