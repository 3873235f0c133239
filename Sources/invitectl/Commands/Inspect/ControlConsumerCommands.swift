import ArgumentParser
import CeleryProtocol
import InviteOps

struct ControlAddConsumerCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-consumer", abstract: "Make workers consume a queue.")

  @Argument(help: "The queue.") var queue: String

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: "Global options") var global: GlobalOptions
  var verb: ControlVerb { .addConsumer(queue: queue) }
  var work: String { "consume \(queue)" }

  func validate() throws {
    guard !queue.isEmpty else { throw ValidationError("the queue's name is empty") }
  }
}

struct ControlCancelConsumerCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel-consumer", abstract: "Make workers stop consuming a queue.")

  @Argument(help: "The queue.") var queue: String

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: "Global options") var global: GlobalOptions
  var verb: ControlVerb { .cancelConsumer(queue: queue) }
  var work: String { "stop consuming \(queue)" }
  var needsDestination: Bool { true }

  func validate() throws {
    guard !queue.isEmpty else { throw ValidationError("the queue's name is empty") }
  }
}

struct ControlEnableEventsCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "enable-events", abstract: "Make workers send task events.")

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: "Global options") var global: GlobalOptions
  var verb: ControlVerb { .enableEvents }
  var work: String { "send task events" }
}

struct ControlDisableEventsCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "disable-events", abstract: "Make workers stop sending task events.",
    discussion: """
      Without effect on workers that were started with -E.
      """)

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: "Global options") var global: GlobalOptions
  var verb: ControlVerb { .disableEvents }
  var work: String { "stop sending task events" }
}
