public import LosslessJSON

/// The questions that workers answer without changing anything.
public enum InspectVerb: Sendable, Hashable {
  case ping
  case active
  case reserved
  case scheduled
  case revoked
  case registered
  case stats
  case activeQueues
  case conf(withDefaults: Bool)
  case report
  case clock
  case memsample
  case queryTask(ids: [String])

  /// The method's name on the wire.
  public var method: String {
    switch self {
    case .ping: "ping"
    case .active: "active"
    case .reserved: "reserved"
    case .scheduled: "scheduled"
    case .revoked: "revoked"
    case .registered: "registered"
    case .stats: "stats"
    case .activeQueues: "active_queues"
    case .conf: "conf"
    case .report: "report"
    case .clock: "clock"
    case .memsample: "memsample"
    case .queryTask: "query_task"
    }
  }

  public var arguments: JSONObject {
    switch self {
    // As `celery inspect` asks: "safe" would give the arguments as Python reprs.
    case .active: ["safe": nil]
    case .registered: ["taskinfoitems": []]
    case .conf(let withDefaults): ["with_defaults": .bool(withDefaults)]
    case .queryTask(let ids): ["ids": .array(ids.map(JSONValue.string))]
    default: [:]
    }
  }
}
