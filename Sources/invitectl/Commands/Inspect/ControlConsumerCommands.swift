import ArgumentParser
import CeleryProtocol
import InviteOps
import Localization

struct ControlAddConsumerCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-consumer", abstract: tr("Make workers consume a queue."))

  @Argument(help: .init(tr("The queue."))) var queue: String

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: ControlVerb { .addConsumer(queue: queue) }
  var work: String { tr("consume \(queue)") }

  func validate() throws {
    guard !queue.isEmpty else { throw ValidationError(tr("the queue's name is empty")) }
  }
}

struct ControlCancelConsumerCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel-consumer", abstract: tr("Make workers stop consuming a queue."))

  @Argument(help: .init(tr("The queue."))) var queue: String

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: ControlVerb { .cancelConsumer(queue: queue) }
  var work: String { tr("stop consuming \(queue)") }
  var needsDestination: Bool { true }

  func validate() throws {
    guard !queue.isEmpty else { throw ValidationError(tr("the queue's name is empty")) }
  }
}

struct ControlEnableEventsCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "enable-events", abstract: tr("Make workers send task events."))

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: ControlVerb { .enableEvents }
  var work: String { tr("send task events") }
}

struct ControlDisableEventsCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "disable-events", abstract: tr("Make workers stop sending task events."),
    discussion: tr(
      """
      Without effect on workers that were started with -E.
      """))

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: ControlVerb { .disableEvents }
  var work: String { tr("stop sending task events") }
}
