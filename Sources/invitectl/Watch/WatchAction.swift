import ArgumentParser
import ClientSupport
import InviteDomain
import InviteOps
import Localization

/// What the watch has done: the commands as they would be typed, those that change something with their
/// plans and their question.
enum WatchAction: Equatable {
  case drain(String)
  case pause(String)
  case resume(String)
  case revoke(String)
  /// Of a task. It changes nothing.
  case trace(String)
  /// Of the oldest task of what is selected: one in hand before one that waits.
  case traceOldest(FleetTasks.Subject)

  /// Runs it on the terminal as it is; the full screen has been left. What goes wrong is said there.
  func run(_ context: CommandContext) {
    // A worker that does not answer is waited for: nobody is to wonder at an empty screen.
    context.errors.write(tr("Looking …") + "\n")
    #if FAILPOINTS
      Failpoint.reach("watch-looking")
    #endif
    do {
      switch self {
      case .drain(let node):
        // A name that begins with a dash is a value behind `=` alone.
        try ControlDrainCommand.parse(["--destination=\(node)"]).run(context)
      case .pause(let queue): try ControlPauseCommand.parse(["--", queue]).run(context)
      case .resume(let queue): try ControlResumeCommand.parse(["--", queue]).run(context)
      case .revoke(let id): try ControlRevokeCommand.parse(["--", id]).run(context)
      case .trace(let id): try trace(id, context)
      case .traceOldest(let subject):
        let tasks = try FleetTasks(context.operation, wait: .seconds(1)).of(subject)
        guard let oldest = tasks.first(where: { $0.id != FleetTasks.unreadable }) else {
          return context.errors.write(
            tr("There is no task of \(Sanitizing.line(subject.name)).") + "\n")
        }
        try trace(oldest.id, context)
      }
    } catch let failure as Failure {
      // Who said no knows it, and is back at once.
      if Confirmation.question?.isDeclined == true { return }
      context.report(failure)
    } catch let status as ExitStatus {
      context.errors.write(Self.sentence(status) + "\n")
    } catch {
      context.errors.write(Sanitizing.line("\(error)") + "\n")
    }
  }

  /// How it ended, for who sees no exit code.
  private static func sentence(_ status: ExitStatus) -> String {
    switch status {
    case .pending: tr("Something is to be done about it: what is said last, above.")
    case .partial: tr("Not all of it was done: what is left is named above.")
    default: tr("Ended without success: \(status.meaning).")
    }
  }

  /// Whose the task is nobody has typed: it is masked.
  private func trace(_ id: String, _ context: CommandContext) throws {
    try TraceCommand.parse(["--", id]).run(context, masks: true)
  }
}
