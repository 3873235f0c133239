import ArgumentParser
import CeleryProtocol
import InviteOps

struct ControlPoolGrowCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "pool-grow", abstract: "Add processes to workers.",
    discussion: """
      A worker makes them within 5 s and is looked at until then, 8 s at most. Pools
      of threads or of green threads cannot be seen to grow.
      """)

  @Argument(help: "How many processes.") var count = 1

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: "Global options") var global: GlobalOptions
  var verb: ControlVerb { .poolGrow(by: count) }
  var work: String { "add \(count == 1 ? "one process" : "\(count) processes")" }

  func validate() throws {
    guard (1...1000).contains(count) else { throw ValidationError("the count must be 1 to 1000") }
  }
}

struct ControlPoolShrinkCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "pool-shrink", abstract: "Take processes from workers.",
    discussion: """
      Only idle processes go; with all of them busy the worker refuses. It may take
      5 s until one is gone, and the worker is looked at until then, 8 s at most.
      """)

  @Argument(help: "How many processes.") var count = 1

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: "Global options") var global: GlobalOptions
  var verb: ControlVerb { .poolShrink(by: count) }
  var work: String { "remove \(count == 1 ? "one process" : "\(count) processes")" }
  var needsDestination: Bool { true }

  func validate() throws {
    guard (1...1000).contains(count) else { throw ValidationError("the count must be 1 to 1000") }
  }
}

struct ControlAutoscaleCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "autoscale", abstract: "Set between which sizes a pool scales.",
    discussion: """
      Only for workers started with --autoscale.
      """)

  @Argument(help: "Most processes.") var max: Int
  @Argument(help: "Fewest processes.") var min: Int

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: "Global options") var global: GlobalOptions
  var verb: ControlVerb { .autoscale(max: max, min: min) }
  var work: String { "scale the pool between \(min) and \(max)" }
  var needsDestination: Bool { true }

  func validate() throws {
    guard min >= 0, max >= Swift.max(1, min) else {
      throw ValidationError("MAX must be at least 1 and at least MIN")
    }
  }
}

struct ControlShutdownCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "shutdown", abstract: "Shut workers down, after their running tasks.")

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: "Global options") var global: GlobalOptions
  var verb: ControlVerb { .shutdown }
  var work: String { "shut down" }
  var needsDestination: Bool { true }
}
