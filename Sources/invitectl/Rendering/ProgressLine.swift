import InviteDomain
import InviteOps

/// One line on stderr that is written over while work goes on; without a terminal, a line every
/// 30 seconds.
final class ProgressLine {
  private let context: CommandContext
  private let started = ContinuousClock.now
  private var last: ContinuousClock.Instant
  private var isShown = false

  init(_ context: CommandContext) {
    self.context = context
    last = started
  }

  func update(_ text: String) {
    guard !context.options.quiet else { return }
    let now = ContinuousClock.now
    let age = DurationText.format(started.duration(to: now))
    if context.errors.isTerminal {
      guard last.duration(to: now) >= .milliseconds(100) else { return }
      context.errors.draw("\r\u{1B}[K\(Sanitizing.line(text)), \(age)")
      isShown = true
    } else {
      guard last.duration(to: now) >= .seconds(30) else { return }
      context.errors.write("\(text), \(age)\n")
    }
    last = now
  }

  func clear() {
    if isShown { context.errors.draw("\r\u{1B}[K") }
    isShown = false
  }
}
