internal import CeleryProtocol
public import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
public import LosslessJSON
internal import RedisClient

/// What workers and publishers tell while they work, as it happens. There is no history.
public final class EventStream {
  /// One event, with the task's name even where the event does not carry it.
  public struct Event: Sendable, Encodable {
    public let type: String
    /// RFC 3339, UTC, by the sender's clock; `nil` where it tells no time that can be.
    public let time: String?
    /// The sender.
    public let hostname: String
    public let taskId: String?
    public let task: String?
    /// Seconds, for `task-succeeded`.
    public let runtime: Double?
    /// Everything the event says, masked unless it was to be shown.
    public let fields: JSONValue
  }

  private let subscriber: RedisSubscriber
  private let masking: ArgumentMasking
  private var names = RecentNames(limit: 20_000)
  private var pending: [Event] = []
  /// Messages that were no events.
  public private(set) var unreadable = 0

  /// Begins to listen. Changes nothing in the workers: those that do not send task events (no -E,
  /// no `worker_send_task_events`) show heartbeats only.
  public init(_ context: OperationContext, showsPersonalValues: Bool) throws(Failure) {
    masking = ArgumentMasking(shows: showsPersonalValues)
    let keys = context.brokerKeys
    do {
      subscriber = try RedisSubscriber.connect(
        context.endpoint(.broker), deadline: context.requestDeadline, interrupt: context.interrupt)
      try subscriber.psubscribe(keys.eventPatterns, deadline: context.requestDeadline)
    } catch {
      throw Failure(error, doing: tr("listen to events on \(context.endpoint(.broker))"))
    }
  }

  /// The next event, or `nil` when `deadline` passes first.
  public func next(deadline: Deadline) throws(Failure) -> Event? {
    if !pending.isEmpty { return pending.removeFirst() }
    do {
      while let message = try subscriber.next(deadline: deadline) {
        guard let events = try? CeleryEvent.decode(message.payload) else {
          unreadable += 1
          continue
        }
        pending = events.map(observe)
        if !pending.isEmpty { return pending.removeFirst() }
      }
      return nil
    } catch {
      throw Failure(error, doing: tr("listen to events"))
    }
  }

  /// Takes the names of tasks that were received before this began to listen.
  func know(_ names: [String: String]) {
    for (id, name) in names { self.names.remember(id, name) }
  }

  private func observe(_ event: CeleryEvent) -> Event {
    if let uuid = event.uuid, let name = event.name { names.remember(uuid, name) }
    return Event(
      type: event.type, time: Timestamps.rfc3339(outside: event.timestamp),
      hostname: event.hostname,
      taskId: event.uuid,
      task: event.name ?? event.uuid.flatMap { names.name(of: $0) }, runtime: event.runtime,
      fields: masking.answer(.object(event.fields)))
  }
}

/// Which name a task id belongs to, of the last so many ids.
struct RecentNames {
  let limit: Int
  private var names: [String: String] = [:]
  private var order: [String] = []
  private var oldest = 0

  init(limit: Int) {
    self.limit = limit
  }

  func name(of id: String) -> String? { names[id] }

  mutating func remember(_ id: String, _ name: String) {
    guard names.updateValue(name, forKey: id) == nil else { return }
    if order.count < limit {
      order.append(id)
    } else {
      names[order[oldest]] = nil
      order[oldest] = id
      oldest = (oldest + 1) % limit
    }
  }
}
