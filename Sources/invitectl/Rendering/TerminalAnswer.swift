import ClientSupport
import Glibc

/// One line that a person types on the terminal; a signal ends the wait for it.
///
/// The terminal keeps its own line editing, so nothing of it has to be given back.
enum TerminalAnswer: Equatable {
  /// Without its end.
  case line(String)
  /// The end of the input, as ^D has it.
  case none
  /// A key that is a no, where keys are read one by one.
  case declined
  /// A signal came first.
  case interrupted
  /// The window was closed, or the line to it broke, and no signal said so.
  case gone

  /// No answer is longer: a name of PostgreSQL, or of a queue.
  private static let most = 4096

  static func read(from descriptor: Int32, _ interrupt: Interrupt) -> TerminalAnswer {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1024)
    while true {
      let wait = SocketWait.wait(
        for: descriptor, reading: true, writing: false, until: .never, interrupt: interrupt)
      if wait == .interrupted { return .interrupted }
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { return end(of: descriptor, interrupt) }
      bytes += buffer.prefix(count)
      // A terminal hands a line out when it is whole.
      if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        return .line(String(decoding: bytes[..<end], as: UTF8.self))
      }
      if bytes.count > most { return .none }
    }
  }

  /// A terminal that is gone reads as if it had ended, and is none any more. The signal that says so
  /// goes to the shell first, which passes it on.
  private static func end(of descriptor: Int32, _ interrupt: Interrupt) -> TerminalAnswer {
    if isatty(descriptor) == 1 { return interrupt.isTriggered ? .interrupted : .none }
    return SocketWait.pause(.seconds(2), interrupt: interrupt) ? .gone : .interrupted
  }
}
