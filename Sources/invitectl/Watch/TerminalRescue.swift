import Glibc
import Synchronization

/// Gives the terminal back when a signal ends the process at once: a trap of our own program, or one
/// sent from outside. What goes on to run code of ours (SIGINT, SIGTERM, SIGHUP) is ``Signals``';
/// SIGKILL cannot be caught by anyone.
///
/// The handler calls write, tcsetattr, sigaction and raise, which POSIX lists as safe within one, and
/// takes what it needs from memory that was laid out before: it allocates nothing and takes no lock.
enum TerminalRescue {
  /// Those whose default is the end of the process.
  static let signals: [Int32] = [
    SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGXCPU, SIGXFSZ, SIGALRM,
    SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2, SIGPOLL,
  ]

  /// Shows the cursor and leaves the alternate screen.
  static let farewell = "\u{1B}[?25h\u{1B}[?1049l"

  /// Where the settings to return to and the bytes to write are; made once and never freed.
  private struct Memory: Sendable {
    private let settingsAddress: Int
    private let bytesAddress: Int
    let count = farewell.utf8.count

    init() {
      let settings = UnsafeMutablePointer<termios>.allocate(capacity: 1)
      settings.initialize(to: termios())
      let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
      _ = bytes.initialize(from: farewell.utf8)
      settingsAddress = Int(bitPattern: settings)
      bytesAddress = Int(bitPattern: bytes.baseAddress)
    }

    var settings: UnsafeMutablePointer<termios>? { .init(bitPattern: settingsAddress) }
    var bytes: UnsafePointer<UInt8>? { .init(bitPattern: bytesAddress) }
  }

  private static let memory = Memory()
  private static let isArmed = Atomic(false)
  private static let leavesScreen = Atomic(true)

  /// From now on, `settings` come back, and where it was full, the screen.
  static func arm(_ settings: termios, isFullScreen: Bool) {
    memory.settings?.pointee = settings
    leavesScreen.store(isFullScreen, ordering: .relaxed)
    _ = install
    isArmed.store(true, ordering: .releasing)
  }

  private static let install: Void = {
    useOwnStack()
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { signal in TerminalRescue.restore(signal) }
    action.sa_flags =
      Int32(truncatingIfNeeded: SA_ONSTACK) | Int32(truncatingIfNeeded: SA_RESETHAND)
    for signal in signals {
      // One that is ignored, as nohup and some shells have it, stays so.
      var before = sigaction()
      sigaction(signal, nil, &before)
      let isIgnored =
        unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self)
        == unsafeBitCast(SIG_IGN, to: Int.self)
      if !isIgnored { sigaction(signal, &action, nil) }
    }
  }()

  /// The terminal was given back.
  static func disarm() {
    isArmed.store(false, ordering: .releasing)
  }

  private static func restore(_ signal: Int32) {
    if isArmed.exchange(false, ordering: .acquiringAndReleasing) {
      if leavesScreen.load(ordering: .relaxed) {
        _ = write(STDOUT_FILENO, memory.bytes, memory.count)
      }
      tcsetattr(STDIN_FILENO, TCSANOW, memory.settings)
    }
    // SA_RESETHAND has set the default, which takes effect when this returns.
    raise(signal)
  }

  /// A stack that has overflown has no room for a handler. The watch runs on the thread that arms.
  private static func useOwnStack() {
    let size = 64 * 1024
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    stack.ss_size = size
    sigaltstack(&stack, nil)
  }
}
