import ArgumentParser
import CeleryProtocol
import InviteOps
import Localization

struct InspectPingCommand: InspectReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "ping", abstract: tr("Who is there, who is silent, who is gone."),
    discussion: tr(
      """
      Examples:
        invitectl inspect-workers ping
        invitectl inspect-workers ping --wait 500ms -q && echo all well

      Returns as soon as every listening worker has answered. Exits 0 when all did,
      8 when some did, 69 when none did, 1 when the broker cannot be reached.
      """))

  @OptionGroup var workers: WorkerOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: InspectVerb { .ping }

  func table(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String { "" }
}

struct InspectActiveCommand: InspectReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "active", abstract: tr("The tasks that run now."))

  @OptionGroup var workers: WorkerOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: InspectVerb { .active }

  func table(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    WorkerTaskRendering.tasks(outcome, style)
  }
}

struct InspectReservedCommand: InspectReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "reserved", abstract: tr("The tasks that workers have taken and not begun."))

  @OptionGroup var workers: WorkerOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: InspectVerb { .reserved }

  func table(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    WorkerTaskRendering.tasks(outcome, style)
  }
}

struct InspectScheduledCommand: InspectReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "scheduled", abstract: tr("The tasks that workers hold until their time."))

  @OptionGroup var workers: WorkerOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: InspectVerb { .scheduled }

  func table(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    WorkerTaskRendering.scheduled(outcome, style)
  }
}

struct InspectRevokedCommand: InspectReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoked", abstract: tr("The task ids that workers will not run."))

  @OptionGroup var workers: WorkerOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: InspectVerb { .revoked }

  func table(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    WorkerAnswerRendering.lists(outcome, style, title: tr("TASK ID"))
  }
}

struct InspectRegisteredCommand: InspectReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "registered", abstract: tr("The tasks that workers know."))

  @OptionGroup var workers: WorkerOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: InspectVerb { .registered }

  func table(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    WorkerAnswerRendering.lists(outcome, style, title: tr("TASK"))
  }
}

struct InspectStatsCommand: InspectReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: tr("What each worker says of itself."))

  @OptionGroup var workers: WorkerOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: InspectVerb { .stats }

  func table(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    WorkerAnswerRendering.stats(outcome, style)
  }
}

struct InspectQueuesCommand: InspectReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "queues", abstract: tr("The queues that each worker consumes."))

  @OptionGroup var workers: WorkerOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: InspectVerb { .activeQueues }

  func table(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    WorkerAnswerRendering.queues(outcome, style)
  }
}

struct InspectConfCommand: InspectReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "conf", abstract: tr("The settings of each worker's app."))

  @Flag(name: .customLong("with-defaults"), help: .init(tr("Those too that the app did not set.")))
  var withDefaults = false

  @OptionGroup var workers: WorkerOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: InspectVerb { .conf(withDefaults: withDefaults) }

  func table(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    WorkerAnswerRendering.members(outcome, style)
  }
}

struct InspectReportCommand: InspectReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: tr("Versions and settings as a bug report wants them."))

  @OptionGroup var workers: WorkerOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: InspectVerb { .report }

  func table(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    WorkerAnswerRendering.texts(outcome, style)
  }
}

struct InspectQueryCommand: InspectReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: tr("Which worker has these tasks."),
    discussion: tr("See 'inspect-workers task ID' for one that no worker has."))

  @Argument(help: .init(tr("Task ids."))) var ids: [String]

  @OptionGroup var workers: WorkerOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  /// Of an id in capitals both.
  var verb: InspectVerb { .queryTask(ids: ids.flatMap(CeleryID.meant)) }

  func table(_ outcome: WorkerInspection.Outcome, _ style: Style) -> String {
    WorkerTaskRendering.query(outcome, style)
  }
}
