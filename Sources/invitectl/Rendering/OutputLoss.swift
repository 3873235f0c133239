import ClientSupport
import Glibc
import Synchronization

/// Why standard output or standard error could not be written, and what the process ends with then
/// (docs/decisions/0270). Noted by the write, looked at where the process ends.
enum OutputLoss: Equatable, Sendable {
  /// Nobody reads it any more, or it was closed from the beginning.
  case cut
  /// The system refuses it, with this number of errno: mostly a full disk.
  case refused(Int32)

  init(errno: Int32) {
    // A socket says that it was reset where its reader has left something of ours unread.
    self = [EPIPE, ECONNRESET, EBADF].contains(errno) ? .cut : .refused(errno)
  }

  /// What the process ends with: what the work has to say of itself goes before what became of its output.
  func status(after status: ExitStatus) -> ExitStatus {
    guard status == .ok else { return status }
    return self == .cut ? .outputCut : .error
  }

  private struct Seen {
    var output: OutputLoss?
    var error: OutputLoss?
    /// Whether standard error went away while it was read, as a pipe does.
    var lostReader = false
    /// Whether the command has no end of its own.
    var endsWithErrors = false
  }

  private static let seen = Mutex(Seen())

  /// What has become of one of the two streams; `nil` while it can be written.
  static func of(_ descriptor: Int32) -> OutputLoss? {
    seen.withLock { descriptor == STDOUT_FILENO ? $0.output : $0.error }
  }

  /// That of the result, or else that of what is said beside it.
  static var worst: OutputLoss? {
    seen.withLock { $0.output ?? $0.error }
  }

  /// A write has failed: nothing more is written there. Where it was the result's, what is under way is ended as
  /// by a signal; without standard error, work goes on to its own end, if it has one.
  static func note(errno: Int32, on descriptor: Int32) {
    let stops = seen.withLock { seen in
      guard descriptor != STDOUT_FILENO else {
        seen.output = OutputLoss(errno: errno)
        return true
      }
      seen.error = OutputLoss(errno: errno)
      seen.lostReader = seen.error == .cut && errno != EBADF
      return seen.lostReader && seen.endsWithErrors
    }
    if stops { Invitectl.signals.interrupt.trigger() }
  }

  /// Says that the command goes on until somebody stops it: whoever stops to read what it says has done that. One
  /// that was started without standard error goes on.
  static func endWithErrors() {
    let stops = seen.withLock { seen in
      seen.endsWithErrors = true
      return seen.lostReader
    }
    if stops { Invitectl.signals.interrupt.trigger() }
  }
}
