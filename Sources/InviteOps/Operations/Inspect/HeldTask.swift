internal import CeleryProtocol
internal import ClientSupport
internal import FoundationEssentials
internal import Localization
internal import LosslessJSON

/// A task that a worker has taken and not finished.
public struct HeldTask: Sendable, Encodable {
  public enum State: String, Sendable, Encodable {
    case active
    case reserved
    /// Held until its time.
    case scheduled
    /// In `unacked`, and in no list that workers tell: on its way, or waiting for its rate limit,
    /// which Celery shows to nobody.
    case untold

    /// As a person is told of it.
    public var words: String {
      switch self {
      case .active: tr("active")
      case .reserved: tr("reserved")
      case .scheduled: tr("scheduled")
      case .untold: tr("untold")
      }
    }

    /// The words for a state as a worker names it, which may be one that is not known here.
    public static func words(of name: String) -> String { State(rawValue: name)?.words ?? name }
  }

  public let id: String
  public let name: String?
  public let state: State
  public let queue: String?
  /// When it is due, as the worker writes it; for scheduled ones alone.
  public let due: String?
  /// The same in epoch seconds, where it can be read.
  let dueEpoch: Double?

  init(_ task: WorkerTask, _ state: State, due: String? = nil) {
    id = task.id
    name = task.name
    self.state = state
    queue = task.queue
    self.due = due
    dueEpoch = Self.epoch(due)
  }

  init(untold task: QueuedTask) {
    id = task.id ?? task.deliveryTag ?? "?"
    name = task.name
    state = .untold
    queue = task.queue
    due = nil
    dueEpoch = nil
  }

  private enum CodingKeys: String, CodingKey {
    case id, name, state, queue, due
  }

  /// What `active`, `reserved` and `scheduled` say of one worker.
  static func told(active: JSONValue?, reserved: JSONValue?, scheduled: JSONValue?) -> [HeldTask] {
    func tasks(_ value: JSONValue?, _ state: State) -> [HeldTask] {
      (value?.array ?? []).compactMap { WorkerTask($0) }.map { HeldTask($0, state) }
    }
    return tasks(active, .active) + tasks(reserved, .reserved)
      + (scheduled?.array ?? []).compactMap { ScheduledTask($0) }.map {
        HeldTask($0.task, .scheduled, due: $0.eta)
      }
  }

  /// Of what Python's `isoformat()` writes with an offset.
  private static func epoch(_ text: String?) -> Double? {
    guard let text else { return nil }
    for fraction in [true, false] {
      let style = Date.ISO8601FormatStyle(includingFractionalSeconds: fraction)
      if let date = try? style.parse(text) { return date.timeIntervalSince1970 }
    }
    return nil
  }
}

/// What workers say of their limits by `registered`.
struct RateLimits: Sendable {
  /// By node, the tasks that it holds back.
  private let limited: [String: Set<String>]

  static let question = ControlQuestion(registeredWith: ["rate_limit"])

  /// From lines such as `app.task [rate_limit=10/m]` (celery/worker/control.py, registered).
  init(_ answers: [(node: String, value: JSONValue)]) {
    limited = Dictionary(
      answers.map { node, value in
        let lines = (value.array ?? []).compactMap(\.string)
        let names = lines.compactMap { line -> String? in
          guard let mark = line.firstRange(of: " [rate_limit=") else { return nil }
          let limit = line[mark.upperBound...].dropLast()
          return ["0", "None", ""].contains(limit) ? nil : String(line[..<mark.lowerBound])
        }
        return (node, Set(names))
      }, uniquingKeysWith: { $0.union($1) })
  }

  /// The workers that may hold a task of this name back without telling anybody.
  func workers(holding task: String?) -> [String] {
    guard let task else { return [] }
    return limited.filter { $0.value.contains(task) }.keys.sorted()
  }
}
