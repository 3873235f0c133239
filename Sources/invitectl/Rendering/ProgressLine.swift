import InviteDomain
import InviteOps

/// One line on stderr that is written over while work goes on; without a terminal, a line now and then.
final class ProgressLine {
  private let context: CommandContext
  private let started = ContinuousClock.now
  private var last: ContinuousClock.Instant
  private var isShown = false
  private var isAnnounced = false

  /// Without a terminal, from one line to the next.
  private static let seldom = Duration.seconds(30)

  init(_ context: CommandContext) {
    self.context = context
    last = started
  }

  /// - Parameter isNews: without a terminal said at once the first time.
  func update(_ text: String, isNews: Bool = false) {
    guard !context.options.quiet else { return }
    let now = ContinuousClock.now
    let age = DurationText.format(started.duration(to: now))
    if context.errors.isRedrawable {
      guard last.duration(to: now) >= .milliseconds(100) || isNews && !isShown else { return }
      context.errors.draw("\r\u{1B}[K\(Sanitizing.line(text)), \(age)")
      isShown = true
    } else {
      guard last.duration(to: now) >= Self.seldom || isNews && !isAnnounced else { return }
      context.errors.write("\(Sanitizing.line(text)), \(age)\n")
      isAnnounced = isAnnounced || isNews
    }
    last = now
  }

  func clear() {
    if isShown { context.errors.draw("\r\u{1B}[K") }
    isShown = false
  }
}
