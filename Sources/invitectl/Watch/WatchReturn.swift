import ClientSupport
import Glibc
import Localization

/// The wait for a person who reads what a command of the watch has said.
enum WatchReturn {
  /// Whether a key goes back to the watch.
  static func isWay(_ key: WatchKey) -> Bool {
    switch key {
    // ^C is a way back here as it is at a question: nothing is under way that it could stop.
    case .open, .back, .quit, .interrupt: true
    default: false
    }
  }

  /// Other keys do nothing, and none is echoed; a signal ends it, too.
  static func wait(_ terminal: Terminal, _ context: CommandContext) {
    terminal.hush()
    defer {
      terminal.leave()
      context.errors.write("\n")
    }
    // An Enter that was typed while it was looked would take away unread what was said.
    tcflush(STDIN_FILENO, TCIFLUSH)
    context.errors.write(tr("Enter goes back to the watch, Esc too. "))
    let interrupt = context.signals.interrupt
    while let keys = terminal.keys(until: .never, typing: false, interrupt: interrupt) {
      for key in keys {
        if key == .suspend { terminal.suspendHushed() }
        if isWay(key) { return }
      }
    }
    // The window was closed: the signal that says so goes to the shell first, which passes it on.
    if isatty(STDIN_FILENO) == 0 { _ = SocketWait.pause(.seconds(2), interrupt: interrupt) }
  }
}
