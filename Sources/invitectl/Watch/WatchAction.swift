import ArgumentParser
import ClientSupport
import Glibc
import InviteDomain
import InviteOps

/// What the watch has done: the commands as they would be typed, with their plans and their question.
enum WatchAction: Equatable {
  case drain(String)
  case pause(String)
  case resume(String)
  case revoke(String)

  /// Runs it on the terminal as it is; the full screen has been left. What goes wrong is said there.
  func run(_ context: CommandContext) {
    do {
      switch self {
      case .drain(let node):
        // A name that begins with a dash is a value behind `=` alone.
        try ControlDrainCommand.parse(["--destination=\(node)"]).run(context)
      case .pause(let queue): try ControlPauseCommand.parse(["--", queue]).run(context)
      case .resume(let queue): try ControlResumeCommand.parse(["--", queue]).run(context)
      case .revoke(let id): try ControlRevokeCommand.parse(["--", id]).run(context)
      }
    } catch let failure as Failure {
      context.report(failure)
    } catch let status as ExitStatus {
      context.errors.write("exit code \(status.rawValue): \(status.meaning)\n")
    } catch {
      context.errors.write(Sanitizing.line("\(error)") + "\n")
    }
  }

  /// Waits until what was said has been read.
  static func awaitEnter(_ context: CommandContext) {
    context.errors.write("Enter goes back to the watch. ")
    _ = TerminalAnswer.read(from: STDIN_FILENO, context.signals.interrupt)
  }
}
