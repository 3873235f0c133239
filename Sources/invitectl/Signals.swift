import ClientSupport
import Glibc
import InviteDomain
import Localization
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into an ``Interrupt`` that every wait of the clients sees.
///
/// The signals are blocked in all threads and taken by one that does nothing else (`sigwait`), so
/// that no code of ours runs inside a signal handler.
final class Signals: Sendable {
  let interrupt = Interrupt()
  private let first = Atomic<Int32>(0)
  /// When that came. Only the signal thread asks.
  private let began = Mutex<ContinuousClock.Instant?>(nil)
  /// One stop may come as several signals: `timeout -s INT` sends it to the process and then to its group, a
  /// terminal and a supervisor one each. Sooner nobody has seen what the first one does.
  private static let sameStop = Duration.milliseconds(500)
  private let advice = Mutex<String?>(nil)
  private let cleanup = Mutex<(@Sendable () -> Void)?>(nil)
  private let continued = Mutex<(@Sendable () -> Void)?>(nil)

  /// What to say to someone who leaves on the second signal: how to recover from what is left.
  func setRecoveryAdvice(_ text: String?) {
    advice.withLock { $0 = text }
  }

  /// What must happen even when the second signal ends the process at once, such as giving a
  /// terminal back. Runs on the signal thread.
  func setLastAct(_ act: (@Sendable () -> Void)?) {
    cleanup.withLock { $0 = act }
  }

  /// What to do when the process goes on after ^Z. Runs on the signal thread.
  func setContinued(_ act: (@Sendable () -> Void)?) {
    continued.withLock { $0 = act }
  }

  /// The signal that came first, if any.
  var received: Int32? {
    let signal = first.load(ordering: .acquiring)
    return signal == 0 ? nil : signal
  }

  /// Must be called before any other thread is started.
  func install() {
    // A reader that goes away is seen as EPIPE by the write.
    signal(SIGPIPE, SIG_IGN)
    // A file that may not grow is seen as EFBIG by the write, which cleans up behind it.
    signal(SIGXFSZ, SIG_IGN)
    // The Swift runtime takes ^\ for a crash, and would write a report for seconds.
    if !Self.isIgnored(SIGQUIT) { signal(SIGQUIT, SIG_DFL) }
    var set = Self.handled
    pthread_sigmask(SIG_BLOCK, &set, nil)
    var thread = pthread_t()
    let retained = Unmanaged.passRetained(self).toOpaque()
    let status = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let signals = Unmanaged<Signals>.fromOpaque(context).takeRetainedValue()
        var set = Signals.handled
        var signal: Int32 = 0
        while sigwait(&set, &signal) == 0 { signals.take(signal) }
        return nil
      }, retained)
    guard status == 0 else {
      // Without the thread the signals would be swallowed: leave them to the system's default.
      Unmanaged<Signals>.fromOpaque(retained).release()
      pthread_sigmask(SIG_UNBLOCK, &set, nil)
      return
    }
    pthread_detach(thread)
  }

  private static var handled: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGCONT)
    // nohup has it ignored. A signal that is blocked would be taken all the same.
    if !isHangupIgnored { sigaddset(&set, SIGHUP) }
    return set
  }

  private static let isHangupIgnored = isIgnored(SIGHUP)

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private func take(_ signal: Int32) {
    if signal == SIGCONT {
      continued.withLock { $0 }?()
      return
    }
    // Which one it was comes first: whoever the interrupt wakes asks at once.
    let (isFirst, _) = first.compareExchange(
      expected: 0, desired: signal, ordering: .acquiringAndReleasing)
    if isFirst { began.withLock { $0 = .now } }
    interrupt.trigger()
    // One closed terminal hangs up twice: the shell does, and the kernel when the shell has gone.
    if isFirst || signal == SIGHUP { return }
    if let first = began.withLock({ $0 }), first.duration(to: .now) < Self.sameStop { return }
    cleanup.withLock { $0 }?()
    let text =
      advice.withLock { $0 } ?? tr("run the same command again; it goes on where this one left")
    if Presentation.current.output == .text {
      StandardStream.error.write("\n" + tr("invitectl: left at once; \(text)") + "\n")
    } else {
      FailureRendering.report(
        Failure(.interrupted, tr("left at once"), hint: text),
        status: ExitStatus(rawValue: 128 + signal) ?? .interrupted)
    }
    _exit(128 + signal)
  }
}
