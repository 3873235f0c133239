public import LosslessJSON

/// The commands that change something in workers.
public enum ControlVerb: Sendable, Hashable {
  /// Kept in the memory of workers only: a restart forgets it.
  case revoke(ids: [String])
  /// Revokes, and kills the process that runs it.
  case terminate(ids: [String], signal: String)
  /// `10/m`, `5/s`, `100/h`; `nil` lifts the limit.
  case rateLimit(task: String, limit: String?)
  /// Seconds; `nil` is no limit.
  case timeLimit(task: String, hard: Double?, soft: Double?)
  case poolGrow(by: Int)
  case poolShrink(by: Int)
  case autoscale(max: Int, min: Int)
  case addConsumer(queue: String)
  case cancelConsumer(queue: String)
  case enableEvents
  /// Without effect on workers started with -E.
  case disableEvents
  /// Sends one heartbeat event.
  case heartbeat
  /// Never answered.
  case shutdown

  /// The method's name on the wire.
  public var method: String {
    switch self {
    case .revoke: "revoke"
    case .terminate: "revoke"
    case .rateLimit: "rate_limit"
    case .timeLimit: "time_limit"
    case .poolGrow: "pool_grow"
    case .poolShrink: "pool_shrink"
    case .autoscale: "autoscale"
    case .addConsumer: "add_consumer"
    case .cancelConsumer: "cancel_consumer"
    case .enableEvents: "enable_events"
    case .disableEvents: "disable_events"
    case .heartbeat: "heartbeat"
    case .shutdown: "shutdown"
    }
  }

  public var arguments: JSONObject {
    switch self {
    case .revoke(let ids):
      ["task_id": .array(ids.map(JSONValue.string)), "terminate": false, "signal": "SIGTERM"]
    case .terminate(let ids, let signal):
      ["task_id": .array(ids.map(JSONValue.string)), "terminate": true, "signal": .string(signal)]
    case .rateLimit(let task, let limit):
      ["task_name": .string(task), "rate_limit": limit.map(JSONValue.string) ?? 0]
    case .timeLimit(let task, let hard, let soft):
      ["task_name": .string(task), "hard": Self.seconds(hard), "soft": Self.seconds(soft)]
    case .poolGrow(let n), .poolShrink(let n): ["n": .int(n)]
    case .autoscale(let max, let min): ["max": .int(max), "min": .int(min)]
    case .addConsumer(let queue):
      ["queue": .string(queue), "exchange": nil, "exchange_type": "direct", "routing_key": nil]
    case .cancelConsumer(let queue): ["queue": .string(queue)]
    case .enableEvents, .disableEvents, .heartbeat, .shutdown: [:]
    }
  }

  /// Whether workers answer it at all.
  public var isAnswered: Bool { self != .shutdown }

  private static func seconds(_ value: Double?) -> JSONValue {
    guard let value else { return .null }
    return Int(exactly: value).map { .int($0) } ?? .double(value)
  }
}
