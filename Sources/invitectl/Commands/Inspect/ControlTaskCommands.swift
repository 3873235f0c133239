import ArgumentParser
import CeleryProtocol
import InviteDomain
import InviteOps
import Localization

struct ControlRevokeCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: tr("Make workers skip tasks they have not begun."),
    discussion: tr(
      """
      Kept in the memory of workers: one that starts later does not know of it
      unless it meets another that does. A running task goes on; see terminate. One
      that a worker has taken may run all the same, since a process of its pool has
      it. Both end with exit code 8. A use of a code that the task stands for stays
      spent.
      """))

  @Argument(help: .init(tr("Task ids."))) var ids: [String]

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  /// Of an id in capitals both: to skip one that there is not costs nothing.
  var verb: ControlVerb { .revoke(ids: ids.flatMap(CeleryID.meant)) }
  var work: String { tr("revoke \(RevokeRendering.names(ids))") }

  func remarks(_ context: CommandContext) throws(Failure) -> [String] {
    let lookup = TaskLookup(context.operation, wait: control.wait, showsPersonalValues: false)
    var remarks: [String] = []
    for id in ids.prefix(RevokeRendering.shown) {
      do throws(Failure) {
        remarks.append(RevokeRendering.remark(try lookup.find(id)))
      } catch {
        // Workers may be told to skip a task of which nothing is known.
        if error.kind == .interrupted { throw error }
        remarks.append(tr("\(id): \(error.message)"))
      }
    }
    return remarks + [RevokeRendering.spent]
  }

  /// A task of a later day may be named, and so may a wrong one.
  func doubts(_ context: CommandContext) -> [String] {
    let lookup = TaskLookup(context.operation, wait: control.wait, showsPersonalValues: false)
    return ids.prefix(RevokeRendering.shown).filter { id in
      // What cannot be looked for is no reason not to do it.
      guard let task = try? lookup.find(id) else { return false }
      return task.place == .unknown && task.isSearchComplete
    }.map { tr("\($0): no worker, queue or result knows it: see that the id is right") }
  }
}

struct ControlTerminateCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "terminate", abstract: tr("Kill the processes that run tasks."),
    discussion: tr(
      """
      The process may have done half of the task, and may by then be running another
      one. With acks_late and reject_on_worker_lost the message returns to its
      queue, revoked. Where no worker has a task that is named, nothing was ended:
      exit code 8.
      """))

  @Argument(help: .init(tr("Task ids."))) var ids: [String]
  @Option(help: .init(tr("Signal to kill with."), valueName: "name")) var signal = "SIGTERM"

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  /// Of an id in capitals both, as above.
  var verb: ControlVerb { .terminate(ids: ids.flatMap(CeleryID.meant), signal: signal) }
  var work: String {
    tr("terminate \(RevokeRendering.names(ids)) with \(signal)")
  }

  func validate() throws {
    let known = ["SIGTERM", "SIGKILL", "SIGINT", "SIGQUIT", "SIGUSR1"]
    guard known.contains(signal) else {
      throw ValidationError(tr("--signal must be one of \(known.joined(separator: ", "))"))
    }
  }
}

struct ControlRateLimitCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "rate-limit", abstract: tr("Limit how often a task is begun."))

  @Argument(help: .init(tr("The task's name."))) var task: String
  @Argument(help: .init(tr("5/s, 10/m, 100/h, or none."))) var rate: String

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: ControlVerb { .rateLimit(task: task, limit: rate == "none" ? nil : rate) }
  var work: String { tr("set the rate limit of \(task) to \(rate)") }

  func validate() throws {
    guard rate == "none" || rate.wholeMatch(of: /[0-9]+(\.[0-9]+)?(\/[smh])?/) != nil else {
      throw ValidationError(tr("'\(rate)' is no rate; write 5/s, 10/m, 100/h, or none"))
    }
  }
}

struct ControlTimeLimitCommand: FleetControlCommand {
  static let configuration = CommandConfiguration(
    commandName: "time-limit", abstract: tr("Limit how long a task may run."),
    discussion: tr(
      """
      A limit that is not given is lifted.
      """))

  @Argument(help: .init(tr("The task's name."))) var task: String
  @Option(
    help: .init(tr("Kill after this time."), valueName: "time"), transform: DurationArgument.parse)
  var hard: Duration?
  @Option(
    help: .init(tr("Raise SoftTimeLimitExceeded after this time."), valueName: "time"),
    transform: DurationArgument.parse)
  var soft: Duration?

  @OptionGroup var control: FleetControlOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions
  var verb: ControlVerb { .timeLimit(task: task, hard: hard?.seconds, soft: soft?.seconds) }
  var work: String { tr("set the time limits of \(task)") }
}
