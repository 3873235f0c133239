import CeleryProtocol
import FoundationEssentials
import InviteDomain
import InviteOps
import Localization
import LosslessJSON

/// Tasks in workers as tables.
enum WorkerTaskRendering {
  static func tasks(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    let tasks = nodes(outcome).flatMap { _, value in
      (value.array ?? []).compactMap { WorkerTask($0) }
    }
    guard !tasks.isEmpty else { return tr("No tasks.") + "\n\n" }
    let now = Date().timeIntervalSince1970
    var table = TextTable([
      (tr("WORKER"), .left), (tr("TASK"), .left), (tr("FOR"), .right), (tr("QUEUE"), .left),
      (tr("ID"), .left),
      (tr("ARGUMENTS"), .left),
    ])
    for task in tasks {
      table.add([
        task.hostname ?? "", task.name, task.timeStart.map { age(now - $0) } ?? "-",
        queue(task), task.id, arguments(task),
      ])
    }
    return table.render(style: style) + "\n"
  }

  static func scheduled(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    let tasks = nodes(outcome).flatMap { _, value in
      (value.array ?? []).compactMap { ScheduledTask($0) }
    }
    guard !tasks.isEmpty else { return tr("No tasks.") + "\n\n" }
    var table = TextTable([
      (tr("WORKER"), .left), (tr("TASK"), .left), (tr("ETA"), .left), (tr("QUEUE"), .left),
      (tr("ID"), .left),
      (tr("ARGUMENTS"), .left),
    ])
    for scheduled in tasks {
      let task = scheduled.task
      table.add([
        task.hostname ?? "", task.name, scheduled.eta ?? "-", queue(task), task.id,
        arguments(task),
      ])
    }
    return table.render(style: style) + "\n"
  }

  static func query(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    var table = TextTable([
      (tr("ID"), .left), (tr("WORKER"), .left), (tr("STATE"), .left), (tr("TASK"), .left),
      (tr("ARGUMENTS"), .left),
    ])
    var found = 0
    for (node, value) in nodes(outcome) {
      for (id, pair) in value.object?.members ?? [] {
        let task = pair[1].flatMap { WorkerTask($0) }
        table.add([
          id, node, pair[0]?.string.map(HeldTask.State.words(of:)) ?? "", task?.name ?? "",
          task.map(arguments) ?? "",
        ])
        found += 1
      }
    }
    return (found == 0 ? tr("No worker has them.") + "\n" : table.render(style: style)) + "\n"
  }

  private static func nodes(
    _ outcome: WorkerInspection.Outcome
  ) -> [(key: String, value: JSONValue)] {
    outcome.answers.sorted { $0.key < $1.key }
  }

  private static func queue(_ task: WorkerTask) -> String {
    let name = task.queue ?? "-"
    return task.isRedelivered ? tr("\(name) (redelivered)") : name
  }

  private static func arguments(_ task: WorkerTask) -> String {
    TaskArguments.text(task.args, task.kwargs)
  }

  /// Clocks of two machines differ a little: a start in the future is now.
  static func age(_ seconds: Double) -> String {
    DurationText.format(seconds: max(0, seconds))
  }
}

/// Arguments as a call shows them.
enum TaskArguments {
  static func text(_ args: JSONValue, _ kwargs: JSONValue) -> String {
    let positional = args.array?.map(compact) ?? (args.isNull ? [] : [compact(args)])
    let named =
      kwargs.object?.members.map { "\($0.key)=\(compact($0.value))" }
      ?? (kwargs.isNull ? [] : [compact(kwargs)])
    return (positional + named).joined(separator: ", ")
  }

  private static func compact(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    default: String(decoding: value.pythonJSON, as: UTF8.self)
    }
  }
}
