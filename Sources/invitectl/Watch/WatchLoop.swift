import ClientSupport
import InviteDomain
import InviteOps
import Localization

/// Runs the watch: full-screen on a terminal, lines otherwise.
struct WatchLoop {
  let context: CommandContext
  let watch: FleetWatch
  var state: WatchState
  /// Ends after so many ticks.
  let count: Int?
  /// Whether a command was run: what it has said is not to stand above the next one's question.
  var hasActed = false

  /// Lines or NDJSON, one a tick, for a pipe, a log, a dumb terminal.
  func runPlain() throws {
    if count == nil { OutputLoss.endWithErrors() }
    var ticks = 0
    while true {
      let next = Deadline.after(state.interval)
      do {
        let frame = try watch.tick()
        switch context.options.output {
        case .text:
          context.output.write(WatchLine.text(frame) + "\n")
        case .json, .jsonl:
          context.output.write(JSONOutput.render(frame, pretty: false))
        }
      } catch {
        if error.kind == .interrupted { return }
        context.report(error)
      }
      ticks += 1
      if let count, ticks >= count { return }
      let rest = next.remaining ?? .zero
      if rest > .zero, !SocketWait.pause(rest, interrupt: context.signals.interrupt) { return }
    }
  }

  mutating func runFullScreen() throws {
    let terminal = Terminal()
    context.signals.setLastAct { terminal.leave() }
    terminal.enter()
    defer {
      terminal.leave()
      context.signals.setLastAct(nil)
    }
    var frame: FleetFrame?
    var frameTime = ContinuousClock.now
    var failure: Failure?
    var ticks = 0
    while true {
      if !state.isPaused || frame == nil {
        do {
          frame = try watch.tick()
          frameTime = .now
          failure = nil
        } catch {
          if error.kind == .interrupted { return }
          // Without a first frame there is nothing to show: the person gets the error itself.
          guard frame != nil else { throw error }
          failure = error
        }
        ticks += 1
        readTasks()
      }
      guard let frame else { return }
      let next = Deadline.after(state.interval)
      var size = terminal.size
      draw(frame, failure, frameTime, terminal, size)
      #if FAILPOINTS
        Failpoint.reach("watch-drawn")
      #endif
      if let count, ticks >= count { return }
      waiting: while !next.hasPassed || state.isPaused {
        // Short, so that a changed window is noticed.
        let pause = Deadline.after(.milliseconds(250)).earlier(state.isPaused ? .never : next)
        guard
          let keys = terminal.keys(
            until: pause, typing: state.isTyping, interrupt: context.signals.interrupt)
        else { return }
        for key in keys {
          switch state.take(key, in: frame.snapshot.workers, frame.snapshot.queues) {
          case .leave: return
          case .interrupt: throw ExitStatus.interrupted
          case .suspend: terminal.suspend()
          case .refresh: break waiting
          case .look: readTasks()
          case .act(let action):
            try act(action, terminal)
            break waiting
          case nil: break
          }
        }
        if !keys.isEmpty || terminal.size != size {
          size = terminal.size
          draw(frame, failure, frameTime, terminal, size)
        }
      }
    }
  }

  /// The page of tasks anew, if one is shown.
  private mutating func readTasks() {
    guard let subject = state.tasks?.subject else { return }
    do {
      state.tasks?.rows = try FleetTasks(context.operation, wait: .seconds(1)).of(subject)
      state.tasks?.failure = nil
    } catch {
      state.tasks?.failure = error.message
    }
  }

  /// The command takes the terminal as a person has it who types it; the screen comes back after, at once where
  /// its question was declined.
  ///
  /// - Throws: the exit status of a command that a signal has stopped: the watch ends with it, as the command
  ///   would.
  private mutating func act(_ action: WatchAction, _ terminal: Terminal) throws {
    terminal.leave(scrolls: hasActed)
    hasActed = true
    terminal.silence()
    let question = WatchQuestion(terminal)
    Confirmation.$question.withValue(question) {
      StandardStream.$wrapsLines.withValue(true) { action.run(context) }
    }
    try checkSignal()
    if !question.isDeclined {
      WatchReturn.wait(terminal, context)
      try checkSignal()
    }
    // What was kept until now is of the screen as a command has it.
    terminal.leave()
    terminal.enter()
  }

  private func checkSignal() throws {
    guard context.signals.interrupt.isTriggered else { return }
    throw Invitectl.status(of: Failure(.interrupted, "stopped"))
  }

  private func draw(
    _ frame: FleetFrame, _ failure: Failure?, _ time: ContinuousClock.Instant,
    _ terminal: Terminal, _ size: Terminal.Size
  ) {
    let screen = WatchScreen(
      frame: frame, state: state, size: size, style: context.style,
      failure: failure.map { ($0.message, time.duration(to: .now).seconds) })
    terminal.draw(screen.lines(), size: size)
  }
}

/// A frame as one line.
enum WatchLine {
  static func text(_ frame: FleetFrame) -> String {
    let queues = frame.snapshot.queues
    let busy = queues.filter { $0.readyTotal > 0 }
      .map { "\(Sanitizing.line($0.name)) \($0.readyTotal)" }.joined(separator: ", ")
    func sum(_ value: (FleetSnapshot.Queue) -> Double?) -> String {
      let values = queues.compactMap(value)
      return values.isEmpty ? "-" : FleetRendering.decimal(values.reduce(0, +), 1)
    }
    let ready = queues.reduce(0) { $0 + $1.readyTotal }
    let active = frame.snapshot.workers.reduce(0) { $0.addingSaturated($1.active ?? 0) }
    let slots = frame.snapshot.workers.reduce(0) { $0.addingSaturated($1.slots ?? 0) }
    let census = frame.snapshot.census
    var parts = [
      frame.time, busy.isEmpty ? tr("ready \(ready)") : tr("ready \(ready) (\(busy))"),
      tr("unacked \(frame.snapshot.broker.unacked)"), tr("active \(active)/\(slots)"),
      tr("in \(sum(\.inPerSecond))/s"), tr("out \(sum(\.outPerSecond))/s"),
      tr("workers \(census.answered)/\(census.workers.count)"),
    ]
    let problems = frame.snapshot.diagnoses.filter { $0.severity != .note }.map(\.kind)
    if !problems.isEmpty { parts.append(tr("problems: \(problems.joined(separator: ", "))")) }
    parts.append("\(Int(saturating: frame.costMs.rounded())) ms")
    return parts.joined(separator: "  ")
  }
}
