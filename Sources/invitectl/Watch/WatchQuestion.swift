import ClientSupport
import Glibc
import Synchronization

/// A question of a command that the watch runs. Its keys are read one by one, so that Esc and ^C are a no
/// that goes back to the watch, and neither is echoed; elsewhere ^C ends the command that asks.
final class WatchQuestion: Sendable {
  private let terminal: Terminal
  private let declined = Mutex(false)

  init(_ terminal: Terminal) {
    self.terminal = terminal
  }

  /// Whether the answer was such a no.
  var isDeclined: Bool { declined.withLock { $0 } }

  /// Asks, and reads what is typed behind the question.
  func ask(_ text: String, _ context: CommandContext) -> TerminalAnswer {
    // From when it can be read on, ^C is an answer.
    terminal.hush()
    defer { terminal.silence() }
    // What was typed before it was asked is no answer to it.
    tcflush(STDIN_FILENO, TCIFLUSH)
    context.errors.write(text)
    let interrupt = context.signals.interrupt
    var line = WatchAnswer()
    while let keys = terminal.keys(until: .never, typing: true, interrupt: interrupt) {
      for key in keys {
        switch line.take(key) {
        case .typing(let echo): StandardStream.error.draw(echo)
        case .suspended:
          terminal.suspendHushed()
        case .declined:
          declined.withLock { $0 = true }
          return .declined
        case .whole(let text):
          StandardStream.error.draw("\n")
          return .line(text)
        }
      }
    }
    if interrupt.isTriggered { return .interrupted }
    // The signal that says that the window was closed goes to the shell first, which passes it on.
    return SocketWait.pause(.seconds(2), interrupt: interrupt) ? .gone : .interrupted
  }
}

/// The line of an answer, key by key.
struct WatchAnswer {
  enum Step: Equatable {
    /// What the screen is to show for the key.
    case typing(echo: String)
    /// The question is asked again, and the line is empty.
    case suspended
    case declined
    case whole(String)
  }

  private var text = ""

  mutating func take(_ key: WatchKey) -> Step {
    switch key {
    case .text(let typed):
      text += typed
      return .typing(echo: Sanitizing.line(typed))
    case .erase:
      guard let last = text.popLast() else { return .typing(echo: "") }
      let cells = DisplayWidth.of(Sanitizing.line(String(last)))
      return .typing(echo: String(repeating: "\u{8} \u{8}", count: cells))
    case .suspend:
      text = ""
      return .suspended
    case .cancel, .interrupt: return .declined
    case .done: return .whole(text)
    default: return .typing(echo: "")
    }
  }
}
