import ArgumentParser
import CeleryProtocol
import InviteOps
import Localization

struct ControlPoolGrowCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "pool-grow", abstract: tr("Add processes to workers."),
    discussion: tr(
      """
      A worker makes them within 5 s and is looked at until then, 8 s at most. Pools
      of threads or of green threads cannot be seen to grow.
      """))

  @Argument(help: .init(tr("How many processes."))) var count = 1

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: ControlVerb { .poolGrow(by: count) }
  var work: String { tr(count, "add one process", "add \(count) processes") }

  func validate() throws {
    guard (1...1000).contains(count) else {
      throw ValidationError(tr("the count must be 1 to 1000"))
    }
  }
}

struct ControlPoolShrinkCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "pool-shrink", abstract: tr("Take processes from workers."),
    discussion: tr(
      """
      Only idle processes go; with all of them busy the worker refuses. It may take
      5 s until one is gone, and the worker is looked at until then, 8 s at most.
      """))

  @Argument(help: .init(tr("How many processes."))) var count = 1

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: ControlVerb { .poolShrink(by: count) }
  var work: String { tr(count, "remove one process", "remove \(count) processes") }
  var needsDestination: Bool { true }

  func validate() throws {
    guard (1...1000).contains(count) else {
      throw ValidationError(tr("the count must be 1 to 1000"))
    }
  }
}

struct ControlAutoscaleCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "autoscale", abstract: tr("Set between which sizes a pool scales."),
    discussion: tr(
      """
      Only for workers started with --autoscale.
      """))

  @Argument(help: .init(tr("Most processes."))) var max: Int
  @Argument(help: .init(tr("Fewest processes."))) var min: Int

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: ControlVerb { .autoscale(max: max, min: min) }
  var work: String { tr("scale the pool between \(min) and \(max)") }
  var needsDestination: Bool { true }

  func validate() throws {
    guard min >= 0, max >= Swift.max(1, min) else {
      throw ValidationError(tr("MAX must be at least 1 and at least MIN"))
    }
  }
}

struct ControlShutdownCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "shutdown", abstract: tr("Shut workers down, after their running tasks."))

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: ControlVerb { .shutdown }
  var work: String { tr("shut down") }
  var needsDestination: Bool { true }
}
