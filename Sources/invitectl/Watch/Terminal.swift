import ClientSupport
import Glibc
import Synchronization

/// The terminal in full-screen mode, and back. Escape sequences of ECMA-48 and xterm's alternate
/// screen, which every terminal of today has; no terminfo.
final class Terminal: Sendable {
  struct Size: Equatable {
    var columns: Int
    var rows: Int
  }

  private struct Saved {
    let settings: termios
    let isFullScreen: Bool
  }

  /// What to return to; `nil` while the terminal is as it was.
  private let saved = Mutex<Saved?>(nil)

  /// Whether both ends are a terminal that can be drawn on.
  static func isUsable(_ environment: [String: String]) -> Bool {
    isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
      && !["", "dumb"].contains(environment["TERM"] ?? "")
  }

  /// No echo, keys at once, ^C and ^Z as keys, so that the screen is given back before either
  /// takes effect.
  func enter() {
    guard var settings = take(isFullScreen: true) else { return }
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    StandardStream.output.draw("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J")
  }

  /// No echo and keys at once, ^C too, and the screen as it is: for a key that is waited for below what was
  /// said.
  func hush() {
    guard var settings = take(isFullScreen: false) else { return }
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
    // ^Z comes as a key, so that the shell finds the terminal as it was.
    withUnsafeMutableBytes(of: &settings.c_cc) { $0[Int(VSUSP)] = 0 }
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
  }

  /// As it was, but for the echo: while a command works, what is typed is for nobody. Signals stay what they are.
  func silence() {
    guard take(isFullScreen: false) != nil, let kept = saved.withLock({ $0 }) else { return }
    var settings = kept.settings
    settings.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
  }

  /// The settings as they are, which are kept to be returned to.
  private func take(isFullScreen: Bool) -> termios? {
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
    let found = Saved(settings: settings, isFullScreen: isFullScreen)
    let original = saved.withLock { saved in
      let kept = saved ?? found
      saved = kept
      return kept
    }
    TerminalRescue.arm(original.settings, isFullScreen: isFullScreen)
    return settings
  }

  /// Gives the terminal back. Harmless when it was never taken; may be called by any thread.
  ///
  /// - Parameter scrolls: whether what stands on the shell's screen goes up and out of it, to where the terminal
  ///   keeps lines for who looks back.
  func leave(scrolls: Bool = false) {
    let taken = saved.withLock { saved in
      defer { saved = nil }
      return saved
    }
    guard let taken else { return }
    if taken.isFullScreen {
      // At once, so that nobody sees it in between.
      StandardStream.output.draw(
        TerminalRescue.farewell + (scrolls ? Self.scrolling(size.rows) : ""))
    }
    var settings = taken.settings
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    TerminalRescue.disarm()
  }

  /// ^Z: gives the terminal back, stops, and takes it again when continued.
  func suspend() {
    stop()
    enter()
  }

  /// The same while it is hushed.
  func suspendHushed() {
    stop()
    hush()
  }

  private static func scrolling(_ rows: Int) -> String {
    "\u{1B}[\(rows);1H" + String(repeating: "\n", count: rows) + "\u{1B}[H"
  }

  private func stop() {
    leave()
    // Not TSTP, whose action a shell without job control may have set to ignore.
    kill(getpid(), SIGSTOP)
  }

  var size: Size {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return Size(columns: 80, rows: 24) }
    return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }

  /// Draws lines from the top and clears what is below. One write, so
  /// that nothing flickers.
  func draw(_ lines: [String], size: Size) {
    var text = "\u{1B}[H"
    for (index, line) in lines.prefix(size.rows).enumerated() {
      if index > 0 { text += "\r\n" }
      // Cleared first: after a line of full width the cursor still stands on its last place.
      text += "\u{1B}[2K" + Sanitizing.screen(line)
    }
    StandardStream.output.draw(text + "\u{1B}[J")
  }

  /// The keys that were pressed; waits until `deadline` for the first.
  ///
  /// - Returns: `nil` when the interrupt was raised or the terminal went away.
  func keys(
    until deadline: Deadline, typing: Bool, interrupt: Interrupt
  ) -> [WatchKey]? {
    switch SocketWait.wait(
      for: STDIN_FILENO, reading: true, writing: false, until: deadline, interrupt: interrupt)
    {
    case .interrupted: return nil
    case .timedOut, .writable: return []
    case .readable:
      var buffer = [UInt8](repeating: 0, count: 64)
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      return count > 0 ? WatchKey.parse(buffer.prefix(count), typing: typing) : nil
    }
  }
}
