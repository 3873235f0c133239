import ArgumentParser
import CeleryProtocol
import InviteDomain
import InviteOps
import Localization

struct ControlAddConsumerCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-consumer", abstract: tr("Make workers consume a queue."),
    discussion: tr(
      """
      Workers make a queue that there is not: a name that neither the broker nor a
      worker knows is refused without --force, and so is a queue that is paused:
      'control resume' ends that for all.
      """))

  @Argument(help: .init(tr("The queue."))) var queue: String
  @Flag(help: .init(tr("Also a queue that is not there yet, or is paused."))) var force = false

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: ControlVerb { .addConsumer(queue: queue) }
  var work: String { tr("consume \(queue)") }

  func checkSubject(_ context: CommandContext) throws(Failure) {
    guard !force else { return }
    try ConsumedQueue(context.operation, wait: control.wait).check(queue, mayMake: true)
  }

  func remarks(_ context: CommandContext) throws(Failure) -> [String] {
    doubts(context)
  }

  func doubts(_ context: CommandContext) -> [String] {
    ConsumedQueue(context.operation, wait: control.wait).remarks(queue)
  }

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

  /// A worker that does not consume it would say that it has stopped.
  func checkSubject(_ context: CommandContext) throws(Failure) {
    try ConsumedQueue(context.operation, wait: control.wait).check(queue, mayMake: false)
  }

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
