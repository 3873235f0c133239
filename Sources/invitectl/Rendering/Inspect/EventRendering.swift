import InviteOps
import Localization
import LosslessJSON

/// Events as lines for people.
enum EventRendering {
  static func line(_ event: EventStream.Event, _ style: Style) -> String {
    var parts = [event.time.map(clock) ?? tr("unknown time"), paint(event.type, style)]
    if let task = event.task { parts.append(Sanitizing.line(task)) }
    if let id = event.taskId { parts.append(style.dim(Sanitizing.line(id))) }
    parts.append(style.dim(tr("on \(Sanitizing.line(event.hostname))")))
    parts += details(event).map(Sanitizing.line)
    return parts.joined(separator: "  ") + "\n"
  }

  private static func details(_ event: EventStream.Event) -> [String] {
    var details: [String] = []
    if let runtime = event.runtime { details.append(FleetRendering.age(runtime)) }
    for key in ["args", "kwargs", "exception", "result"] {
      guard let value = event.fields[key]?.string, !["()", "{}", "None"].contains(value) else {
        continue
      }
      details.append("\(key) \(value)")
    }
    if event.fields["requeue"]?.bool == true { details.append(tr("requeued")) }
    return details
  }

  private static func paint(_ type: String, _ style: Style) -> String {
    let padded = type.padding(to: 15)
    switch type {
    case "task-succeeded", "worker-online": return style.good(padded)
    case "task-retried", "task-revoked": return style.warning(padded)
    case "task-failed", "task-rejected", "worker-offline": return style.bad(padded)
    default: return Sanitizing.line(padded)
    }
  }

  /// UTC, as every time of this program.
  private static func clock(_ time: String) -> String {
    String(time.drop { $0 != "T" }.dropFirst().dropLast())
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    DisplayWidth.padded(self, to: width)
  }
}
