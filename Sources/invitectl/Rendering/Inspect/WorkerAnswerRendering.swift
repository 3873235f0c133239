import CeleryProtocol
import InviteDomain
import InviteOps
import Localization
import LosslessJSON

/// Answers that are not tasks as tables.
enum WorkerAnswerRendering {
  static func lists(
    _ outcome: WorkerInspection.Outcome, _ style: Style, title: String
  ) -> String {
    var table = TextTable([(tr("WORKER"), .left), (title, .left)])
    var rows = 0
    for (node, value) in nodes(outcome) {
      for element in value.array ?? [] {
        table.add([node, element.string ?? text(element)])
        rows += 1
      }
    }
    return (rows == 0 ? tr("None.") + "\n" : table.render(style: style)) + "\n"
  }

  static func stats(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    var table = TextTable([
      (tr("WORKER"), .left), (tr("PID"), .right), (tr("POOL"), .left), (tr("SLOTS"), .right),
      (tr("PREFETCH"), .right), (tr("UPTIME"), .right), (tr("TASKS"), .right), (tr("RSS"), .right),
      (tr("CPU"), .right),
    ])
    for (node, value) in nodes(outcome) {
      guard let stats = WorkerStats(value) else {
        table.add([node, text(value), "", "", "", "", "", "", ""])
        continue
      }
      let cpu = stats.userSeconds.flatMap { user in stats.systemSeconds.map { user + $0 } }
      table.add([
        node, number(stats.pid), stats.pool ?? "-", number(stats.maxConcurrency),
        number(stats.prefetchCount),
        stats.uptime.map { DurationText.format(seconds: $0) } ?? "-", "\(stats.processed)",
        stats.maxRSSKiB.map { "\($0 / 1024) MiB" } ?? "-",
        cpu.map { DurationText.format(seconds: $0) } ?? "-",
      ])
    }
    return table.render(style: style) + "\n"
  }

  static func queues(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    var table = TextTable([
      (tr("WORKER"), .left), (tr("QUEUE"), .left), (tr("EXCHANGE"), .left),
      (tr("ROUTING KEY"), .left),
    ])
    for (node, value) in nodes(outcome) {
      for queue in value.array ?? [] {
        table.add([
          node, queue["name"]?.string ?? "-", queue["exchange"]?["name"]?.string ?? "-",
          queue["routing_key"]?.string ?? "-",
        ])
      }
    }
    return table.render(style: style) + "\n"
  }

  static func members(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    var output = ""
    for (node, value) in nodes(outcome) {
      output += style.bold(Sanitizing.line(node)) + "\n"
      for (key, value) in value.object?.members ?? [] {
        output += "  " + Sanitizing.line("\(key): \(value.string ?? text(value))") + "\n"
      }
    }
    return output + "\n"
  }

  static func texts(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    var output = ""
    for (node, value) in nodes(outcome) {
      output += style.bold(Sanitizing.line(node)) + "\n"
      for line in (value["ok"]?.string ?? text(value)).split(separator: "\n") {
        output += "  " + Sanitizing.line(String(line)) + "\n"
      }
    }
    return output + "\n"
  }

  static func nodes(
    _ outcome: WorkerInspection.Outcome
  ) -> [(key: String, value: JSONValue)] {
    outcome.answers.sorted { $0.key < $1.key }
  }

  private static func text(_ value: JSONValue) -> String {
    String(decoding: value.pythonJSON, as: UTF8.self)
  }

  private static func number(_ value: Int?) -> String { value.map(String.init) ?? "-" }
}
