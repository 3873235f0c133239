internal import CeleryProtocol
internal import ClientSupport
internal import LosslessJSON

/// How to see that a command was not only accepted but done. No I/O.
struct ControlCheck: Sendable {
  let question: ControlQuestion
  /// Whether the state before must be known too.
  let needsBefore: Bool
  /// The effect may come so late, however short a wait was asked for.
  let settling: Duration
  /// Whether a worker that said `before` can be seen to have done it at all.
  let tells: @Sendable (_ before: JSONValue?) -> Bool
  /// Whether what a worker says now shows that the command was done.
  let holds: @Sendable (_ before: JSONValue?, _ after: JSONValue) -> Bool

  /// `nil` where workers cannot be asked about it: then their word is all there is.
  static func of(_ verb: ControlVerb) -> ControlCheck? {
    switch verb {
    case .revoke(let ids):
      return ControlCheck(.revoked) { _, after in
        Set(ids).isSubset(of: (after.array ?? []).compactMap(\.string))
      }
    case .terminate(let ids, _):
      return ControlCheck(.active) { _, after in
        !(after.array ?? []).contains { ids.contains($0["id"]?.string ?? "") }
      }
    case .rateLimit(let task, let limit):
      return ControlCheck(attributes: ["rate_limit"]) { _, after in
        let shown = attribute("rate_limit", of: task, in: after)
        return limit == nil ? shown == nil || shown == "0" : shown == limit
      }
    case .timeLimit(let task, let hard, let soft):
      return ControlCheck(attributes: ["time_limit", "soft_time_limit"]) { _, after in
        OutsideNumber.measure(attribute("time_limit", of: task, in: after)) == hard
          && OutsideNumber.measure(attribute("soft_time_limit", of: task, in: after)) == soft
      }
    case .poolGrow(let n): return pool(changesBy: n)
    case .poolShrink(let n): return pool(changesBy: -n)
    case .autoscale(let max, let min):
      return ControlCheck(.stats) { _, after in
        after["autoscaler"]?["max"]?.int == max && after["autoscaler"]?["min"]?.int == min
      }
    case .addConsumer(let queue):
      return ControlCheck(.activeQueues) { _, after in consumes(queue, after) }
    case .cancelConsumer(let queue):
      return ControlCheck(.activeQueues) { _, after in !consumes(queue, after) }
    case .enableEvents, .disableEvents, .heartbeat, .shutdown: return nil
    }
  }

  private init(
    _ verb: InspectVerb, needsBefore: Bool = false, settling: Duration = .zero,
    tells: @escaping @Sendable (JSONValue?) -> Bool = { _ in true },
    holds: @escaping @Sendable (JSONValue?, JSONValue) -> Bool
  ) {
    question = ControlQuestion(verb)
    self.needsBefore = needsBefore
    self.settling = settling
    self.tells = tells
    self.holds = holds
  }

  private init(
    attributes: [String], holds: @escaping @Sendable (JSONValue?, JSONValue) -> Bool
  ) {
    question = ControlQuestion(registeredWith: attributes)
    needsBefore = false
    settling = .zero
    tells = { _ in true }
    self.holds = holds
  }

  /// The supervisor of a prefork pool makes and buries processes when it comes to it: at the end of
  /// one that it hears of, else every 5 s (celery/concurrency/asynpool.py, register_with_event_loop;
  /// measured up to 4.9 s on 5.3.6 and 5.7.0). Green threads grow and shrink unseen: `stats` goes
  /// on telling the size they started with.
  private static let poolSettling = Duration.seconds(8)

  private static func pool(changesBy difference: Int) -> ControlCheck {
    ControlCheck(
      .stats, needsBefore: true, settling: poolSettling,
      tells: { before in
        before.flatMap { WorkerStats($0) }.map { !$0.processes.isEmpty } ?? false
      },
      holds: { before, after in
        guard let before = before.flatMap({ WorkerStats($0) }), let after = WorkerStats(after)
        else { return false }
        return after.processes.count == before.processes.count + difference
      })
  }

  private static func consumes(_ queue: String, _ queues: JSONValue) -> Bool {
    (queues.array ?? []).contains { $0["name"]?.string == queue }
  }

  /// From `app.task [rate_limit=10/m time_limit=300]` (celery/worker/control.py, registered).
  private static func attribute(
    _ name: String, of task: String, in registered: JSONValue
  ) -> String? {
    let lines = (registered.array ?? []).compactMap(\.string)
    guard let line = lines.first(where: { $0 == task || $0.hasPrefix(task + " [") }) else {
      return nil
    }
    let inside = line.dropFirst(task.count + 2).dropLast()
    for pair in inside.split(separator: " ") where pair.hasPrefix(name + "=") {
      return String(pair.dropFirst(name.count + 1))
    }
    return nil
  }
}
